import type { Advice, Complaint, Rule } from './advice'
import type { Reading } from './reading'

/** The mark or word at which the engine stopped reading; undefined where it understood the statement. */
export const stoppedAt = (complaint: Complaint | null): string | undefined =>
  /syntax error/.test(complaint?.message ?? '')
    ? /near "([^"]+)"/.exec(complaint?.message ?? '')?.[1]
    : undefined

/** Whether the engine does not know the table or column. */
export function isUnknown(name: string, complaint: Complaint | null): boolean {
  const found = /^(?:no such (?:table|column): |(?:relation|column) ")(\w+)(?:$|" does not exist)/.exec(
    complaint?.message ?? '',
  )
  return found?.[1]?.toUpperCase() === name
}

/** A rule about words that stand together, wherever they are or only at the start. */
export function words(
  at: 'start' | 'anywhere',
  pattern: string,
  advise: (sql: Reading, index: number, count: number, complaint: Complaint | null) => Advice | null,
): Rule {
  const count = pattern.split(' ').length
  return {
    find(sql, complaint) {
      const index = at === 'start' ? (sql.has(pattern) ? 0 : -1) : sql.find(pattern)
      return index < 0 ? null : advise(sql, index, count, complaint)
    },
  }
}

/** Words that only need to be replaced by others. */
export const replace = (
  at: 'start' | 'anywhere',
  pattern: string,
  text: string,
  title: string,
  why: string,
): Rule =>
  words(at, pattern, (sql, index, count) => {
    const span = sql.span(index, count)
    return { title, why, ...span, fix: { ...span, text } }
  })

export const remark = (at: 'start' | 'anywhere', pattern: string, title: string, why: string): Rule =>
  words(at, pattern, (sql, index, count) => ({ title, why, ...sql.span(index, count) }))

/** Said about a statement that the engine accepted, and only then. */
export const accepted = (pattern: string, title: string, why: string): Rule => ({
  silent: true,
  find: (sql, complaint, tables) =>
    complaint === null ? remark('start', pattern, title, why).find(sql, complaint, tables) : null,
})

/** Replaces the whole statement, given the piece behind the words. */
export const whole = (
  pattern: string,
  title: string,
  why: string,
  text: (sql: Reading, next: string) => string,
): Rule =>
  words('start', pattern, (sql, _, count) => {
    const next = sql.pieces[count]
    const name = next === undefined ? '' : next.kind === 'name' ? next.text.slice(1, -1) : next.text
    return { title, why, ...sql.span(0, count), fix: { from: 0, to: sql.text.length, text: text(sql, name) } }
  })
