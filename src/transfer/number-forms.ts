/** Numbers as other countries write them, and percentages, told as the engines write numbers. */

/** `1.234,56`; `1,234.56`; `12,5 %`; `12.5%`. */
export type NumberForm = 'comma' | 'point' | 'commaPercent' | 'pointPercent'

/** A sign of a currency before or behind a number. */
const currency = /^\s*\p{Sc}|\p{Sc}\s*$/u
const percent = /\s?%\s*$/
const numbers = {
  comma: /^\s*([-+]?)(\d{1,3}(?:([.\s'’])\d{3})(?:\3\d{3})*|\d*)(?:,(\d*))?\s*$/,
  point: /^\s*([-+]?)(\d{1,3}(?:([,\s'’])\d{3})(?:\3\d{3})*|\d*)(?:\.(\d*))?\s*$/,
}

export const isPercent = (text: string): boolean => text.includes('%') && percent.test(text)

/** The number before the sign. */
export const beforePercent = (text: string): string => text.replace(percent, '')

/**
 * A text in a form as the engines write the number; undefined where it is not in that form. The sign of a currency goes.
 * 12% is 0.12, which is what it means and what a spreadsheet holds.
 */
export function numberIn(text: string, form: NumberForm): string | undefined {
  if (form === 'comma' || form === 'point') return numberText(text.replace(currency, ''), form)
  if (!isPercent(text)) return undefined
  const number = numberText(beforePercent(text), form === 'commaPercent' ? 'comma' : 'point')
  return number === undefined ? undefined : hundredth(number)
}

export function numberText(text: string, form: 'comma' | 'point'): string | undefined {
  const found = numbers[form].exec(text)
  if (found === null) return undefined
  const whole = (found[2] ?? '').replace(/\D/g, '')
  const fraction = found[4] ?? ''
  if (whole === '' && fraction === '') return undefined
  return `${found[1] === '-' ? '-' : ''}${whole || '0'}${fraction === '' ? '' : `.${fraction}`}`
}

/** By its digits: a division would round. */
function hundredth(number: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(number) ?? []
  const digits = whole.padStart(3, '0')
  return `${sign}${digits.slice(0, -2).replace(/^0+(?=\d)/, '')}.${digits.slice(-2)}${fraction}`
}
