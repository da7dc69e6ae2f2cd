/** A SQLite database together with its rollback journal (manual: "Database File Format", 3). */
import { largestDatabase } from './detect'
import { pageSizeOf, type Joined } from './sqlite-wal'
import { TransferError } from './source'

const magic = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]
const headerSize = 28

/**
 * Takes back in a copy of a database what a transaction that never ended had written, as SQLite does when it finds a hot
 * journal: each page as the journal has it first, as far as checksums hold, and the size as it was. A journal that is
 * left over from a transaction that did end, of no bytes or with zeros for a header, leaves the file as it is. Throws
 * TransferError where the transaction was the first one, and nothing is left.
 */
export async function joinJournal(database: File, journal: File): Promise<Joined> {
  const as = (note: string | null): Joined => ({ file: database, note })
  if (journal.size === 0 || database.size === 0) return as(null)
  if (database.size + journal.size > 2 * largestDatabase)
    return as(`${journal.name} was not read: it is too large for this page.`)
  const log = new Uint8Array(await journal.arrayBuffer())
  if (log[0] === 0) return as(null)
  const found = original(log)
  if (found === null)
    return as(`${journal.name} was left out: it is damaged, or is no journal of a SQLite database.`)
  const { pageSize, pages, size } = found
  if (isOfMany(log))
    return as(
      `${journal.name} was left out: its transaction wrote into several databases, and only where they are can SQLite tell whether it ended. Open ${database.name} there once, then import it.`,
    )
  if (size === 0)
    throw new TransferError(
      `${database.name} holds nothing: its first transaction never ended, and ${journal.name} takes it back. Write it again where it came from.`,
    )
  const before = new Uint8Array(await database.arrayBuffer())
  const bytes = new Uint8Array(size * pageSize)
  bytes.set(before.subarray(0, bytes.length))
  for (const [page, at] of pages) bytes.set(log.subarray(at, at + pageSize), (page - 1) * pageSize)
  if (pageSizeOf(bytes) !== pageSize)
    return as(`${journal.name} was left out: it does not belong to ${database.name}.`)
  return {
    file: new File([bytes], database.name, { lastModified: database.lastModified }),
    note: `Without a transaction that never ended: ${journal.name} took it back, as SQLite would.`,
  }
}

interface Original {
  readonly pageSize: number
  /** where the content of a page, counted from 1, begins in the journal */
  readonly pages: ReadonlyMap<number, number>
  /** pages of the database before the transaction */
  readonly size: number
}

const hasMagic = (log: Uint8Array, at: number) => magic.every((byte, i) => log[at + i] === byte)

function original(log: Uint8Array): Original | null {
  if (log.length < headerSize || !hasMagic(log, 0)) return null
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength)
  const [size, sector, pageSize] = [view.getUint32(16), view.getUint32(20), view.getUint32(24)]
  const isPower = (n: number, least: number) => n >= least && n <= 65_536 && (n & (n - 1)) === 0
  if (!isPower(pageSize, 512) || !isPower(sector, 32)) return null
  if (size * pageSize > largestDatabase) return null
  const pages = new Map<number, number>()
  const step = pageSize + 8
  for (let at = 0; at + headerSize <= log.length && hasMagic(log, at);) {
    const told = view.getUint32(at + 8)
    const nonce = view.getUint32(at + 12)
    const begin = at + sector
    // the writer did not come back to tell how many
    const records = told === 0xffffffff ? Math.floor((log.length - begin) / step) : told
    for (let i = 0, record = begin; i < records; i++, record += step) {
      if (record + step > log.length) return { pageSize, pages, size }
      const page = view.getUint32(record)
      if (page === 0) return { pageSize, pages, size }
      if (page > size || pages.has(page)) continue
      const content = record + 4
      if (view.getUint32(content + pageSize) !== checksum(log, content, pageSize, nonce))
        return { pageSize, pages, size }
      pages.set(page, content)
    }
    // each header begins a sector
    at = Math.ceil((begin + records * step) / sector) * sector
  }
  return { pageSize, pages, size }
}

function checksum(log: Uint8Array, from: number, pageSize: number, nonce: number): number {
  let sum = nonce
  for (let i = pageSize - 200; i > 0; i -= 200) sum = (sum + (log[from + i] ?? 0)) >>> 0
  return sum
}

/** Whether the name of a journal above several ones is at the end. */
function isOfMany(log: Uint8Array): boolean {
  const end = log.length
  if (end < headerSize + 20 || !hasMagic(log, end - 8)) return false
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength)
  const length = view.getUint32(end - 16)
  if (length === 0 || length > end - 20) return false
  // each byte counts as a signed one
  const sum = new Int8Array(log.buffer, log.byteOffset + end - 16 - length, length).reduce((a, b) => a + b, 0)
  return sum >>> 0 === view.getUint32(end - 12)
}
