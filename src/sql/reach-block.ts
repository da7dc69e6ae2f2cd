/** The writes of PostgreSQL's DO blocks. */
import { Reading } from './reading'

export interface BlockWrite {
  readonly text: string
  /** a condition or a loop is around it, so that it may run never, once, or often */
  readonly inside: boolean
}

/** Words behind which a statement of PL/pgSQL begins. */
const opens = /^(;|BEGIN|THEN|ELSE|LOOP)$/
const write = /^(DELETE|UPDATE|TRUNCATE|DROP|ALTER|MERGE|WITH|EXECUTE)$/

/**
 * What a DO block in PL/pgSQL deletes, changes or drops, as far as it stands there as SQL, or as the one text that EXECUTE
 * is given; empty for anything else. A text that is put together (`format(…)`, `||`, a variable) is known only when it
 * runs: to ask about every such block, without a table or a number, would teach to answer without reading.
 */
export function blockWrites(reading: Reading): BlockWrite[] {
  const language = reading.find('LANGUAGE')
  if (reading.dialect !== 'postgres' || reading.word(0) !== 'DO') return []
  if (language > 0 && !/^(plpgsql|'plpgsql')$/i.test(reading.pieces[language + 1]?.text ?? '')) return []
  const body = reading.pieces.find(({ kind }, i) => kind === 'string' && i !== language + 1)
  const mark = /^\$\w*\$/.exec(body?.text ?? '')?.[0]
  if (body === undefined || mark === undefined) return []
  const inner = new Reading(body.text.slice(mark.length, -mark.length), 'postgres')
  const begin = inner.find('BEGIN')
  const found: BlockWrite[] = []
  let blocks = 0
  for (let i = Math.max(begin, 0); i < inner.pieces.length; i++) {
    const word = inner.word(i)
    const starts = opens.test(inner.word(i - 1))
    const ends = inner.word(i - 1) === 'END'
    if (inner.pieces[i]?.depth !== 0) continue
    if (ends && /^(IF|LOOP|CASE)$/.test(word)) blocks--
    else if (word === 'LOOP' || word === 'EXCEPTION' || (starts && /^(IF|CASE)$/.test(word))) blocks++
    if (!starts || !write.test(word)) continue
    const end = inner.pieces.findIndex((piece, at) => at > i && piece.word === ';' && piece.depth === 0)
    const next = end < 0 ? inner.pieces.length : end
    const text = word === 'EXECUTE' ? executed(inner, i, next) : inner.slice(inner.span(i, next - i))
    if (text !== null) found.push({ text, inside: blocks > 0 })
    i = next - 1
  }
  return found
}

/** The statement in the one literal of an EXECUTE; null where it is put together, or takes parameters. */
function executed(inner: Reading, index: number, next: number): string | null {
  const { kind, text } = inner.pieces[index + 1] ?? { kind: 'end', text: '' }
  if (kind !== 'string' || next !== index + 2) return null
  const mark = /^\$\w*\$/.exec(text)?.[0]
  if (mark !== undefined) return text.slice(mark.length, -mark.length)
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : null
}
