/** CREATE TABLE: a comma that is missing between two columns, and a word of SQL as a name. */
import type { Advice, Complaint } from './advice'
import { stoppedAt } from './foreign-rule'
import { isReserved } from './quote'
import type { Piece, Reading } from './reading'

const type =
  /^(INT|INTEGER|SMALLINT|BIGINT|TINYINT|MEDIUMINT|SERIAL|BIGSERIAL|TEXT|VARCHAR|NVARCHAR|CHAR|CHARACTER|CLOB|BLOB|REAL|FLOAT|DOUBLE|DECIMAL|NUMERIC|NUMBER|BOOLEAN|BOOL|DATE|TIME|TIMESTAMP|TIMESTAMPTZ|DATETIME|INTERVAL|UUID|JSON|JSONB|BYTEA|MONEY)$/
/** Words of a type, and what may stand behind it. */
const ofType = /^(UNSIGNED|SIGNED|BIG|LONG|NATIVE|VARYING|PRECISION|WITH|WITHOUT|ZONE|LOCAL)$/
const constraint = /^(CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|CHECK|EXCLUDE|LIKE|INDEX|KEY)$/

/** `CREATE TABLE t (a INTEGER b TEXT)`, which SQLite takes as one column */
export function missingComma(sql: Reading, complaint: Complaint | null): Advice | null {
  const table = sql.word(0) === 'CREATE' ? sql.table() : null
  const near = stoppedAt(complaint)
  if (table === null || (complaint !== null && near === undefined)) return null
  for (const element of table.elements) {
    const at = element.findIndex(
      (piece, i) =>
        i > 1 &&
        isName(piece, sql) &&
        piece.depth === element[0]?.depth &&
        (complaint === null ? type.test(element[i - 1]?.word ?? '') : piece.text === near) &&
        type.test(element[i + 1]?.word ?? ''),
    )
    const [piece, before] = [element[at], element[at - 1]]
    if (piece === undefined || before === undefined || constraint.test(element[0]?.word ?? '')) continue
    return {
      title: `A comma is missing before \`${piece.text}\`.`,
      why:
        complaint === null
          ? `SQLite takes any words for a type: the table has no column \`${piece.text}\` now. Drop the table and create it again.`
          : 'A comma parts one column from the next.',
      from: piece.from,
      to: piece.to,
      fix: { from: before.from, to: before.to, text: `${before.text},` },
    }
  }
  return null
}

const isName = ({ kind, word }: Piece, sql: Reading) =>
  kind === 'name' ||
  (kind === 'word' &&
    !type.test(word) &&
    !ofType.test(word) &&
    !constraint.test(word) &&
    !isReserved(word, sql.dialect))

/** `CREATE TABLE order (…)`, `CREATE TABLE t (id INTEGER, group TEXT)` */
export function reservedName(sql: Reading, complaint: Complaint | null): Advice | null {
  const near = stoppedAt(complaint)
  if (near === undefined || sql.word(0) !== 'CREATE' || !isReserved(near, sql.dialect)) return null
  const at = sql.pieces.findIndex(
    ({ text, depth }, i) =>
      text === near &&
      ((depth === 0 && sql.word(i + 1) === '(' && /^(TABLE|EXISTS)$/.test(sql.word(i - 1))) ||
        (depth === 1 && /^[(,]$/.test(sql.word(i - 1)) && type.test(sql.word(i + 1)))),
  )
  const piece = sql.pieces[at]
  if (piece === undefined) return null
  const { from, to } = piece
  return {
    title: `\`${piece.text}\` is a word of SQL. As a name it needs double quotes.`,
    why: 'It needs them in every statement then. Another name is less trouble: `orders`, `user_name`, `team`.',
    from,
    to,
    fix: { from, to, text: `"${piece.text}"` },
  }
}
