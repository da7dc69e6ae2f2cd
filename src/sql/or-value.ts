/** `WHERE age = 30 OR 40`: every side of OR is a condition of its own. */
import type { Advice, Complaint } from './advice'
import type { Reading } from './reading'

const compares = /^(=|==|<>|!=|<|>|<=|>=|LIKE|IS)$/
const follows = /^(|AND|OR|\)|GROUP|ORDER|HAVING|LIMIT|RETURNING|THEN)$/

export function orValue(sql: Reading, complaint: Complaint | null): Advice | null {
  if (complaint !== null && !/must be type boolean|input syntax for type boolean/.test(complaint.message))
    return null
  const isValue = (i: number) => /^(number|string)$/.test(sql.pieces[i]?.kind ?? '')
  const at = sql.pieces.findIndex(
    ({ word }, i) =>
      /^(OR|AND)$/.test(word) &&
      isValue(i + 1) &&
      follows.test(sql.word(i + 2)) &&
      (sql.pieces[i + 2] === undefined || sql.word(i + 2) !== '') &&
      isValue(i - 1) &&
      compares.test(sql.word(i - 2)) &&
      /^(word|name)$/.test(sql.pieces[i - 3]?.kind ?? ''),
  )
  if (at < 0) return null
  const first = sql.word(at - 4) === '.' ? at - 5 : at - 3
  const left = sql.slice({ from: sql.span(first).from, to: sql.span(at - 2).to })
  const value = sql.span(at + 1)
  const whole = `${left} ${sql.slice(value)}`
  const word = sql.word(at)
  return {
    title: `Behind \`${word}\` stands a whole condition: \`${word} ${whole}\`.`,
    why: `\`${sql.slice(value)}\` by itself is taken for true or false, and nothing is compared with it. \`IN (…)\` asks for one of several values.`,
    ...value,
    fix: { ...value, text: whole },
  }
}
