/** A word of SQL that was left out of a clause, told by where the engine stopped. */
import type { Advice, Rule } from './advice'
import { isReserved } from './quote'
import type { Reading } from './reading'
import { atStop, insert } from './stop-rule'
import { tiedByWhere } from './tied-by-where'

export const missingWordRules: readonly Rule[] = [
  atStop(missingBy),
  atStop(missingSet),
  atStop(missingFrom),
  atStop(missingTable),
  atStop(bareKey),
  atStop(blankInAlias),
  atStop(missingOn),
]

const span = (sql: Reading, index: number) => sql.span(Math.min(index, sql.pieces.length - 1))

/** As the statement writes its words: `by` behind `group`. */
const like = (word: string, written: string) =>
  written === written.toUpperCase() ? word : word.toLowerCase()

/** `GROUP customer_id`, `ORDERBY age` */
function missingBy(sql: Reading, index: number): Advice | null {
  const why = '`GROUP BY`, `ORDER BY` and `PARTITION BY` are two words each.'
  for (const i of [index, index - 1]) {
    const piece = sql.pieces[i]
    const joined = /^(GROUP|ORDER|PARTITION)BY$/.exec(piece?.word ?? '')
    if (piece !== undefined && joined?.[1] !== undefined) {
      const text = `${piece.text.slice(0, -2)} ${piece.text.slice(-2)}`
      const { from, to } = piece
      return { title: `\`${joined[1]} BY\` is written apart.`, why, from, to, fix: { from, to, text } }
    }
  }
  const word = sql.word(index - 1)
  if (!/^(GROUP|ORDER|PARTITION)$/.test(word) || sql.word(index) === 'BY') return null
  const by = like('BY', sql.slice(sql.span(index - 1)))
  return insert(sql, index - 1, ` ${by}`, `\`BY\` is missing: \`${word} BY\`.`, why)
}

/** `UPDATE t a = 1` and `UPDATE FROM t` */
function missingSet(sql: Reading, index: number): Advice | null {
  if (sql.word(0) !== 'UPDATE') return null
  const next = sql.span(1)
  if (index === 1 && sql.word(1) === 'FROM')
    return {
      title: '`UPDATE` names its table without `FROM`.',
      why: '`UPDATE table SET column = value WHERE …`',
      ...next,
      fix: { from: sql.span(0).to, to: next.to, text: '' },
    }
  if (sql.find('SET') >= 0 || sql.word(3) !== '=' || index < 2 || index > 3) return null
  return insert(
    sql,
    1,
    ' SET',
    '`SET` is missing behind the table.',
    '`UPDATE table SET column = value WHERE …`',
  )
}

/** `SELECT * customers` */
function missingFrom(sql: Reading, index: number): Advice | null {
  const { kind, word } = sql.pieces[index] ?? { kind: 'end', word: '' }
  const isTable = kind === 'name' || (kind === 'word' && !isReserved(word, sql.dialect))
  if (sql.word(index - 1) !== '*' || !/^(SELECT|,|\.)$/.test(sql.word(index - 2)) || !isTable) return null
  return insert(
    sql,
    index - 1,
    ' FROM',
    '`FROM` is missing before the table.',
    '`SELECT columns FROM table WHERE …`',
  )
}

/** `DROP customers`, `ALTER customers ADD …` */
function missingTable(sql: Reading, index: number): Advice | null {
  const verb = sql.word(0)
  const { kind, word } = sql.pieces[1] ?? { kind: 'end', word: '' }
  if (index !== 1 || !/^(DROP|ALTER|CREATE)$/.test(verb) || kind !== 'word' || isReserved(word, sql.dialect))
    return null
  if (!/^(|\(|ADD|DROP|RENAME|ALTER)$/.test(sql.word(2))) return null
  const text = like('TABLE', sql.slice(sql.span(0)))
  return insert(
    sql,
    0,
    ` ${text}`,
    `\`${verb}\` says of what: \`${verb} TABLE …\`.`,
    'There are indexes, views and triggers as well.',
  )
}

/** `FOREIGN KEY c REFERENCES t (id)`, `c INTEGER FOREIGN KEY REFERENCES t (id)` */
function bareKey(sql: Reading, index: number): Advice | null {
  if (sql.has('FOREIGN KEY', index - 2) && sql.word(index + 1) === 'REFERENCES') {
    const place = sql.span(index)
    return {
      title: 'The columns of `FOREIGN KEY` stand in parentheses.',
      why: 'A key may have several columns: `FOREIGN KEY (a, b) REFERENCES …`.',
      ...place,
      fix: { ...place, text: `(${sql.slice(place)})` },
    }
  }
  if (!sql.has('FOREIGN KEY REFERENCES', index) || sql.word(index - 1) === ',') return null
  return {
    title: 'Behind a column, `REFERENCES` alone makes the foreign key.',
    why: '`FOREIGN KEY (column) REFERENCES …` is a line of its own, behind the columns.',
    ...sql.span(index, 2),
    fix: { from: sql.span(index).from, to: sql.span(index + 2).from, text: '' },
  }
}

/** `name AS full name` */
function blankInAlias(sql: Reading, index: number): Advice | null {
  const [first, last] = [sql.pieces[index - 1], sql.pieces[index]]
  if (sql.word(index - 2) !== 'AS' || first?.kind !== 'word' || last?.kind !== 'word') return null
  if (!/^(,|FROM|)$/.test(sql.word(index + 1)) || isReserved(last.word, sql.dialect)) return null
  const place = sql.span(index - 1, 2)
  const name = sql.slice(place)
  return {
    title: `A name with a blank in it stands in double quotes: \`"${name}"\`.`,
    why: `Without quotes a name is one word: \`${first.text}_${last.text}\`.`,
    ...place,
    fix: { ...place, text: `"${name}"` },
  }
}

/** PostgreSQL: `a JOIN b WHERE …` */
function missingOn(sql: Reading, index: number): Advice | null {
  if (sql.dialect !== 'postgres' || !/^(|WHERE|GROUP|ORDER|LIMIT)$/.test(sql.word(index))) return null
  const join = sql.pieces.findLastIndex(({ word }, i) => i < index && word === 'JOIN')
  if (join < 0 || index - join > 4 || /^(CROSS|NATURAL)$/.test(sql.word(join - 1))) return null
  if (sql.pieces.slice(join + 1, index).some(({ word }) => /^(ON|USING|\()$/.test(word))) return null
  const place = span(sql, index)
  const fix = tiedByWhere(sql, index)
  return {
    title: '`JOIN` needs `ON`: which row belongs to which.',
    why: '`FROM customers c JOIN sales s ON s.customer_id = c.id`. Conditions on the rows come behind, in `WHERE`.',
    ...place,
    ...(fix && { fix }),
  }
}
