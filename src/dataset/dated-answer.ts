import { timestamp } from './timestamp.ts'

/** A cell of an answer as text, NULL, or a timestamp that moves with today. */
export type DatedCell = string | null | { readonly daysAgo: number; readonly time: string }

const day = 86_400_000
const pattern = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/

/**
 * A text that an engine wrote on the day of `today`, with timestamps (`YYYY-MM-DD HH:MM:SS`) as their distance from
 * that day. Right for values of a dataset, whose dates all count back from the day.
 */
export function dated(text: string | null, today: Date): DatedCell {
  const [, date, time] = pattern.exec(text ?? '') ?? []
  if (date === undefined || time === undefined) return text
  const start = Math.floor(today.getTime() / day)
  return { daysAgo: start - Date.parse(`${date}T00:00:00Z`) / day, time }
}

/** The text that the engine would have written on the day of `today`. */
export function textOn(cell: DatedCell, today: Date): string | null {
  return typeof cell === 'object' && cell !== null ? timestamp(today, cell.daysAgo, cell.time) : cell
}
