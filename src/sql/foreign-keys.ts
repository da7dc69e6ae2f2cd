import type { Dialect } from './dialect'
import { Reading } from './reading'
import type { Statement } from './statement'

/** Most statements are told apart by their beginning: a script may have 200,000 of them. */
const maybe = /^(?:pragma|begin|savepoint|commit|end|rollback)\b/i

/** What the statement asks of its setting; undefined where it is no `PRAGMA foreign_keys = …`. */
const asked = /^PRAGMA (?:\S+ \. )?FOREIGN_KEYS [=(] ['"]?(\w+)/i

/**
 * Whether foreign keys act when each statement of a script begins. In SQLite the visitor may turn them off, and the
 * PRAGMA that does it does nothing while a transaction is open. `on` and `open` (a transaction is) are those of the
 * session before the script.
 */
export function keysAct(
  statements: readonly Statement[],
  dialect: Dialect,
  { on, open }: { on: boolean; open: boolean },
): boolean[] {
  if (dialect === 'postgres') return statements.map(() => true)
  return statements.map(({ text }) => {
    const before = on
    if (maybe.test(text)) {
      const { pieces } = new Reading(text, dialect)
      const words = pieces.map((piece) => piece.word || piece.text)
      const [first] = words
      if (first === 'BEGIN' || first === 'SAVEPOINT') open = true
      else if (first === 'PRAGMA') {
        const value = asked.exec(words.join(' '))?.[1]
        if (value !== undefined && !open) on = /^(on|yes|true|0*[1-9]\d*)$/i.test(value)
      } else if (!words.includes('TO')) open = false
    }
    return before
  })
}
