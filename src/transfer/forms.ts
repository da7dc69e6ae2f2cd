/** Numbers and dates as other countries write them: recognised where they can be read in one way, and told in the engines' own form. */
import { isDayLike, isShort, isSureYear, partsOf, shortYears, timeOf, type DayForm } from './day-forms'
import type { Kind } from './kind'
import { beforePercent, isPercent, numberIn, numberText, type NumberForm } from './number-forms'

export type Form = NumberForm | DayForm

/** The forms that can be chosen for a kind, each with an example. */
export const examples: Partial<Record<Kind, Partial<Record<Form, string>>>> = {
  integer: { comma: '1.234', point: '1,234' },
  decimal: { comma: '1.234,56', point: '1,234.56', commaPercent: '12,5 %', pointPercent: '12.5%' },
  date: {
    dmy: '31.01.2024',
    mdy: '01/31/2024',
    dmyShort: '31.01.24',
    mdyShort: '01/31/24',
    ymdShort: '24-01-31',
  },
  timestamp: {
    dmy: '31.01.2024 18:30',
    mdy: '01/31/2024 6:30 PM',
    dmyShort: '31.01.24 18:30',
    mdyShort: '01/31/24 6:30 PM',
    ymdShort: '24-01-31 18:30',
  },
}

/** How a number or date of a kind is written in a form. */
export const exampleOf = (kind: Kind, form: Form): string =>
  examples[kind]?.[form] ?? examples.decimal?.[form] ?? examples.date?.[form] ?? ''

/** The example, with what becomes of it where that is not plain to see. */
export function exampleWords(kind: Kind, form: Form): string {
  const example = exampleOf(kind, form)
  if (isPercentForm(form)) return `${example}, as 0.125`
  return form.endsWith('Short') ? `${example}, years ${shortYears.join('–')}` : example
}

const isPercentForm = (form: Form) => form === 'commaPercent' || form === 'pointPercent'
export const isNumberForm = (form: Form): form is NumberForm =>
  form === 'comma' || form === 'point' || isPercentForm(form)

/**
 * What a cell could be, as further bits of what `fits` gives. By form: a number or a time in it, and below `plain` a whole
 * number or a day without a time.
 */
const bit: Record<Form, number> = {
  comma: 1 << 8,
  point: 1 << 10,
  dmy: 1 << 12,
  mdy: 1 << 14,
  dmyShort: 1 << 16,
  mdyShort: 1 << 18,
  ymdShort: 1 << 20,
  commaPercent: 1 << 25,
  pointPercent: 1 << 26,
}
const plain = (form: Form) => bit[form] << 1
/** A year of two digits that everybody reads so; another can be chosen and is never guessed. */
const sure = { dmyShort: 1 << 22, mdyShort: 1 << 23, ymdShort: 1 << 24 }
/** A percentage without a mark, the same number in both forms. */
const wholePercent = 1 << 27
/** Dots between the numbers of a day: behind the year they are rare. */
const dotted = 1 << 28
export const anyForm = (1 << 29) - (1 << 8)
/** A whole number without separators. */
export const plainWhole = bit.comma | plain('comma') | bit.point | plain('point')
/** A number with a point; before three digits it may be one between thousands. */
export const plainFraction = (text: string): number =>
  bit.point | (/^-?[1-9]\d{0,2}\.\d{3}$/.test(text) ? bit.comma | plain('comma') : 0)
/** A number of a typed file: it is what it is, in whichever form the texts beside it are. */
export const anyNumber = plainWhole | bit.commaPercent | bit.pointPercent | wholePercent
const shortForms = ['dmyShort', 'mdyShort', 'ymdShort'] as const
const dayForms = ['dmy', 'mdy', ...shortForms] as const
/** A day of a typed file, and a time. */
export const anyDay = anyForm & ~anyNumber
export const anyTime = anyDay & ~dayForms.reduce((all, form) => all | plain(form), 0)

/** The forms that a text could have which is no number and no date as the engines write them. */
export function fitsForm(text: string): number {
  if (text.length > 40 || !/^-?\d/.test(text)) return 0
  if (isPercent(text)) return fitsPercent(beforePercent(text))
  return isDayLike(text) ? fitsDay(text) : fitsNumber(text)
}

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
    if (!number.includes('.')) found |= plain(form)
  }
  return found
}

function fitsPercent(text: string): number {
  const number = fitsNumber(text)
  return (
    (number & bit.comma ? bit.commaPercent : 0) |
    (number & bit.point ? bit.pointPercent : 0) |
    (number !== 0 && /^-?\d+$/.test(text) ? wholePercent : 0)
  )
}

function fitsDay(text: string): number {
  const parts = partsOf(text)
  if (parts === null) return 0
  let found = text.includes('.') ? dotted : 0
  for (const form of isShort(parts) ? shortForms : (['dmy', 'mdy'] as const)) {
    const time = timeOf(parts, form)
    if (time === undefined) continue
    found |= bit[form]
    if (time.length === 10) found |= plain(form)
    if (form !== 'dmy' && form !== 'mdy' && isSureYear(time)) found |= sure[form]
  }
  return found
}

/** In which forms a file writes numbers and dates, where one of its columns can be read in one way only. */
export interface Forms {
  readonly number?: 'comma' | 'point'
  readonly day?: 'dmy' | 'mdy'
}

/** `columns`: what the cells of each column have in common. */
export function formsOf(columns: readonly number[]): Forms {
  const only = (one: number, other: number) => columns.some((common) => (common & (one | other)) === one)
  const has = { comma: only(bit.comma, bit.point), point: only(bit.point, bit.comma) }
  const days = { dmy: only(bit.dmy, bit.mdy), mdy: only(bit.mdy, bit.dmy) }
  // a plain 2.50 does not tell that 1,234 is a thousand
  const grouped = columns.some((common) => (common & (bit.comma | bit.point | 255)) === bit.point)
  return {
    ...(has.comma && !has.point && { number: 'comma' }),
    ...(grouped && !has.comma && { number: 'point' }),
    ...(days.dmy && !days.mdy && { day: 'dmy' }),
    ...(days.mdy && !days.dmy && { day: 'mdy' }),
  }
}

/** The one of several forms that fits; of two that fit the one that is told; none where that is open. */
function oneOf<F extends Form>(common: number, forms: readonly F[], told: string | undefined): F | undefined {
  const able = forms.filter((form) => (common & bit[form]) !== 0)
  return able.length === 1 ? able[0] : able.find((form) => form === told)
}

/**
 * The kind and form of a column whose cells have these bits in common, which must not be those of an empty one; null where
 * it has none, or could have two and the rest of the file does not tell which.
 */
export function guessForm(common: number, file: Forms): { kind: Kind; form: Form } | null {
  // all of them numbers of a typed file
  if ((common & anyNumber) === anyNumber) return null
  const share = oneOf(common, ['commaPercent', 'pointPercent'], `${file.number ?? ''}Percent`)
  const form =
    oneOf(common, ['comma', 'point'], file.number) ??
    ((common & wholePercent) === 0 ? share : 'pointPercent') ??
    oneOf(common, ['dmy', 'mdy'], file.day) ??
    shortForm(common, file)
  return form === undefined ? null : formAs(common, form)
}

function shortForm(common: number, { day }: Forms): Form | undefined {
  const forms = shortForms.filter((form) => form !== 'ymdShort' || (common & dotted) === 0)
  const form = oneOf(common, forms, `${day ?? ''}Short`)
  return form !== undefined && (common & sure[form]) !== 0 ? form : undefined
}

/** The kind of such a column in a form that was chosen; null where a cell is not in that form. */
export function formAs(common: number, form: Form): { kind: Kind; form: Form } | null {
  if ((common & bit[form]) === 0) return null
  const isPlain = (common & plain(form)) !== 0
  if (isPercentForm(form)) return { kind: 'decimal', form }
  if (isNumberForm(form)) return { kind: isPlain ? 'integer' : 'decimal', form }
  return { kind: isPlain ? 'date' : 'timestamp', form }
}

/** Whether some cells of such a column have a point, and every one can stand between thousands. */
export const isThousands = (common: number): boolean => (common & (bit.comma | plain('point'))) === bit.comma

/**
 * A text in another form as the engines write that kind; undefined where it is not in that form. Dates as the engines write
 * them, which sheets mix with others, stay.
 */
export function inForm(text: string, form: Form): string | undefined {
  if (isNumberForm(form)) return numberIn(text, form)
  if (/^\s*\d{4}-/.test(text)) return text
  const parts = partsOf(text)
  return parts === null ? undefined : timeOf(parts, form)
}
