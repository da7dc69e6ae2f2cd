import type { Dialect } from './dialect'
import type { Advice, Complaint, Rule } from './advice'
import { columnRules } from './foreign-column'
import { remark, replace, stoppedAt, words } from './foreign-rule'
import { ends, type Reading } from './reading'

const both: readonly Rule[] = [
  words('start', 'DELETE *', deleteStar),
  words('anywhere', 'VALUE (', insertValue),
  words('start', 'INSERT INTO', insertSet),
  words('start', 'RENAME TABLE', renameTable),
  words('start', 'DROP INDEX', dropIndexOn),
  words('start', 'UPDATE', updateJoin),
  words('start', 'UPDATE', qualifiedSet),
  words('start', 'DELETE', deleteJoin),
  { find: limitedWrite },
]

/** Rules about what MySQL has and the two engines have not. */
export const mysqlRules: Record<Dialect, readonly Rule[]> = {
  sqlite: [
    ...both,
    ...columnRules.sqlite,
    remark(
      'anywhere',
      'RLIKE',
      '`RLIKE` is MySQL. SQLite has `LIKE` and `GLOB`.',
      "SQLite knows no patterns like `^a`: `LIKE 'a%'` begins with a, `LIKE '%a%'` has one somewhere.",
    ),
    words('start', 'UPDATE', bareAlias),
  ],
  postgres: [
    ...both,
    ...columnRules.postgres,
    replace(
      'anywhere',
      'RLIKE',
      '~',
      '`RLIKE` is MySQL. PostgreSQL matches a pattern with `~`.',
      '`~*` ignores case.',
    ),
  ],
}

function deleteStar(sql: Reading): Advice {
  const span = sql.span(0, 2)
  return {
    title: 'A `DELETE` names no columns: it takes whole rows.',
    why: 'To empty one column of a row, set it: `UPDATE … SET column = NULL WHERE …`.',
    ...sql.span(1),
    fix: { ...span, text: sql.slice(sql.span(0)) },
  }
}

function insertValue(sql: Reading, index: number): Advice | null {
  if (sql.word(0) !== 'INSERT' || index < 3 || sql.pieces[index]?.depth !== 0) return null
  const span = sql.span(index)
  return {
    title: '`VALUE` is MySQL. The SQL standard says `VALUES`, for one row, too.',
    why: 'More rows follow with commas between: `VALUES (1, 2), (3, 4)`.',
    ...span,
    fix: { ...span, text: 'VALUES' },
  }
}

/** `INSERT INTO t SET a = 1, b = 2` */
function insertSet(sql: Reading): Advice | null {
  const set = sql.pieces.findIndex(({ word, depth }) => word === 'SET' && depth === 0)
  if (set < 3 || set > 5 || sql.find('VALUES') >= 0) return null
  const lists = sql.lists(set + 1, sql.pieces.length)
  if (lists.some(([, equals, value]) => equals?.word !== '=' || value === undefined)) return null
  const columns = lists.map(([column]) => column?.text).join(', ')
  const values = lists.map((list) => sql.slice(ends(list.slice(2)))).join(', ')
  const { from } = sql.span(set)
  return {
    title: '`INSERT … SET` is MySQL. The SQL standard lists the columns, then the values.',
    why: 'The first value goes to the first column, the second to the second.',
    ...sql.span(set),
    fix: { from, to: sql.text.length, text: `(${columns}) VALUES (${values})` },
  }
}

function renameTable(sql: Reading): Advice | null {
  if (sql.word(3) !== 'TO' || sql.pieces.length !== 5) return null
  const [from, to] = [sql.slice(sql.span(2)), sql.slice(sql.span(4))]
  return {
    title: '`RENAME TABLE` is MySQL. Here it is `ALTER TABLE … RENAME TO`.',
    why: 'A column gets another name with `ALTER TABLE … RENAME COLUMN a TO b`.',
    ...sql.span(0, 2),
    fix: { from: 0, to: sql.text.length, text: `ALTER TABLE ${from} RENAME TO ${to}` },
  }
}

function dropIndexOn(sql: Reading): Advice | null {
  const on = sql.find('ON')
  if (on < 3 || on + 2 !== sql.pieces.length) return null
  return {
    title: 'An index has a name of its own here: leave `ON` and the table out.',
    why: 'In MySQL two tables may have indexes of the same name. Here no two indexes have one.',
    ...sql.span(on, 2),
    fix: { from: sql.span(on - 1).to, to: sql.text.length, text: '' },
  }
}

const outside = (sql: Reading, word: string) =>
  sql.pieces.findIndex((piece) => piece.word === word && piece.depth === 0)

/** `UPDATE a JOIN b ON … SET a.x = b.y WHERE …` */
function updateJoin(sql: Reading): Advice | null {
  const [join, on, set, where] = ['JOIN', 'ON', 'SET', 'WHERE'].map((word) => outside(sql, word))
  if (join === undefined || on === undefined || set === undefined || where === undefined) return null
  if (join < 2 || set < join) return null
  const advice = {
    title: '`UPDATE … JOIN` is MySQL. Here the other table stands behind `SET`, in `FROM`.',
    why: '`UPDATE a SET x = b.y FROM b WHERE a.id = b.a_id`: what joins them is a condition.',
    ...sql.span(join),
  }
  const kind = sql.word(join - 1)
  const joins = sql.pieces.filter(({ word, depth }) => word === 'JOIN' && depth === 0)
  if (on < join || on > set || joins.length > 1 || /^(LEFT|RIGHT|OUTER|FULL|CROSS)$/.test(kind)) return advice
  const text = (from: number, to: number) => sql.slice(sql.span(from, to - from))
  const end = where < 0 ? sql.pieces.length : where
  const target = sql.pieces.slice(1, kind === 'INNER' ? join - 1 : join)
  const named = target.length === 2 ? `${target[0]?.text} AS ${target[1]?.text}` : sql.slice(ends(target))
  const list = sql.lists(set + 1, end).map((each) => sql.slice(ends(unqualified(each))))
  const asked = where < 0 ? '' : ` AND (${text(where + 1, sql.pieces.length)})`
  return {
    ...advice,
    fix: {
      from: sql.span(1).from,
      to: sql.text.length,
      text: `${named}\nSET ${list.join(', ')}\nFROM ${text(join + 1, on)}\nWHERE ${text(on + 1, set)}${asked}`,
    },
  }
}

const unqualified = <T extends { readonly word: string }>(list: readonly T[]) =>
  list[1]?.word === '.' ? list.slice(2) : list

/** `UPDATE t AS a SET a.x = 1` */
function qualifiedSet(sql: Reading, _: number, __: number, complaint: Complaint | null): Advice | null {
  const set = outside(sql, 'SET')
  const where = outside(sql, 'WHERE')
  const from = outside(sql, 'FROM')
  const qualifier = sql.pieces[set + 1]
  if (set < 2 || qualifier === undefined || sql.word(set + 2) !== '.' || outside(sql, 'JOIN') >= 0)
    return null
  if (stoppedAt(complaint) !== '.' && !/^column .* of relation /.test(complaint?.message ?? '')) return null
  const end = Math.min(...[where, from, sql.pieces.length].filter((index) => index > set))
  const span = { from: qualifier.from, to: sql.span(end - 1).to }
  const list = sql.lists(set + 1, end).map((each) => sql.slice(ends(unqualified(each))))
  return {
    title: 'Behind `SET`, a column stands without its table.',
    why: 'Only the table behind UPDATE is changed, so that its columns need no name in front.',
    ...sql.span(set + 1, 3),
    fix: { ...span, text: list.join(', ') },
  }
}

/** `UPDATE t a SET …`, which SQLite takes with AS only. */
function bareAlias(sql: Reading, _: number, __: number, complaint: Complaint | null): Advice | null {
  const alias = sql.pieces[2]
  if (sql.word(3) !== 'SET' || alias === undefined || stoppedAt(complaint) !== alias.text) return null
  const { from, to } = alias
  return {
    title: 'SQLite takes another name for the table of an UPDATE with `AS` only.',
    why: 'In a SELECT the AS may be left out.',
    from,
    to,
    fix: { from, to, text: `AS ${alias.text}` },
  }
}

/** `DELETE a FROM a JOIN b ON …` */
function deleteJoin(sql: Reading): Advice | null {
  if (sql.word(1) === 'FROM' || sql.word(2) !== 'FROM' || sql.word(1) === '*') return null
  return {
    title: '`DELETE t FROM …` is MySQL and SQL Server. Here `DELETE FROM` names one table.',
    why: 'What other tables say about a row is a condition: `WHERE customer_id IN (SELECT id FROM customers WHERE …)`.',
    ...sql.span(1),
  }
}

const rowOf: Record<Dialect, string> = { sqlite: 'rowid', postgres: 'ctid' }

/** `DELETE FROM t WHERE … ORDER BY … LIMIT 5`, `UPDATE t SET … LIMIT 5` */
function limitedWrite(sql: Reading, complaint: Complaint | null): Advice | null {
  const verb = sql.word(0)
  const stop = sql.pieces.findIndex(({ word, depth }) => /^(ORDER|LIMIT)$/.test(word) && depth === 0)
  if (stop < 0 || !/^(DELETE|UPDATE)$/.test(verb)) return null
  if (stoppedAt(complaint)?.toUpperCase() !== sql.word(stop)) return null
  const table = sql.slice(sql.span(verb === 'DELETE' ? 2 : 1))
  const where = outside(sql, 'WHERE')
  const isPlain =
    (verb === 'DELETE' ? (where < 0 ? stop : where) === 3 : sql.word(2) === 'SET') && outside(sql, 'FROM') < 2
  const from = sql.span(where < 0 ? stop : where).from
  const row = rowOf[sql.dialect]
  return {
    title: `\`${verb} … LIMIT\` is MySQL. Here a query picks the rows.`,
    why: `\`${row}\` is the number that each row has without your doing. The key of the table does as well.`,
    ...sql.span(stop),
    ...(isPlain && {
      fix: {
        from,
        to: sql.text.length,
        text: `WHERE ${row} IN (SELECT ${row} FROM ${table} ${sql.text.slice(from)})`,
      },
    }),
  }
}
