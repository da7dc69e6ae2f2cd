import { argumentsOf } from './copy-calls'
import { castEdits, operandOf, typeEnd } from './copy-casts'
import { likeAt, likeEdits } from './copy-like'
import { edited, pieces, type Edit } from './copy-pieces'

/**
 * PostgreSQL's expression in SQLite's words: without the schema public, with IN for `= ANY (ARRAY[…])` and LIKE or GLOB for
 * `~~`; a cast is left out where SQLite keeps the value as it is (`'new'::text`).
 */
export function toSqlite(sql: string): string {
  const all = pieces(sql, 'postgres')
  const divides = all.some(({ text }) => text === '/')
  const edits: Edit[] = []
  let cast = { begin: -1, end: -1 }
  for (let i = 0; i < all.length; i++) {
    const piece = all[i]
    if (piece === undefined) break
    if (piece.text === '::') {
      // of `a::text::date` the second is for what the first is for
      const begin = cast.end === i ? cast.begin : operandOf(all, i)
      const end = typeEnd(all, i + 1)
      const type = all.slice(i + 1, end).map(({ text }) => text.toLowerCase())
      const behind = all[end - 1]?.to ?? sql.length
      const typeName = type.join(' ').replace(/ ?([(),]) ?/g, '$1')
      edits.push(...castEdits(all.slice(begin, i), typeName, { from: piece.from, to: behind }, divides))
      cast = { begin, end }
      i = end - 1
    } else if (piece.kind === 'word' && piece.text.toLowerCase() === 'public' && all[i + 1]?.text === '.') {
      edits.push({ from: piece.from, to: all[++i]?.to ?? sql.length, text: '' })
    } else {
      const like = likeAt(all, i)
      if (like === null) continue
      i += like.length - 1
      edits.push(...likeEdits(like.marks, piece.from, all[i]?.to ?? piece.to, all[i + 1]))
    }
  }
  return listed(listed(edited(sql, edits), '= ANY (', 'IN'), '<> ALL (', 'NOT IN')
    .replace(
      /\bnow\(\)|\b(statement|transaction|clock)_timestamp\(\)|\blocaltimestamp\b/gi,
      'CURRENT_TIMESTAMP',
    )
    .replace(/\bCURRENT_TIMESTAMP\(\d\)/gi, 'CURRENT_TIMESTAMP')
    .replace(/\bchar(?:acter)?_length\(/gi, 'length(')
    .replace(/\bSUBSTRING\(([^()]+) FROM (\d+) FOR (\d+)\)/gi, 'substr($1, $2, $3)')
    .replace(/\bTRIM\(BOTH FROM ([^()]+)\)/gi, 'trim($1)')
    .replace(
      /\bEXTRACT\((year|month|day|hour|minute) FROM ([^()]+)\)/gi,
      (_, part: string, of: string) =>
        `CAST(strftime('${timeParts[part.toLowerCase()] ?? ''}', ${of}) AS INTEGER)`,
    )
}

const timeParts: Record<string, string> = { year: '%Y', month: '%m', day: '%d', hour: '%H', minute: '%M' }

/** `= ANY (ARRAY[a, b])`, in any number of parentheses, as `IN (a, b)`. */
function listed(text: string, words: string, instead: string): string {
  let rest = text
  let done = ''
  for (let at = rest.indexOf(words); at >= 0; at = rest.indexOf(words)) {
    const open = at + words.length - 1
    const close = closing(rest, open)
    const array = /^[\s(]*ARRAY\[(.*)\][\s)]*$/s.exec(rest.slice(open + 1, close))
    done +=
      rest.slice(0, at) + (array === null ? rest.slice(at, close + 1) : `${instead} (${array[1] ?? ''})`)
    rest = rest.slice(close + 1)
  }
  return done + rest
}

/** The parenthesis that closes the one at `open`; the end where none does. */
function closing(text: string, open: number): number {
  const { close } = argumentsOf(pieces(text.slice(open), 'postgres'), 0)
  return close === undefined ? text.length - 1 : open + close.from
}
