import type { Column, Value } from '../engine/value'
import { parseInstant } from './chart-date'
import { arrayKey } from './sort-array'
import { digitsKey } from './sort-digits'
import { networkKey } from './sort-network'
import { multirangeKey, rangeKey, type PartKey } from './sort-range'

/**
 * What PostgreSQL sends as text and orders by value, by type: the value that a text is sorted by. A text that is written
 * in another way than PostgreSQL does by default (DateStyle, IntervalStyle, lc_monetary) stays a text.
 */
const keys: Record<string, (text: string) => Value> = {
  numeric: numericKey,
  money: moneyKey,
  interval: intervalKey,
  date: instantKey,
  timestamp: instantKey,
  timestamptz: instantKey,
  timetz: dayTimeKey,
}

/** The value by which a column of PostgreSQL sorts a text; undefined where texts are sorted as they are. */
export function keyOf({ type, labels }: Column): ((text: string) => Value) | undefined {
  if (labels) return enumKey(labels, type.endsWith('[]'))
  if (Object.hasOwn(keys, type)) return keys[type]
  const part = texts.has(type) ? undefined : partKeyOf(type)
  return part && ((text) => part(text) ?? text)
}

const numbers = new Set(['int2', 'int4', 'int8', 'oid', 'float4', 'float8', 'numeric'])
const texts = new Set(['text', 'varchar', 'name', 'bool', 'uuid', 'time', 'bytea', 'macaddr'])
const ranges = new Map([
  ['int4', 'int4'],
  ['int8', 'int8'],
  ['num', 'numeric'],
  ['date', 'date'],
  ['ts', 'timestamp'],
  ['tstz', 'timestamptz'],
])

/**
 * As `keyOf`, as a text that says where it ends: for values that lie in arrays and ranges, and for those that have such
 * parts themselves. Undefined for a type whose order its name does not tell, such as an enum's.
 */
function partKeyOf(type: string): PartKey | undefined {
  if (numbers.has(type)) return digitsKey
  if (texts.has(type)) return (text) => `${text}\0`
  if (type === 'inet' || type === 'cidr') return networkKey
  if (Object.hasOwn(keys, type)) return (text) => valuePart(keys[type]?.(text) ?? null)
  if (type === '') return undefined
  const [, element, bound = '', several] = /^(?:(.+)\[\]|(\w+?)(multi)?range)$/.exec(type) ?? []
  const inner = partKeyOf(element ?? ranges.get(bound) ?? '')
  if (!inner) return undefined
  const key = element !== undefined ? arrayKey : several ? multirangeKey : rangeKey
  return (text) => key(text, inner)
}

/** An enum's values have the places of its definition; what it did not hold when the rows came is sorted as text. */
function enumKey(labels: readonly string[], array: boolean): (text: string) => Value {
  const places = new Map(labels.map((label, place) => [label, place]))
  if (!array) return (text) => places.get(text) ?? text
  return (text) => arrayKey(text, (label) => valuePart(places.get(label) ?? null)) ?? text
}

const valuePart = (value: Value): string | undefined =>
  typeof value === 'number' || typeof value === 'bigint' ? digitsKey(String(value)) : undefined

function numericKey(text: string): Value {
  const number = Number(text)
  return text === 'NaN' || (text !== '' && !Number.isNaN(number)) ? number : text
}

/** In cents, or what the last digit stands for: a column has one unit. */
function moneyKey(text: string): Value {
  return /^-?\D?[\d,]+(\.\d+)?$/.test(text) ? BigInt(text.replace(/[^\d-]/g, '')) : text
}

const infinities: Readonly<Record<string, number>> = { infinity: Infinity, '-infinity': -Infinity }

/** ms since 1970, with a fraction. */
function instantKey(text: string): Value {
  const instant = infinities[text] ?? parseInstant(text)
  return Number.isNaN(instant) ? text : instant
}

const intervalPart = /[+-]?\d+ (?:year|mon|day)s?|[+-]?\d+:\d\d:\d\d(?:\.\d{1,6})?/g
const days: Readonly<Record<string, bigint>> = { year: 360n, mon: 30n, day: 1n }

/** In microseconds; a month has 30 days and a day 24 hours, as where PostgreSQL compares intervals. */
function intervalKey(text: string): Value {
  const infinite = infinities[text]
  if (infinite !== undefined) return infinite
  let micros = 0n
  const rest = text.replace(intervalPart, (part: string) => {
    micros += part.includes(':') ? timeMicros(part) : dayMicros(part)
    return ''
  })
  return rest.trim() === '' && text !== '' ? micros : text
}

/** `-1 days`, `2 mons`, `1 year` */
function dayMicros(part: string): bigint {
  const [count = '', unit = ''] = part.replace(/s$/, '').split(' ')
  return BigInt(count) * (days[unit] ?? 0n) * 86_400_000_000n
}

const dayTime = /^(\d+:\d\d:\d\d(?:\.\d{1,6})?)([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/

/** `12:00:00.5+02`: by the moment in Greenwich, and of one moment the eastern zone first. */
function dayTimeKey(text: string): Value {
  const [, time, sign, hours = '', minutes = '0', seconds = '0'] = dayTime.exec(text) ?? []
  if (time === undefined) return text
  const size = timeMicros(`${hours}:${minutes}:${seconds}`)
  const west = sign === '+' ? -size : size
  return (timeMicros(time) + west) * 1_000_000n + west / 1_000_000n
}

/** `-04:05:06.789` */
function timeMicros(part: string): bigint {
  const [hours = '', minutes = '', seconds = ''] = part.replace(/^[+-]/, '').split(':')
  const [whole = '', fraction = ''] = seconds.split('.')
  const all = (BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(whole)
  const micros = all * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
  return part.startsWith('-') ? -micros : micros
}
