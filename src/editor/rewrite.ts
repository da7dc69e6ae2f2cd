import type { ChangeSpec } from '@codemirror/state'

const blank = (c: string | undefined) => c === ' ' || c === '\n' || c === '\t' || c === '\r'

/**
 * The edits that make `after` of `before`. As long as the two differ in blanks and capitals only, each difference is
 * an edit of its own, so that what hangs on the text between (cursor, marks) stays where it was; what is left from
 * the first other difference to the common end is one edit.
 */
export function rewrite(before: string, after: string): ChangeSpec[] {
  let endBefore = before.length
  let endAfter = after.length
  while (endBefore > 0 && endAfter > 0 && before[endBefore - 1] === after[endAfter - 1]) {
    endBefore--
    endAfter--
  }
  const edits: ChangeSpec[] = []
  let a = 0
  let b = 0
  const edit = (toA: number, toB: number) => {
    if (before.slice(a, toA) !== after.slice(b, toB))
      edits.push({ from: a, to: toA, insert: after.slice(b, toB) })
    a = toA
    b = toB
  }
  while (a < endBefore || b < endAfter) {
    let toA = a
    let toB = b
    while (toA < endBefore && blank(before[toA])) toA++
    while (toB < endAfter && blank(after[toB])) toB++
    if (toA > a || toB > b) {
      edit(toA, toB)
      continue
    }
    const same = a < endBefore && b < endAfter && before[a]?.toLowerCase() === after[b]?.toLowerCase()
    if (!same) edit(endBefore, endAfter)
    else edit(a + 1, b + 1)
  }
  return edits
}
