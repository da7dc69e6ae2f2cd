import type { Table } from '../engine/schema'
import { quoteName } from '../sql/quote'
import { textsOf, type Runner } from './ask'

/** What the cells of one column are. */
export interface Contents {
  readonly integers: number
  readonly reals: number
  readonly texts: number
  readonly blobs: number
  readonly nulls: number
  /** integers that double precision would round */
  readonly long: number
  readonly min: string | null
  readonly max: string | null
  /** characters of the longest text */
  readonly longest: number
  readonly dates: number
  readonly times: number
}
export const nothing: Contents = {
  integers: 0,
  reals: 0,
  texts: 0,
  blobs: 0,
  nulls: 0,
  long: 0,
  min: null,
  max: null,
  longest: 0,
  dates: 0,
  times: 0,
}

/** By the columns of a table. */
export async function contents(source: Runner, table: Table): Promise<Map<string, Contents>> {
  const found = new Map<string, Contents>()
  const step = 100
  for (let at = 0; at < table.columns.length; at += step) {
    const part = table.columns.slice(at, at + step)
    const parts = part.map(({ name }) => {
      const c = quoteName(name, 'sqlite')
      const of = (type: string) => `total(typeof(${c})='${type}')`
      const same = (format: string) => `total(typeof(${c})='text' AND ${c} IS strftime('${format}', ${c}))`
      return [
        of('integer'),
        of('real'),
        of('text'),
        of('blob'),
        of('null'),
        `total(typeof(${c})='integer' AND ${c} NOT BETWEEN -${2 ** 53} AND ${2 ** 53})`,
        `min(${c})`,
        `max(${c})`,
        `max(length(${c}))`,
        same('%Y-%m-%d'),
        same('%Y-%m-%d %H:%M:%S'),
      ].join(',')
    })
    const [row = []] = await textsOf(
      source,
      `SELECT ${parts.join(',')} FROM main.${quoteName(table.name, 'sqlite')}`,
    )
    part.forEach(({ name }, i) => {
      const [integers, reals, texts, blobs, nulls, long, min = null, max = null, longest, dates, times] =
        row.slice(i * 11, i * 11 + 11)
      found.set(name, {
        integers: Number(integers),
        reals: Number(reals),
        texts: Number(texts),
        blobs: Number(blobs),
        nulls: Number(nulls),
        long: Number(long),
        min,
        max,
        longest: Number(longest ?? 0),
        dates: Number(dates),
        times: Number(times),
      })
    })
  }
  return found
}
