/** Dates laid out on a line. */
import type { Value } from '../engine/value'
import type { Rows } from './answer'

export interface Mark {
  /** the date as the engine wrote it, without its time */
  readonly day: string
  readonly label: string
  /** percent of the line */
  readonly at: number
  readonly inside: boolean
}

export interface Line {
  readonly first: string
  readonly last: string
  /** the marked span, percent of the line */
  readonly from: number
  readonly to: number
  readonly spanFirst: string
  readonly spanLast: string
  readonly marks: readonly Mark[]
}

const dayMs = 86_400_000

/** Null while the rows are not here, or where they hold no dates. */
export function timeline(dates: Rows, span: Rows): Line | null {
  const [spanFirst, spanLast, first, last] = (span.rows[0] ?? []).map(dayOf)
  if (!spanFirst || !spanLast) return null
  const days = dates.rows.flatMap((row) => {
    const day = dayOf(row[0] ?? null)
    return day === null ? [] : [{ day, label: row[1] === undefined || row[1] === null ? '' : String(row[1]) }]
  })
  const all = [...days.map(({ day }) => day), spanFirst, spanLast].sort()
  const lineFirst = first ?? all[0] ?? spanFirst
  const lineLast = last ?? all.at(-1) ?? spanLast
  const [begin, end] = [number(lineFirst), number(lineLast) + dayMs]
  const percent = (time: number) => Math.min(100, Math.max(0, ((time - begin) / (end - begin)) * 100))
  return {
    first: lineFirst,
    last: lineLast,
    spanFirst,
    spanLast,
    from: percent(number(spanFirst)),
    to: percent(number(spanLast) + dayMs),
    marks: days.map(({ day, label }) => ({
      day,
      label,
      at: percent(number(day) + dayMs / 2),
      inside: day >= spanFirst && day <= spanLast,
    })),
  }
}

function dayOf(value: Value): string | null {
  const day = String(value).slice(0, 10)
  return /^\d{4}-\d\d-\d\d$/.test(day) ? day : null
}

/** Milliseconds of the day's beginning, UTC. */
function number(day: string): number {
  return Date.parse(`${day}T00:00:00Z`)
}

/** For those who hear it: "6 dates, none of them from … to …: …". */
export function timelineSaid({ marks, spanFirst, spanLast }: Line): string {
  const inside = marks.filter((mark) => mark.inside).length
  const count = inside === 0 ? 'none' : String(inside)
  const list = marks.map(({ day, label }) => (label === '' ? day : `${day} ${label}`)).join(', ')
  return `${marks.length} dates, ${count} of them from ${spanFirst} to ${spanLast}: ${list}.`
}
