import { readsStdin } from '../sql/copy'
import type { Dialect } from '../sql/dialect'
import { split } from '../sql/split'
import type { Statement } from '../sql/statement'

/** UTF-16 units looked at in one go: some milliseconds of work. */
const pieceSize = 256 * 1024

/**
 * The statements of a long script in groups, so that the page lives while it is split; places are those of the whole
 * script. `size` is how much is looked at in one go.
 */
export function* scriptPieces(
  script: string,
  dialect: Dialect,
  size = pieceSize,
): Generator<readonly Statement[]> {
  let start = 0
  let length = size
  while (start < script.length) {
    const end = Math.min(start + length, script.length)
    const found = split(script.slice(start, end), dialect)
    const whole = end === script.length ? found.length : wholeStatements(found)
    const next = found[whole]
    if (end < script.length && (next === undefined || whole === 0)) {
      // one statement, or one comment, is longer than what was looked at
      length *= 2
      continue
    }
    const from = start
    yield found
      .slice(0, whole)
      .map((each) => ({ text: each.text, from: each.from + from, to: each.to + from }))
    start = end === script.length ? end : start + (next?.from ?? 0)
    length = size
  }
}

/**
 * How many statements of a cut text end before the cut for sure: all but the last, and none from a COPY on whose data
 * lines are cut.
 */
function wholeStatements(found: readonly Statement[]): number {
  const copy = found.findIndex(
    ({ text }) => /^\s*(--[^\n]*\n\s*)*copy\b/i.test(text) && readsStdin(text) && !text.endsWith('\\.'),
  )
  const last = found.length - 1
  return copy < 0 ? last : Math.min(copy, last)
}
