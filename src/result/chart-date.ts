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
  const plain = plainDate(text)
  if (plain !== undefined) return Number.isNaN(plain) ? null : { clock: plain, offset: 0 }
  const match = iso.exec(text)
  if (!match) return null
  const part = (i: number, missing = 0) => Number(match[i] ?? missing)
  const clock = clockOf(part(1), part(2), part(3, 1), part(4), part(5), part(6))
  const fraction = match[7] ? Number(`0.${match[7]}`) * 1000 : 0
  return Number.isNaN(clock) ? null : { clock: clock + fraction, offset: parseOffset(match[8]) }
}

/**
 * The instant that PostgreSQL writes as a date or a timestamp, ms since 1970 (its zone's offset taken off, to the second);
 * NaN for anything else. Unlike `parseDate` it reads years before Christ: 1 BC is the year 0.
 */
export function parseInstant(text: string): number {
  const plain = plainDate(text)
  if (plain !== undefined) return plain
  const match = postgresInstant.exec(text)
  if (!match) return NaN
  const part = (i: number) => Number(match[i] ?? 0)
  const year = match[12] ? 1 - part(1) : part(1)
  const away = ((part(9) * 60 + part(10)) * 60 + part(11)) * (match[8] === '-' ? -1000 : 1000)
  return (
    clockOf(year, part(2), part(3), part(4), part(5), part(6)) + Number(`0.${match[7] ?? 0}`) * 1000 - away
  )
}

const postgresInstant =
  /^(\d{4,6})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:([+-])(\d\d)(?::(\d\d)(?::(\d\d))?)?)?)?( BC)?$/

/** `2026-11-03` and `2026-11-03 14:05:09` without the regular expression, which is what takes time over 100,000 rows. */
function plainDate(text: string): number | undefined {
  const { length } = text
  if ((length !== 10 && length !== 19) || text[4] !== '-' || text[7] !== '-') return undefined
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)]
  if (length === 10) return clockOf(year, month, day, 0, 0, 0)
  if ((text[10] !== ' ' && text[10] !== 'T') || text[13] !== ':' || text[16] !== ':') return undefined
  return clockOf(year, month, day, digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19))
}

function digits(text: string, from: number, to: number): number {
  let number = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return NaN
    number = number * 10 + digit
  }
  return number
}

/** ms since 1970 of a clock's reading; NaN when there is no such day or time. */
function clockOf(
  year: number,
  month: number,
  day: number,
  hours: number,
  minutes: number,
  seconds: number,
): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month))) return NaN
  if (!(hours <= 24 && minutes <= 59 && seconds <= 60)) return NaN
  // days since 1970 by Hinnant's days_from_civil: years begin in March, eras have 400 of them
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const ofEra = y - era * 400
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const days =
    era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
  return days * 86_400_000 + ((hours * 60 + minutes) * 60 + seconds) * 1000
}

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const daysIn = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (lengths[month - 1] ?? 0)

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
