/** A database's state as rows: made from its files, and turned back into them with every byte checked. */
import { hashAll, hashOf, knownHash, remember } from './hash'
import { decode, encode, lengthOf, type Listing, type StoredFile, type StoredFiles } from './listing'
import type { Reading, Writing } from './shelf'
import { sumOf } from './sum'
import type { ChunkRow, GenerationRow } from './tables'

/** What is to be stored for a state: its fingerprints, and every chunk it needs (the listing's own pieces too). */
export interface Description {
  readonly bytes: number
  readonly length: number
  readonly head: readonly string[]
  readonly body: readonly string[]
  readonly chunks: ReadonlyMap<string, Uint8Array>
}

const described = new WeakMap<StoredFiles, Promise<Description>>()
/** the states described last; what older ones took is given free */
const recent: WeakRef<StoredFiles>[] = []

/**
 * Hashes what is new in the files; takes no time on the page's thread for what was hashed before. A state is described
 * once, although it is saved and then kept to go back to.
 */
export function describe(files: StoredFiles): Promise<Description> {
  const known = described.get(files)
  if (known !== undefined) return known
  const description = describeNew(files)
  description.catch(() => described.delete(files))
  described.set(files, description)
  recent.push(new WeakRef(files))
  const old = recent.length > 4 ? recent.shift()?.deref() : undefined
  if (old !== undefined) described.delete(old)
  return description
}

async function describeNew(files: StoredFiles): Promise<Description> {
  const all: Uint8Array[] = []
  for (const file of files.files.values()) all.push(...file.chunks.values())
  await hashAll(all)
  const chunks = new Map<string, Uint8Array>()
  let bytes = 0
  const listing: Listing = {
    files: [...files.files].sort(byPath).map(([path, file]) => ({
      path,
      size: file.size,
      chunks: [...file.chunks]
        .sort(([a], [b]) => a - b)
        .map(([index, chunk]) => {
          const hash = knownHash(chunk) ?? ''
          chunks.set(hash, chunk)
          bytes += chunk.byteLength
          return [index, hash] as const
        }),
    })),
    removed: [...files.removed].sort(),
  }
  const { head, body } = encode(listing)
  await hashAll([...head, ...body])
  const keys = (pieces: readonly Uint8Array[]) =>
    pieces.map((piece) => {
      const hash = knownHash(piece) ?? ''
      chunks.set(hash, piece)
      return hash
    })
  const length = [...head, ...body].reduce((sum, piece) => sum + piece.length, 0)
  return { bytes, length, head: keys(head), body: keys(body), chunks }
}

const byPath = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1)

type Sealed = Pick<GenerationRow, 'at' | 'bytes' | 'length' | 'head' | 'body'>

/** The same row with its seal. Whose it is and its number are no part of it: a duplicate keeps the seal. */
export async function sealed<Row extends Sealed>(row: Row): Promise<Row & { readonly seal: string }> {
  return { ...row, seal: await sealOf(row) }
}

function sealOf({ at, bytes, length, head, body }: Sealed): Promise<string> {
  return hashOf(new TextEncoder().encode(JSON.stringify([at, bytes, length, head, body])))
}

/**
 * Puts those of the chunks that are not stored yet. `stored` are hashes known to be there because the newest
 * generation names them. Gives the bytes written.
 */
export async function putChunks(
  rows: Writing,
  chunks: ReadonlyMap<string, Uint8Array>,
  stored: ReadonlySet<string> | ReadonlyMap<string, unknown>,
): Promise<number> {
  const unknown = [...chunks.keys()].filter((hash) => !stored.has(hash))
  const there = await rows.has('chunks', unknown)
  const fresh = unknown.filter((_, i) => there[i] !== true)
  const puts = fresh.map((hash): ChunkRow => {
    const bytes = owned(chunks.get(hash) ?? new Uint8Array())
    return { hash, bytes, sum: sumOf(bytes) }
  })
  await rows.put('chunks', puts)
  return puts.reduce((sum, row) => sum + row.bytes.length, 0)
}

/** A view is stored with the whole buffer behind it: make it a copy of its own. */
const owned = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()

/** What was found under a generation's row, not verified yet. */
export interface Found {
  readonly listing: Listing
  /** by hash; undefined where a chunk is missing */
  readonly chunks: ReadonlyMap<string, Uint8Array | undefined>
  readonly pieces: ReadonlyMap<string, Uint8Array | undefined>
}

/** Gives the chunks for hashes, in their order. */
export type Fetch = (hashes: readonly string[]) => Promise<(Uint8Array | undefined)[]>

/** Fetches all a generation needs; null when not even its listing is there. */
export async function find(fetch: Fetch, row: GenerationRow): Promise<Found | null> {
  const pieces = await mapped(fetch, [...row.head, ...row.body])
  const get = (hash: string) => pieces.get(hash) ?? new Uint8Array()
  let listing: Listing
  try {
    listing = decode(row.head.map(get), row.body.map(get))
  } catch {
    return null
  }
  const hashes = new Set(listing.files.flatMap((file) => file.chunks.map(([, hash]) => hash)))
  // in the order in which they lie in the table: the browser reads them in half the time
  return { listing, pieces, chunks: await mapped(fetch, [...hashes].sort()) }
}

/** Chunks that are fetched together. */
const part = 256

/** While the browser looks for one part, the part before is hashed: to be checked, all of them have to be. */
async function mapped(fetch: Fetch, hashes: readonly string[]): Promise<Map<string, Uint8Array | undefined>> {
  const found = new Map<string, Uint8Array | undefined>()
  /** two parts are on their way, so that the browser never waits to be asked, and the transaction stays open */
  const fetching: ReturnType<Fetch>[] = []
  let asked = 0
  const ask = (): void => {
    if (asked >= hashes.length) return
    const fetched = fetch(hashes.slice(asked, asked + part))
    fetched.catch(() => undefined) // told to whoever awaits it, unless the part before failed as well
    fetching.push(fetched)
    asked += part
  }
  ask()
  ask()
  for (let at = 0; at < hashes.length; at += part) {
    const chunks = (await fetching.shift()) ?? []
    ask()
    for (const [i, bytes] of chunks.entries()) found.set(hashes[at + i] ?? '', bytes)
    void hashAll(chunks.filter((bytes) => bytes !== undefined))
  }
  return found
}

/** Under this name a chunk is kept whose bytes are not what was saved, so that the right ones can be stored again. */
export const damagedKey = (hash: string): string => `damaged:${hash}`

/** Fetches from a transaction; where a chunk lies aside, that one. A chunk whose sum is right is not hashed again. */
export const fetchFrom =
  (rows: Reading): Fetch =>
  async (hashes) => {
    const found = await rows.getMany('chunks', hashes)
    const missing = hashes.filter((_, i) => found[i] === undefined)
    const bad = await rows.getMany('chunks', missing.map(damagedKey))
    const aside = new Map(missing.map((hash, i) => [hash, bad[i]?.bytes]))
    for (const row of found)
      if (row?.sum !== undefined && row.sum === sumOf(row.bytes)) remember(row.bytes, row.hash)
    return hashes.map((hash, i) => found[i]?.bytes ?? aside.get(hash))
  }

export interface Checked {
  /** exactly what was saved if `damaged` is 0; else what could be read, right or wrong */
  readonly files: StoredFiles
  /** hashes of what verifies */
  readonly hashes: ReadonlySet<string>
  /** hashes of chunks that are there with other bytes */
  readonly wrong: readonly string[]
  /** chunks that are missing or wrong */
  readonly damaged: number
}

/** Verifies every byte of what was found. */
export async function check(row: GenerationRow, found: Found): Promise<Checked> {
  const all = [...found.pieces, ...found.chunks]
  await hashAll(all.flatMap(([, bytes]) => bytes ?? []))
  const good = new Set<string>()
  const wrong: string[] = []
  for (const [hash, bytes] of all) {
    if (bytes === undefined) continue
    if (knownHash(bytes) === hash) good.add(hash)
    else wrong.push(hash)
  }
  let damaged = all.length - good.size + ((await sealOf(row)) === row.seal ? 0 : 1)
  const files = new Map<string, StoredFile>()
  for (const { path, size, chunks } of found.listing.files) {
    const kept = new Map<number, Uint8Array>()
    for (const [index, hash] of chunks) {
      const bytes = found.chunks.get(hash)
      if (bytes?.length === lengthOf(size, index)) kept.set(index, bytes)
      else if (good.has(hash)) damaged++
    }
    files.set(path, { size, chunks: kept })
  }
  return { files: { files, removed: new Set(found.listing.removed) }, hashes: good, wrong, damaged }
}
