/** How the date functions of SQLite, MySQL and PostgreSQL say the same thing. Everything unknown gives null. */

const codes: readonly (readonly [strftime: string, mysql: string, toChar: string])[] = [
  ['%Y', '%Y', 'YYYY'],
  ['%m', '%m', 'MM'],
  ['%d', '%d', 'DD'],
  ['%H', '%H', 'HH24'],
  ['%M', '%i', 'MI'],
  ['%S', '%s', 'SS'],
  ['%j', '%j', 'DDD'],
]

/** The text of a plain '…' literal. */
const plain = (literal: string | undefined) => /^'([^']*)'$/.exec(literal ?? '')?.[1] ?? null

type Form = 'strftime' | 'mysql' | 'toChar'
const formIndex: Record<Form, 0 | 1 | 2> = { strftime: 0, mysql: 1, toChar: 2 }

/** A format such as '%Y-%m' in another form, as a literal. */
export function dateFormat(literal: string | undefined, from: Form, to: Form): string | null {
  const text = plain(literal)
  if (text === null) return null
  let rest = text
  let out = ''
  while (rest !== '') {
    const code = codes.find((forms) => rest.startsWith(forms[formIndex[from]]))
    if (code === undefined && /^[%A-Za-z]/.test(rest)) return null
    out += code?.[formIndex[to]] ?? rest[0] ?? ''
    rest = rest.slice(code?.[formIndex[from]].length ?? 1)
  }
  return `'${out}'`
}

/** `INTERVAL 30 DAY`, `INTERVAL '30 days'`, `'-30 days'`: how many of what. */
export function duration(
  text: string | undefined,
): { readonly amount: number; readonly unit: string } | null {
  const found = /^(?:INTERVAL\s+)?'?([+-]?\d+)'?\s*([A-Za-z]+?)S?'?$/i.exec(text?.trim() ?? '')
  const unit = (found?.[2] ?? '').toLowerCase()
  if (found === null || !/^(second|minute|hour|day|week|month|quarter|year)$/.test(unit)) return null
  const amount = Number(found[1])
  if (unit === 'week') return { amount: amount * 7, unit: 'day' }
  return unit === 'quarter' ? { amount: amount * 3, unit: 'month' } : { amount, unit }
}

const count = (amount: number, unit: string) => `${amount} ${unit}${Math.abs(amount) === 1 ? '' : 's'}`

/** `INTERVAL '30 days'`, never negative. */
export const interval = (amount: number, unit: string) => `INTERVAL '${count(Math.abs(amount), unit)}'`

/** `'-30 days'`, as a modifier of SQLite's date(). */
export const modifier = (amount: number, unit: string) => `'${amount < 0 ? '' : '+'}${count(amount, unit)}'`

/** Whether a text says today without a time, or now. */
export const isToday = (text: string) =>
  /^(CURRENT_DATE|CURDATE\s*\(\s*\)|date\s*\(\s*'now'\s*\))$/i.test(text)
export const isNow = (text: string) =>
  /^(CURRENT_TIMESTAMP|NOW\s*\(\s*\)|GETDATE\s*\(\s*\)|datetime\s*\(\s*'now'\s*\)|'now')$/i.test(text)

/** SQLite's date() or datetime() for a point in time some units away. */
export function sqliteMoved(base: string, amount: number, unit: string): string {
  if (isToday(base) && !/hour|minute|second/.test(unit)) return `date('now', ${modifier(amount, unit)})`
  return `datetime(${isNow(base) || isToday(base) ? "'now'" : base}, ${modifier(amount, unit)})`
}

/** PostgreSQL's expression for the arguments of SQLite's date functions: a time value and modifiers. */
export function postgresTime(args: readonly string[]): string | null {
  const [value = "'now'", ...modifiers] = args
  let text = isNow(value) ? 'now()' : isToday(value) ? 'CURRENT_DATE' : `(${value})::timestamp`
  for (const each of modifiers) {
    const start = /^'start of (day|month|year)'$/i.exec(each)?.[1]
    const move = duration(each.replace(/^'([+-]?\d+) +(\w+)'$/, '$1 $2'))
    if (start !== undefined) text = `date_trunc('${start.toLowerCase()}', ${text})`
    else if (move !== null)
      text = `${text} ${move.amount < 0 ? '-' : '+'} ${interval(move.amount, move.unit)}`
    else if (!/^'(localtime|utc)'$/i.test(each)) return null
  }
  return text
}
