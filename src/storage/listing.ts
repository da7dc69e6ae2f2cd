/**
 * Which file of a database consists of which chunks, as bytes. The first half (head) is JSON: paths, sizes, runs of
 * chunk numbers, removed files. The second half (body) is the chunks' hashes, 32 bytes each, in that order. Both are cut
 * into pieces that are stored as chunks themselves, so that after a small change most pieces are stored already.
 */
import { fromHex, toHex } from './hash'

/** Bytes of one chunk; the last one of a file may be shorter. The same as in the engines' images. */
export const chunkSize = 32 * 1024

/** A database's files. Chunks may be missing where a file still equals the one shipped with the site. */
export interface StoredFiles {
  readonly files: ReadonlyMap<string, StoredFile>
  /** files of the shipped data directory that are not there any more */
  readonly removed: ReadonlySet<string>
}

export interface StoredFile {
  /** bytes */
  readonly size: number
  readonly chunks: ReadonlyMap<number, Uint8Array>
}

export interface ListedFile {
  readonly path: string
  readonly size: number
  /** chunk number and hash, in order */
  readonly chunks: readonly (readonly [index: number, hash: string])[]
}

export interface Listing {
  readonly files: readonly ListedFile[]
  readonly removed: readonly string[]
}

/** A run of chunk numbers: the first, and how many. */
type Run = [first: number, count: number]
type Head = {
  readonly files: readonly [path: string, size: number, runs: Run[]][]
  readonly removed: readonly string[]
}

export function encode(listing: Listing): { head: Uint8Array[]; body: Uint8Array[] } {
  const head: Head = {
    files: listing.files.map(({ path, size, chunks }) => [path, size, runsOf(chunks)]),
    removed: listing.removed,
  }
  const count = listing.files.reduce((sum, file) => sum + file.chunks.length, 0)
  const body = new Uint8Array(32 * count)
  let offset = 0
  for (const { chunks } of listing.files) {
    for (const [, hash] of chunks) {
      fromHex(hash, body, offset)
      offset += 32
    }
  }
  return { head: cut(new TextEncoder().encode(JSON.stringify(head))), body: cut(body) }
}

/** The listing from its pieces; throws where they are none. */
export function decode(head: readonly Uint8Array[], body: readonly Uint8Array[]): Listing {
  const { files, removed } = checked(JSON.parse(new TextDecoder().decode(join(head))))
  const hashes = join(body)
  let offset = 0
  const listed = files.map(([path, size, runs]) => {
    const chunks: [number, string][] = []
    for (const [first, count] of runs) {
      for (let index = first; index < first + count; index++, offset += 32) {
        if (offset + 32 > hashes.length || index * chunkSize >= size)
          throw new Error('The listing does not add up.')
        chunks.push([index, toHex(hashes, offset)])
      }
    }
    return { path, size, chunks }
  })
  if (offset !== hashes.length) throw new Error('The listing does not add up.')
  return { files: listed, removed }
}

/** Bytes a chunk must have. */
export const lengthOf = (size: number, index: number): number => Math.min(chunkSize, size - index * chunkSize)

function runsOf(chunks: ListedFile['chunks']): Run[] {
  const runs: Run[] = []
  for (const [index] of chunks) {
    const last = runs.at(-1)
    if (last !== undefined && last[0] + last[1] === index) last[1]++
    else runs.push([index, 1])
  }
  return runs
}

function cut(bytes: Uint8Array): Uint8Array[] {
  const pieces = Math.ceil(bytes.length / chunkSize)
  return Array.from({ length: pieces }, (_, i) => bytes.slice(i * chunkSize, (i + 1) * chunkSize))
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.length
  }
  return whole
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
const isRun = (value: unknown): value is Run =>
  Array.isArray(value) && value.length === 2 && value.every(isCount)
const isFile = (value: unknown): value is Head['files'][number] =>
  Array.isArray(value) &&
  typeof value[0] === 'string' &&
  isCount(value[1]) &&
  Array.isArray(value[2]) &&
  value[2].every(isRun)

function checked(value: unknown): Head {
  const { files, removed } = Object(value) as Record<string, unknown>
  if (!Array.isArray(files) || !files.every(isFile)) throw new Error('The listing names no files.')
  if (!Array.isArray(removed) || !removed.every((path) => typeof path === 'string')) {
    throw new Error('The listing does not say what was removed.')
  }
  return { files, removed }
}
