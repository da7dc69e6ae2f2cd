import { quoteName } from '../sql/quote'
import { callEdits } from './copy-calls'
import type { CopyColumn } from './copy-model'
import { edited, pieces, type Edit } from './copy-pieces'

/**
 * SQLite's expression with PostgreSQL's words for the time, names in double quotes for those in others, and ILIKE, which
 * is what SQLite's LIKE does with letters. `columns`: those whose names in quotes are others in the copy.
 */
export function toPostgres(sql: string, columns: readonly CopyColumn[] = []): string {
  const all = pieces(sql, 'sqlite')
  const edits = all.flatMap(({ kind, text: word, from, to }, i): Edit[] => {
    const other = (text: string) => [{ from, to, text }]
    if (word === '==') return other('=')
    const column = kind === 'name' ? named(word, columns) : undefined
    if (column !== undefined) return other(quoteName(column.name, 'postgres'))
    if (kind === 'name' && (word.startsWith('`') || word.startsWith('[')))
      return other(`"${word.slice(1, -1).replaceAll('"', '""')}"`)
    if (kind === 'string' && /^x'/i.test(word)) return other(`'\\x${word.slice(2, -1)}'::bytea`)
    if (kind !== 'word') return []
    const next = all[i + 1]
    const hasLetters = next?.kind !== 'string' || /\p{L}/u.test(next.text)
    if (/^like$/i.test(word)) return hasLetters ? other('ILIKE') : []
    const now = next?.text === '(' && all[i + 2]?.text.toLowerCase() === "'now'" ? all[i + 3] : undefined
    const time = times[word.toLowerCase()]
    if (time !== undefined && now?.text === ')') return [{ from, to: now.to, text: time }]
    const call = next?.text === '(' ? calls[word.toLowerCase()] : undefined
    return call === undefined ? [] : other(call)
  })
  return edited(sql, [...edits, ...callEdits(all)])
}

const times: Partial<Record<string, string>> = {
  datetime: "date_trunc('second', LOCALTIMESTAMP)",
  date: 'CURRENT_DATE',
}
const calls: Partial<Record<string, string>> = { ifnull: 'coalesce', substr: 'substring' }

/** The column of the copy that a word of SQLite names. */
export function named(word: string, columns: readonly CopyColumn[]): CopyColumn | undefined {
  const [mark = ''] = word
  const name = !/["`[]/.test(mark)
    ? word
    : mark === '"'
      ? word.slice(1, -1).replaceAll('""', '"')
      : word.slice(1, -1)
  return columns.find(({ from }) => from.toLowerCase() === name.toLowerCase())
}
