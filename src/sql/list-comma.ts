/** `SELECT name email FROM customers`: without a comma, the second column is a new name of the first. */
import type { Advice, Complaint } from './advice'
import type { Reading } from './reading'
import { type KnownTable, nameOf, sameName, sources } from './sources'

export function listComma(
  sql: Reading,
  complaint: Complaint | null,
  tables: readonly KnownTable[],
): Advice | null {
  if (complaint !== null) return null
  const columns = sources(sql).flatMap(({ table }) =>
    (tables.find(({ name }) => sameName(name, table))?.columns ?? []).map(({ name }) => name),
  )
  const isColumn = (i: number) => columns.some((name) => sameName(name, nameOf(sql.pieces[i])))
  for (const [i, { word, depth }] of sql.pieces.entries()) {
    const ends = /^(,|FROM)$/.test(sql.word(i + 2))
    if (
      !isColumn(i) ||
      !isColumn(i + 1) ||
      !ends ||
      sameName(nameOf(sql.pieces[i]), nameOf(sql.pieces[i + 1]))
    )
      continue
    const clause = sql.pieces
      .slice(0, i)
      .findLast((piece) => piece.depth === depth && /^(SELECT|FROM|BY|WHERE)$/.test(piece.word))
    const before = sql.word(i - 1) === '.' ? sql.word(i - 3) : sql.word(i - 1)
    if (clause?.word !== 'SELECT' || !/^(SELECT|DISTINCT|,)$/.test(before) || word === '') continue
    const [first, second] = [sql.span(i), sql.span(i + 1)]
    return {
      title: `\`${sql.slice(second)}\` is a new name for \`${sql.slice(first)}\` here: a comma is missing.`,
      why: 'Two words side by side are a column and the name that the result gives it, with or without `AS`.',
      ...second,
      fix: { ...first, text: `${sql.slice(first)},` },
    }
  }
  return null
}
