/**
 * Dates and times as the engines write them (ISO 8601: `2026-11-03`, `2026-11-03 14:05:09.5+01`, and `2026-11` as
 * strftime and to_char give months). Anything else, `infinity` and years before Christ included, is no date here.
 */
const iso =
  /^(\d{4,6})-(\d\d)(?:-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?: ?(Z|[+-]\d\d(?::?\d\d)?))?)?)?$/

export interface ParsedDate {
  /** the clock's reading as if it were UTC, ms since 1970 */
  readonly clock: number
  /** distance of that clock from UTC in ms; 0 where none is written */
  readonly offset: number
}

/** The date a text stands for, or null. 31 February is null, not 3 March. */
export function parseDate(text: string): ParsedDate | null {
  const match = iso.exec(text)
  if (!match) return null
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part, i) => Number(part ?? (i === 2 ? 1 : 0))) as [number, number, number, number, number, number]
  if (hour > 24 || minute > 59 || second > 60) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day) // Date.UTC would read the years 0–99 as 1900–1999
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  const fraction = match[7] ? Number(`0.${match[7]}`) * 1000 : 0
  const clock = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + fraction
  return { clock, offset: parseOffset(match[8]) }
}

function parseOffset(text: string | undefined): number {
  if (!text || text === 'Z') return 0
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(3).replace(':', '') || 0)]
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** Lengths of time a series can be gathered into. */
export type TimeUnit = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'
export const timeUnits: readonly TimeUnit[] = ['hour', 'day', 'week', 'month', 'quarter', 'year']

const hour = 3_600_000
export const unitLength: Record<TimeUnit, number> = {
  hour,
  day: 24 * hour,
  week: 7 * 24 * hour,
  month: 30.44 * 24 * hour,
  quarter: 91.3 * 24 * hour,
  year: 365.25 * 24 * hour,
}

/** The beginning of the hour, day, week (Monday), month, quarter or year that holds the time. */
export function floorTo(time: number, unit: TimeUnit): number {
  switch (unit) {
    case 'hour':
      return Math.floor(time / hour) * hour
    case 'day':
      return Math.floor(time / unitLength.day) * unitLength.day
    case 'week': // 1 January 1970 was a Thursday
      return Math.floor((time - 4 * unitLength.day) / unitLength.week) * unitLength.week + 4 * unitLength.day
    case 'month':
    case 'quarter':
    case 'year': {
      const date = new Date(time)
      const month = date.getUTCMonth()
      const start = unit === 'month' ? month : unit === 'quarter' ? month - (month % 3) : 0
      return utc(date.getUTCFullYear(), start)
    }
  }
}

/** The beginning of the next unit after a beginning. */
export function nextOf(time: number, unit: TimeUnit): number {
  if (unit === 'hour' || unit === 'day' || unit === 'week') return time + unitLength[unit]
  const date = new Date(time)
  return utc(date.getUTCFullYear(), date.getUTCMonth() + { month: 1, quarter: 3, year: 12 }[unit])
}

/** Midnight of the first day of a month, month counted from 0 and allowed to run over. */
export function utc(year: number, month: number, day = 1): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  return date.getTime()
}

/** A time as ISO text, as short as it can be without saying less: `2026`, `2026-11`, `2026-11-03`, `2026-11-03 14:00`. */
export function writeDate(time: number, unit: TimeUnit | 'exact'): string {
  const text = new Date(time).toISOString()
  const at = text.indexOf('T')
  const day = text.slice(0, at)
  if (unit === 'year') return day.slice(0, -6)
  if (unit === 'month' || unit === 'quarter') return day.slice(0, -3)
  if (unit === 'day' || unit === 'week') return day
  const clock = text.slice(at + 1, -1).replace(/\.000$/, '')
  if (clock === '00:00:00' && unit === 'exact') return day
  return `${day} ${unit === 'hour' ? clock.slice(0, 5) : clock}`
}
