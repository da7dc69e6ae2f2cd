/** A SQLite database together with its write-ahead log (manual: "Database File Format", 4). */
import { largestDatabase } from './detect'

/** A database file with what its log holds, or as it was. */
export interface Joined {
  readonly file: File
  /** what became of the log or journal, in a sentence; null where there is nothing in it */
  readonly note: string | null
}

const headerSize = 32
const frameHeaderSize = 24

/**
 * Brings the commits of a -wal file into a copy of its database, as SQLite does when it finds one: frame by frame as far
 * as salts and checksums hold, up to the last commit among them. What does not belong to a log leaves the file as it is.
 */
export async function joinWal(database: File, wal: File): Promise<Joined> {
  const as = (note: string | null): Joined => ({ file: database, note })
  if (wal.size === 0) return as(null)
  if (database.size + wal.size > 2 * largestDatabase)
    return as(`${wal.name} was not read: it is too large for this page.`)
  const log = new Uint8Array(await wal.arrayBuffer())
  const found = commits(log)
  if (found === null) return as(`${wal.name} was left out: it is damaged, or is no log of a SQLite database.`)
  if (found.count === 0) return as(`${wal.name} holds no commit that is whole: nothing of it was used.`)
  const { pageSize, pages, size, count } = found
  const before = new Uint8Array(await database.arrayBuffer())
  if (pageSizeOf(before) !== pageSize)
    return as(`${wal.name} was left out: it does not belong to ${database.name}.`)
  const bytes = new Uint8Array(size * pageSize)
  bytes.set(before.subarray(0, bytes.length))
  for (const [page, at] of pages) {
    if (page <= size) bytes.set(log.subarray(at, at + pageSize), (page - 1) * pageSize)
  }
  // no log is beside it any more
  bytes.set([1, 1], 18)
  return {
    file: new File([bytes], database.name, { lastModified: database.lastModified }),
    note: `With ${count === 1 ? 'the last commit' : `the last ${count.toLocaleString('en')} commits`} from ${wal.name}.`,
  }
}

/** Of a SQLite file; 0 for any other. */
export function pageSizeOf(bytes: Uint8Array): number {
  if (bytes.length < 100 || bytes[0] !== 0x53) return 0
  const stored = new DataView(bytes.buffer, bytes.byteOffset).getUint16(16)
  return stored === 1 ? 65_536 : stored
}

interface Commits {
  readonly pageSize: number
  /** where the newest content of a page, counted from 1, begins in the log */
  readonly pages: ReadonlyMap<number, number>
  /** pages of the database after the last commit */
  readonly size: number
  readonly count: number
}

function commits(log: Uint8Array): Commits | null {
  if (log.length < headerSize) return null
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength)
  const magic = view.getUint32(0)
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return null
  const littleEndian = magic === 0x377f0682
  const sum = new Uint32Array(2)
  const add = (from: number, length: number) => {
    let [a = 0, b = 0] = sum
    for (let at = from; at < from + length; at += 8) {
      a = (a + view.getUint32(at, littleEndian) + b) >>> 0
      b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0
    }
    sum.set([a, b])
  }
  const isSum = (at: number) => view.getUint32(at) === sum[0] && view.getUint32(at + 4) === sum[1]
  const pageSize = view.getUint32(8)
  add(0, 24)
  if (view.getUint32(4) !== 3_007_000 || !isSum(24)) return null
  if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return null

  const pages = new Map<number, number>()
  const under = new Map<number, number>()
  let [size, count] = [0, 0]
  const step = frameHeaderSize + pageSize
  for (let at = headerSize; at + step <= log.length; at += step) {
    // a log is written over from its beginning: an older frame has other salts
    if (view.getUint32(at + 8) !== view.getUint32(16) || view.getUint32(at + 12) !== view.getUint32(20)) break
    add(at, 8)
    add(at + frameHeaderSize, pageSize)
    if (!isSum(at + 16)) break
    under.set(view.getUint32(at), at + frameHeaderSize)
    const after = view.getUint32(at + 4)
    if (after === 0) continue
    for (const [page, place] of under) pages.set(page, place)
    under.clear()
    size = after
    count++
  }
  return { pageSize, pages, size, count }
}
