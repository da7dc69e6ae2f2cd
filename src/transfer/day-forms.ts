/** Days and times as other countries write them, told as the engines write them. */

/** `31.01.2024`; `01/31/2024`; and with two digits for the year: `31.01.24`; `01/31/24`; `24-01-31`. */
export type DayForm = 'dmy' | 'mdy' | ShortDayForm
export type ShortDayForm = 'dmyShort' | 'mdyShort' | 'ymdShort'

/** The first and the last year that two digits can mean: as in Excel, from whose sheets most of them come. */
export const shortYears = [1930, 2029] as const

export const isDayLike = (text: string): boolean => /^\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b/.test(text)

const dayAndTime =
  /^\s*(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)(?:,?[ T]\s*(\d{1,2}):(\d\d)(?::(\d\d)([.,]\d{1,6})?)?(?:\s*([ap])\.?m\.?)?)?\s*$/i

/** A text in parts, whatever the order of its day; null where it is none. */
export const partsOf = (text: string): RegExpExecArray | null => dayAndTime.exec(text)

/** Whether the year of these parts has two digits. */
export const isShort = (parts: RegExpExecArray): boolean => parts[4]?.length === 2

/** `2024-01-31`, or `2024-01-31 18:30:00` where there is a time; undefined where it is not in that form. */
export function timeOf(parts: RegExpExecArray, form: DayForm): string | undefined {
  const [, a = '', , b = '', c = '', hour, minute = '', seconds = '00', fraction = '', half] = parts
  if ((form !== 'dmy' && form !== 'mdy') !== isShort(parts)) return undefined
  const [year, month, date] = form.startsWith('dmy')
    ? [c, b, a]
    : form.startsWith('mdy')
      ? [c, a, b]
      : [a, b, c]
  const two = (digits: string) => digits.padStart(2, '0')
  const day = [year.length === 4 ? year : fullYear(two(year)), two(month), two(date)].join('-')
  if (!isDay(day)) return undefined
  if (hour === undefined) return day
  const isHalf = half !== undefined
  if (Number(hour) > (isHalf ? 12 : 23) || (isHalf && Number(hour) === 0)) return undefined
  if (Number(minute) > 59 || Number(seconds) > 59) return undefined
  const clock = isHalf ? (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hour)
  return `${day} ${two(String(clock))}:${minute}:${seconds}${fraction.replace(',', '.')}`
}

const fullYear = (digits: string) => (Number(digits) < 30 ? `20${digits}` : `19${digits}`)

/** Whether everybody reads a year of two digits as this one: Excel and PostgreSQL take 30 to 69 for different centuries. */
export const isSureYear = (day: string): boolean => !/^19[3-6]/.test(day)

/** Whether a text is a day that there is, as `2024-02-29`. */
export function isDay(text: string): boolean {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  if (found === null) return false
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
  return (
    year > 0 &&
    month > 0 &&
    month < 13 &&
    day > 0 &&
    (day < 29 || day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate())
  )
}
