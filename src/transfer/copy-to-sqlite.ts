import { castEdits, operandOf, typeEnd } from './copy-casts'
import { likeAt, likeEdits } from './copy-like'
import { edited, pieces, type Edit } from './copy-pieces'
import { formEdits } from './copy-sqlite-forms'

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
  const plain = edited(sql, edits)
  return edited(plain, formEdits(pieces(plain, 'postgres')))
}
