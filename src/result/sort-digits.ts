/**
 * A number written by PostgreSQL (an integer, NUMERIC or float of any length) as a text that sorts, by its code units, as
 * the number does, also where more text follows it; undefined for what is no number. NaN stands above all.
 */
export function digitsKey(text: string): string | undefined {
  const special = specials[text]
  if (special !== undefined) return special
  const [, minus, whole = '', fraction = '', power = '0'] = decimal.exec(text) ?? []
  if (minus === undefined) return undefined
  const digits = (whole + fraction).replace(/^0+/, '')
  if (digits === '') return '5'
  const places = digits.length - fraction.length + Number(power)
  const key = `${String(places + 500_000).padStart(7, '0')}${digits.replace(/0+$/, '')}`
  return minus === '' ? `6${key} ` : `4${key.replace(/\d/g, (digit) => String(9 - Number(digit)))}~`
}

const decimal = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/
const specials: Readonly<Record<string, string | undefined>> = {
  '-Infinity': '3',
  Infinity: '7',
  NaN: '8',
}
