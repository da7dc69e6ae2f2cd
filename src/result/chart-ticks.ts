import { floorTo, unitLength, utc } from './chart-date'

/** A tick of a time axis. */
export interface TimeTick {
  readonly value: number
  readonly label: string
}

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000]
const even = [
  second,
  5 * second,
  15 * second,
  30 * second,
  minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
]
  .concat([3, 6, 12].map((n) => n * hour))
  .concat([day, 2 * day, unitLength.week, 2 * unitLength.week])
const months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000]
const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * At most `most` ticks on round times between two times, in ms: "23 Oct", "Nov 2026", "2026", "14:05". The year is
 * said at the first tick and where it changes, and left out when everything lies in one year. None is between the days
 * or months that `unit` says all values fall on.
 */
export function timeTicks(
  low: number,
  high: number,
  most: number,
  unit: 'day' | 'month' | null = null,
): TimeTick[] {
  const span = Math.max(high - low, 1)
  const shortest = unit === 'month' ? Infinity : unit === 'day' ? day : 0
  const step = even.find((length) => length >= shortest && span / length <= most - 1)
  const values = step ? evenTicks(low, high, step) : monthTicks(low, high, span, most)
  const oneYear = new Date(low).getUTCFullYear() === new Date(high).getUTCFullYear()
  const yearly = values.every((value) => floorTo(value, 'year') === value)
  const monthly = !step
  return values.map((value, i) => {
    const before = values[i - 1]
    const newYear = before === undefined || floorTo(before, 'year') !== floorTo(value, 'year')
    const newDay = before === undefined || floorTo(before, 'day') !== floorTo(value, 'day')
    const date = new Date(value)
    const year = String(date.getUTCFullYear())
    if (yearly && monthly && (values.length > 1 || !oneYear)) return { value, label: year }
    const month = names[date.getUTCMonth()] ?? ''
    if (monthly) return { value, label: newYear ? `${month} ${year}` : month }
    const dayText = `${date.getUTCDate()} ${month}${newYear && !oneYear ? ` ${year}` : ''}`
    if (step >= day) return { value, label: dayText }
    const clock = date.toISOString().slice(11, step < minute ? 19 : 16)
    const midnight = value % day === 0
    return { value, label: newDay && span > day ? (midnight ? dayText : `${dayText} ${clock}`) : clock }
  })
}

function evenTicks(low: number, high: number, step: number): number[] {
  // weeks begin on Monday; 1 January 1970 was a Thursday
  const shift = step % unitLength.week === 0 ? 4 * day : 0
  const ticks: number[] = []
  for (let t = Math.ceil((low - shift) / step) * step + shift; t <= high; t += step) ticks.push(t)
  return ticks
}

function monthTicks(low: number, high: number, span: number, most: number): number[] {
  const every = months.find((n) => span / (n * unitLength.month) <= most - 1) ?? 24_000
  const first = new Date(low)
  const ticks: number[] = []
  let index = Math.ceil((first.getUTCFullYear() * 12 + first.getUTCMonth()) / every) * every
  if (utc(0, index) < low) index += every
  for (; utc(0, index) <= high; index += every) ticks.push(utc(0, index))
  return ticks
}
