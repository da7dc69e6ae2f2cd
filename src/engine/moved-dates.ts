/**
 * Databases that the build has prepared hold the dates of one day. PostgreSQL stores a timestamp as microseconds in
 * eight bytes: where they stand is known, and adding days to them gives the database of another day.
 */

/** Paths of files, each with the offsets of the timestamps in it, in bytes. */
export type Dates = readonly (readonly [path: string, offsets: readonly number[]])[]

export const dayInMicroseconds = 86_400_000_000n

/**
 * By how many whole days the timestamps of two scripts are apart, when they differ in nothing else and each by as many;
 * else null.
 */
export function daysBetween(from: readonly string[], to: readonly string[]): number | null {
  let days: number | null = null
  for (const [index, text] of from.entries()) {
    const other = to[index]
    if (other === undefined || text.replace(day, '') !== other.replace(day, '')) return null
    const others = other.match(day) ?? []
    for (const [i, date] of (text.match(day) ?? []).entries()) {
      const apart = (Date.parse(others[i] ?? '') - Date.parse(date)) / 86_400_000
      if (!Number.isInteger(apart) || (days !== null && apart !== days)) return null
      days = apart
    }
  }
  return days ?? 0
}

/** The day of a timestamp in quotes. */
const day = /(?<=')\d{4}-\d\d-\d\d(?= \d\d:\d\d:\d\d')/g

/** Moves timestamps by whole days, in place. */
export function moveDates(files: ReadonlyMap<string, Uint8Array>, dates: Dates, days: number): void {
  for (const [path, offsets] of dates) {
    const bytes = files.get(path)
    if (bytes === undefined) throw new Error(`The packed directory has no ${path}.`)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (const at of offsets)
      view.setBigInt64(at, view.getBigInt64(at, true) + BigInt(days) * dayInMicroseconds, true)
  }
}
