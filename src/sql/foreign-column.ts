import type { Dialect } from './dialect'
import type { Advice, Rule } from './advice'
import { words } from './foreign-rule'
import type { Reading } from './reading'

/** Rules about ALTER TABLE that changes a column: MySQL's MODIFY and CHANGE, SQL Server's ALTER COLUMN without TYPE. */
export const columnRules: Record<Dialect, readonly Rule[]> = {
  sqlite: [words('start', 'ALTER TABLE', changed)],
  postgres: [words('start', 'ALTER TABLE', changed)],
}

/** What is written behind the name of the table. */
interface Change {
  readonly verb: string
  /** the column, its new name, and what it is to be */
  readonly column: string
  readonly name: string
  readonly type: string
  /** NULL or NOT NULL, or nothing; null where more is said */
  readonly may: 'NULL' | 'NOT NULL' | '' | null
}

function read(sql: Reading): Change | null {
  const verb = sql.word(3)
  if (
    !/^(MODIFY|CHANGE|ALTER)$/.test(verb) ||
    sql.pieces.some(({ word, depth }) => word === ',' && depth === 0)
  )
    return null
  if (verb === 'ALTER' && sql.word(4) !== 'COLUMN') return null
  const at = sql.word(4) === 'COLUMN' ? 5 : 4
  const renames = verb === 'CHANGE'
  const start = at + (renames ? 2 : 1)
  // TYPE, SET and DROP are PostgreSQL's own
  if (/^(|SET|DROP|ADD|RESTART)$/.test(sql.word(start)) && sql.pieces[start]?.kind === 'word') return null
  const from = verb === 'ALTER' && sql.word(start) === 'TYPE' ? start + 1 : start
  const end = sql.pieces.findIndex(
    ({ word }, i) =>
      i > from &&
      /^(NOT|NULL|DEFAULT|PRIMARY|UNIQUE|CHECK|COMMENT|AFTER|FIRST|AUTO_INCREMENT|USING)$/.test(word),
  )
  const rest =
    end < 0
      ? ''
      : sql.pieces
          .slice(end)
          .map(({ word }) => word)
          .join(' ')
  const text = (index: number) => sql.slice(sql.span(index))
  const count = (end < 0 ? sql.pieces.length : end) - from
  if (count < 1) return null
  return {
    verb: verb === 'ALTER' ? 'ALTER COLUMN' : verb,
    column: text(at),
    name: text(renames ? at + 1 : at),
    type: sql.slice(sql.span(from, count)),
    may: rest === '' || rest === 'NULL' || rest === 'NOT NULL' ? rest : null,
  }
}

const owners: Readonly<Record<string, string>> = {
  MODIFY: 'MySQL',
  CHANGE: 'MySQL',
  'ALTER COLUMN': 'SQL Server',
}

function changed(sql: Reading): Advice | null {
  const change = read(sql)
  if (change === null) return null
  const { verb, column, name, type, may } = change
  const table = sql.slice(sql.span(2))
  const rename = name === column ? [] : [`ALTER TABLE ${table} RENAME COLUMN ${column} TO ${name}`]
  const span = sql.span(3, verb === 'ALTER COLUMN' ? 2 : 1)
  const whole = { from: 0, to: sql.text.length }
  if (sql.dialect === 'sqlite') {
    return {
      title: 'SQLite cannot give a column another type.',
      why: 'A new table can: `CREATE TABLE … ` with the columns as they are to be, `INSERT INTO … SELECT`, `DROP TABLE`, `ALTER TABLE … RENAME TO`.',
      ...span,
      ...(rename.length > 0 && { fix: { ...whole, text: rename.join() } }),
    }
  }
  if (verb === 'ALTER COLUMN' && sql.word(6) === 'TYPE') return null
  const acts = [
    `ALTER COLUMN ${name} TYPE ${type}`,
    ...(may === 'NOT NULL' ? [`ALTER COLUMN ${name} SET NOT NULL`] : []),
    ...(may === 'NULL' ? [`ALTER COLUMN ${name} DROP NOT NULL`] : []),
  ]
  return {
    title: `\`${verb} …\` is ${owners[verb] ?? ''}. PostgreSQL says \`ALTER COLUMN … TYPE\`.`,
    why: 'Whether it may be NULL is an act of its own: `SET NOT NULL`, `DROP NOT NULL`.',
    ...span,
    ...(may !== null && {
      fix: { ...whole, text: [...rename, `ALTER TABLE ${table} ${acts.join(', ')}`].join(';\n') },
    }),
  }
}
