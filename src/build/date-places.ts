/**
 * Where the files of a prepared database hold its dates. The same statements are run as of two days that follow each
 * other, and the files compared: they differ in the timestamps alone, each by a day.
 */
import { dayInMicroseconds, type Dates } from '../engine/moved-dates.ts'

type Files = ReadonlyMap<string, Uint8Array>

/** What differs from run to run, and is no part of the data. */
const passing = /^(pg_wal\/|global\/pg_control$)/

/** Throws when there is any other difference than timestamps that are a day apart. */
export function datePlaces(first: Files, next: Files): Dates {
  if (first.size !== next.size) throw new Error('The two days have other files.')
  return [...first].flatMap(([path, bytes]) => {
    const other = next.get(path)
    if (passing.test(path)) return []
    if (other?.length !== bytes.length) throw new Error(`${path} has another size on the next day.`)
    const found = offsets(path, bytes, other)
    return found.length === 0 ? [] : [[path, found] as const]
  })
}

function offsets(path: string, bytes: Uint8Array, other: Uint8Array): number[] {
  const [before, after] = [bytes, other].map(
    (part) => new DataView(part.buffer, part.byteOffset, part.length),
  )
  const found: number[] = []
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === other[at]) continue
    // the lowest byte of a day in microseconds is 0: the first byte that differs is the second
    const start = at - 1
    const apart = (after?.getBigInt64(start, true) ?? 0n) - (before?.getBigInt64(start, true) ?? 0n)
    if (apart !== dayInMicroseconds)
      throw new Error(`${path} differs on the next day at ${at}, not by a day.`)
    found.push(start)
    at = start + 7
  }
  return found
}
