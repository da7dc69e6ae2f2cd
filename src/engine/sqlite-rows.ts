import type { RowText } from './engine'
import { DONE, type SqliteHandle } from './sqlite-api'

const [newline, carriageReturn, quote] = [10, 13, 34]

/**
 * Runs a prepared statement once for each record, its fields as parameters: texts, which the columns turn into numbers
 * where that is their affinity; NULL where nothing stands between two delimiters. Gives how many there were, or the
 * engine's words where it fails.
 */
export function runForEach(
  db: SqliteHandle,
  statement: number,
  { bytes, delimiter }: RowText,
): { readonly records: number } | { readonly error: string } {
  const { library } = db
  const { module } = library
  const between = delimiter.charCodeAt(0)
  const base = module._malloc(bytes.length)
  if (base === 0) return { error: 'out of memory' }
  try {
    library.memory.set(bytes, base)
    let [records, column, width] = [0, 0, 0]
    for (let at = 0; at < bytes.length;) {
      let from = at
      let length: number
      const quoted = bytes[at] === quote
      if (quoted) {
        from++
        at = closing(bytes, from)
        length = withoutDoubles(library.memory, base + from, bytes.subarray(from, at++))
      } else {
        let c = bytes[at]
        while (c !== between && c !== newline && c !== carriageReturn && c !== undefined) c = bytes[++at]
        length = at - from
      }
      const text = length === 0 && !quoted ? 0 : base + from
      const bound = module._sqlite3_bind_text(statement, ++column, text, length, 0)
      if (bound !== 0) return { error: db.message }
      const c = bytes[at++]
      if (c === between) continue
      if (c === carriageReturn && bytes[at] === newline) at++
      // a parameter that is not bound anew keeps its value
      if (width !== 0 && column !== width)
        return { error: `a record of ${column} fields among others of ${width}` }
      width = column
      column = 0
      if (module._sqlite3_step(statement) !== DONE) return { error: db.message }
      module._sqlite3_reset(statement)
      records++
    }
    return { records }
  } finally {
    module._sqlite3_reset(statement) // it reads what is freed
    module._free(base)
  }
}

/** Where the quote is that closes a field which begins at `from`; the end where none is. */
function closing(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(quote, from)
  while (at >= 0 && bytes[at + 1] === quote) at = bytes.indexOf(quote, at + 2)
  return at < 0 ? bytes.length : at
}

/** Takes one of two quotes in a row out of a field in the engine's memory. Gives its length. */
function withoutDoubles(memory: Uint8Array, pointer: number, field: Uint8Array): number {
  let double = field.indexOf(quote)
  if (double < 0) return field.length
  let length = double
  while (double >= 0) {
    const next = field.indexOf(quote, double + 2)
    const part = field.subarray(double + 1, next < 0 ? undefined : next)
    memory.set(part, pointer + length)
    length += part.length
    double = next
  }
  return length
}
