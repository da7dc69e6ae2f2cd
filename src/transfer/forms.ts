/** Numbers and dates as other countries write them: recognised where they can be read in one way, and told in the engines' own form. */
import type { Kind } from './kinds'

/** `1.234,56`; `1,234.56`; the day first; the month first. */
export type Form = 'comma' | 'point' | 'dmy' | 'mdy'

/** The forms that can be chosen for a kind, each with an example. */
export const examples: Partial<Record<Kind, Partial<Record<Form, string>>>> = {
  integer: { comma: '1.234', point: '1,234' },
  decimal: { comma: '1.234,56', point: '1,234.56' },
  date: { dmy: '31.01.2024', mdy: '01/31/2024' },
  timestamp: { dmy: '31.01.2024 18:30', mdy: '01/31/2024 6:30 PM' },
}

/** How a number or date of a kind is written in a form. */
export const exampleOf = (kind: Kind, form: Form): string =>
  examples[kind]?.[form] ?? examples.decimal?.[form] ?? examples.date?.[form] ?? ''

/** What a cell could be, as further bits of what `fits` gives: a number or a whole one in each form, a day or a time in each. */
const bit = {
  comma: 256,
  wholeComma: 512,
  point: 1024,
  wholePoint: 2048,
  dmy: 4096,
  mdy: 8192,
  timeDmy: 16_384,
  timeMdy: 32_768,
}
export const anyForm = 65_280
/** A whole number without separators. */
export const plainWhole = bit.comma | bit.wholeComma | bit.point | bit.wholePoint
/** A number with a point; before three digits it may be one between thousands. */
export const plainFraction = (text: string): number =>
  bit.point | (/^-?[1-9]\d{0,2}\.\d{3}$/.test(text) ? bit.comma | bit.wholeComma : 0)

/** The forms that a text could have which is no number and no date as the engines write them. */
export function fitsForm(text: string): number {
  if (text.length > 40 || !/^-?\d/.test(text)) return 0
  return day.test(text) ? fitsDay(text) : fitsNumber(text)
}

const day = /^\d{1,2}[./-]\d{1,2}[./-]\d{4}\b/

function fitsNumber(text: string): number {
  if (!/\d$/.test(text) || (text.length > 15 && text.replace(/\D/g, '').length > 15)) return 0
  if (/^-?0\d/.test(text) || /^-[0.,]+$/.test(text)) return 0
  // three digits and three more may be a telephone
  if (/\s/.test(text) && !/[.,]/.test(text)) return 0
  let found = 0
  for (const form of ['comma', 'point'] as const) {
    const number = numberText(text, form)
    if (number === undefined) continue
    found |= bit[form]
    if (!number.includes('.')) found |= form === 'comma' ? bit.wholeComma : bit.wholePoint
  }
  return found
}

function fitsDay(text: string): number {
  const parts = dayAndTime.exec(text)
  let found = 0
  for (const form of ['dmy', 'mdy'] as const) {
    const time = parts === null ? undefined : timeOf(parts, form)
    if (time === undefined) continue
    found |= form === 'dmy' ? bit.timeDmy : bit.timeMdy
    if (time.length === 10) found |= bit[form]
  }
  return found
}

/** In which forms a file writes numbers and dates, where one of its columns can be read in one way only. */
export interface Forms {
  readonly number?: Form
  readonly day?: Form
}

/** `columns`: what the cells of each column have in common. */
export function formsOf(columns: readonly number[]): Forms {
  const only = (one: number, other: number) => columns.some((common) => (common & (one | other)) === one)
  const has = { comma: only(bit.comma, bit.point), point: only(bit.point, bit.comma) }
  const days = { dmy: only(bit.timeDmy, bit.timeMdy), mdy: only(bit.timeMdy, bit.timeDmy) }
  // a plain 2.50 does not tell that 1,234 is a thousand
  const grouped = columns.some((common) => (common & (bit.comma | bit.point | 255)) === bit.point)
  return {
    ...(has.comma && !has.point && { number: 'comma' }),
    ...(grouped && !has.comma && { number: 'point' }),
    ...(days.dmy && !days.mdy && { day: 'dmy' }),
    ...(days.mdy && !days.dmy && { day: 'mdy' }),
  }
}

/**
 * The kind and form of a column whose cells have these bits in common, which must not be those of an empty one; null where
 * it has none, or could have two and the rest of the file does not tell which.
 */
export function guessForm(common: number, file: Forms): { kind: Kind; form: Form } | null {
  const of = (a: Form, fitsA: number, b: Form, fitsB: number, told: Form | undefined) =>
    fitsA !== 0 && fitsB !== 0 ? told : fitsA !== 0 ? a : fitsB !== 0 ? b : undefined
  const toldOf = (told: Form | undefined, ...forms: Form[]) => forms.find((form) => form === told)
  const asNumber = toldOf(file.number, 'comma', 'point')
  const number = of('comma', common & bit.comma, 'point', common & bit.point, asNumber)
  if (number !== undefined) {
    const whole = common & (number === 'comma' ? bit.wholeComma : bit.wholePoint)
    return { kind: whole === 0 ? 'decimal' : 'integer', form: number }
  }
  const form = of('dmy', common & bit.timeDmy, 'mdy', common & bit.timeMdy, toldOf(file.day, 'dmy', 'mdy'))
  if (form === undefined) return null
  return { kind: common & (form === 'dmy' ? bit.dmy : bit.mdy) ? 'date' : 'timestamp', form }
}

/** Whether some cells of such a column have a point, and every one can stand between thousands. */
export const isThousands = (common: number): boolean => (common & (bit.comma | bit.wholePoint)) === bit.comma

/**
 * A text in another form as the engines write that kind; undefined where it is not in that form. Dates as the engines write
 * them, which sheets mix with others, stay; the sign of a currency goes.
 */
export function inForm(text: string, form: Form): string | undefined {
  if (form === 'comma' || form === 'point') return numberText(text.replace(currency, ''), form)
  return /^\s*\d{4}-/.test(text) ? text : timeText(text, form)
}

/** A sign of a currency before or behind a number. */
const currency = /^\s*\p{Sc}|\p{Sc}\s*$/u
const numbers = {
  comma: /^\s*([-+]?)(\d{1,3}(?:([.\s'’])\d{3})(?:\3\d{3})*|\d*)(?:,(\d*))?\s*$/,
  point: /^\s*([-+]?)(\d{1,3}(?:([,\s'’])\d{3})(?:\3\d{3})*|\d*)(?:\.(\d*))?\s*$/,
}

function numberText(text: string, form: 'comma' | 'point'): string | undefined {
  const found = numbers[form].exec(text)
  if (found === null) return undefined
  const whole = (found[2] ?? '').replace(/\D/g, '')
  const fraction = found[4] ?? ''
  if (whole === '' && fraction === '') return undefined
  return `${found[1] === '-' ? '-' : ''}${whole || '0'}${fraction === '' ? '' : `.${fraction}`}`
}

const dayAndTime =
  /^\s*(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:,?[ T]\s*(\d{1,2}):(\d\d)(?::(\d\d)([.,]\d{1,6})?)?(?:\s*([ap])\.?m\.?)?)?\s*$/i

/** `2024-01-31`, or `2024-01-31 18:30:00` where the text has a time. */
function timeText(text: string, form: 'dmy' | 'mdy'): string | undefined {
  const found = dayAndTime.exec(text)
  return found === null ? undefined : timeOf(found, form)
}

function timeOf(found: RegExpExecArray, form: 'dmy' | 'mdy'): string | undefined {
  const [, first = '', , second = '', year = '', hour, minute = '', seconds = '00', fraction = '', half] =
    found
  const two = (digits: string) => digits.padStart(2, '0')
  const day = [year, ...(form === 'dmy' ? [second, first] : [first, second]).map(two)].join('-')
  if (!isDay(day)) return undefined
  if (hour === undefined) return day
  const isHalf = half !== undefined
  if (Number(hour) > (isHalf ? 12 : 23) || (isHalf && Number(hour) === 0)) return undefined
  if (Number(minute) > 59 || Number(seconds) > 59) return undefined
  const clock = isHalf ? (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hour)
  return `${day} ${two(String(clock))}:${minute}:${seconds}${fraction.replace(',', '.')}`
}

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
