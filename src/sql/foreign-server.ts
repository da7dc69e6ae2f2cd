import type { Dialect } from './dialect'
import type { Advice, Complaint, Rule } from './advice'
import { remark, stoppedAt, words } from './foreign-rule'
import type { Reading } from './reading'

const both: readonly Rule[] = [
  words('anywhere', 'SELECT TOP', top),
  words('anywhere', 'WITH ( NOLOCK )', noLock),
  remark(
    'start',
    'EXEC',
    '`EXEC` is SQL Server. None of its procedures are here.',
    'A table is renamed with `ALTER TABLE … RENAME TO`; the schema tree shows what there is.',
  ),
  { find: variable },
  { find: tryCast },
]

/** Rules about what SQL Server has and the two engines have not. */
export const serverRules: Record<Dialect, readonly Rule[]> = {
  sqlite: [...both, words('anywhere', 'FETCH', fetchRows), words('anywhere', 'INTO', selectInto)],
  postgres: both,
}

/** `SELECT TOP 5 …`, `SELECT TOP (5) …`. */
function top(sql: Reading, index: number): Advice | null {
  const inside = sql.word(index + 2) === '('
  const count = sql.pieces[index + (inside ? 3 : 2)]
  const last = index + (inside ? 4 : 2)
  if (count?.kind !== 'number' || (inside && sql.word(last) !== ')')) return null
  const isPlain =
    index === 0 &&
    !/^(PERCENT|WITH)$/.test(sql.word(last + 1)) &&
    !sql.pieces.some(({ word }) => /^(LIMIT|UNION)$/.test(word))
  const rest = sql.text.slice(sql.span(last).to)
  return {
    title: '`TOP` is SQL Server. Here `LIMIT` stands at the end.',
    why: `\`LIMIT ${count.text}\` is the last clause of a query, behind ORDER BY.`,
    ...sql.span(index + 1, last - index),
    ...(isPlain && {
      fix: { from: sql.span(index).to, to: sql.text.length, text: `${rest}\nLIMIT ${count.text}` },
    }),
  }
}

/** `FROM t WITH (NOLOCK)` */
function noLock(sql: Reading, index: number, count: number): Advice {
  const span = sql.span(index, count)
  return {
    title: '`WITH (NOLOCK)` is SQL Server. Leave it out.',
    why: 'Here nobody else writes while you read, and in PostgreSQL readers never wait for writers.',
    ...span,
    fix: { from: sql.span(index - 1).to, to: span.to, text: '' },
  }
}

/** `DECLARE @x …`, `SET @x = …`, `@@VERSION`. */
function variable(sql: Reading): Advice | null {
  const at = sql.text.search(/(?<!@)@@?\w/)
  const isOwn = /^(DECLARE|SET)$/.test(sql.word(0)) && sql.pieces[1]?.from === at && sql.text[at] === '@'
  const isGlobal = sql.text.startsWith('@@', at) && sql.pieces.some(({ from }) => from === at)
  if (at < 0 || (!isOwn && !isGlobal)) return null
  const to = at + (/^@@?\w+/.exec(sql.text.slice(at))?.[0].length ?? 1)
  return {
    title: `\`${sql.text.slice(at, to)}\` is a variable of SQL Server or MySQL. There are none here.`,
    why: 'Write the value where it is used, or give it a name in front: `WITH v AS (SELECT 5 AS x) SELECT …`.',
    from: at,
    to,
  }
}

/** `TRY_CAST(x AS int)` */
function tryCast(sql: Reading, complaint: Complaint | null): Advice | null {
  const [call] = sql.calls((name) => name === 'TRY_CAST')
  if (call === undefined || stoppedAt(complaint)?.toUpperCase() !== 'AS') return null
  const { from, to } = sql.span(call.index)
  return {
    title: '`TRY_CAST` is SQL Server. The SQL standard writes `CAST(… AS …)`.',
    why:
      sql.dialect === 'sqlite'
        ? 'A text that is no number gives 0 in SQLite, not NULL.'
        : 'A text that is no number is an error in PostgreSQL, not NULL.',
    from,
    to,
    fix: { from, to, text: 'CAST' },
  }
}

/** `OFFSET 10 ROWS FETCH NEXT 5 ROWS ONLY`, which PostgreSQL knows as well. */
function fetchRows(sql: Reading, index: number): Advice | null {
  const offset = /^ROWS?$/.test(sql.word(index - 1)) && sql.word(index - 3) === 'OFFSET'
  const number = sql.pieces[index + 2]?.kind === 'number' ? (sql.pieces[index + 2]?.text ?? '') : '1'
  const end = number === sql.pieces[index + 2]?.text ? index + 3 : index + 2
  if (!/^(FIRST|NEXT)$/.test(sql.word(index + 1)) || !/^ROWS?$/.test(sql.word(end))) return null
  if (sql.word(end + 1) !== 'ONLY') return null
  const from = sql.span(offset ? index - 3 : index).from
  const { to } = sql.span(end + 1)
  return {
    title: '`FETCH FIRST … ROWS ONLY` is the SQL standard. SQLite says `LIMIT`.',
    why: '`LIMIT 5 OFFSET 10` takes five rows and skips ten before.',
    from,
    to,
    fix: {
      from,
      to,
      text: `LIMIT ${number}${offset ? ` OFFSET ${sql.pieces[index - 2]?.text ?? '0'}` : ''}`,
    },
  }
}

/** `SELECT * INTO copy FROM t`, which makes a table in PostgreSQL, too. */
function selectInto(sql: Reading, index: number): Advice | null {
  if (sql.word(0) !== 'SELECT' || sql.word(index + 2) !== 'FROM' || sql.pieces[index]?.depth !== 0)
    return null
  const name = sql.span(index + 1)
  const before = sql.text.slice(0, sql.span(index - 1).to)
  return {
    title: '`SELECT … INTO` is SQL Server and PostgreSQL. SQLite says `CREATE TABLE … AS`.',
    why: '`CREATE TABLE … AS SELECT …` makes a table of the rows of a query, in every engine.',
    ...sql.span(index, 2),
    fix: {
      from: 0,
      to: name.to,
      text: `CREATE TABLE ${sql.slice(name)} AS\n${before}`,
    },
  }
}
