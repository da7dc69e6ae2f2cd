/**
 * PostgreSQL's data directory as the build packs it (src/build/pgdata.ts): a head as JSON, then pages of 8 KiB, each
 * only once. The three databases that initdb makes share nearly all of theirs.
 */
import { whole } from './chunks.ts'
import { chunkSize, type Image } from './image.ts'
import { daysBetween, moveDates, type Dates } from './moved-dates.ts'
import { decode } from './utf8.ts'

export const pageSize = 8192

/** Path, size in bytes, numbers of its pages. */
export type PackedFile = readonly [path: string, size: number, pages: readonly number[]]

/** A database in which the first statements of a seed have been run when the site was built. */
export interface Prepared {
  readonly statements: readonly string[]
  readonly files: readonly PackedFile[]
  /** where the dates of these statements stand in the files */
  readonly dates: Dates
}

export interface PackedDirectory {
  readonly directories: readonly string[]
  readonly files: readonly PackedFile[]
  /** those with most statements first */
  readonly prepared: readonly Prepared[]
  /** what a sound catalog answers, see PostgresEngine.check */
  readonly catalog: string
  /** oid and name of the types that every database has */
  readonly types: readonly (readonly [oid: number, name: string])[]
  /** as PostgreSQL names it: `17.5` */
  readonly version: string
}

export interface DataDirectory {
  readonly directories: readonly string[]
  /** each with a buffer of its own */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly catalog: string
  readonly types: PackedDirectory['types']
  readonly version: string
  /** statements of the seed that have been run in these files */
  readonly seeded: number
  /** where these files differ from the empty database's: path and numbers of chunks */
  readonly changed: readonly (readonly [path: string, chunks: readonly number[]])[]
  /** files that only the empty database has */
  readonly removed: readonly string[]
}

/** What was packed, and the pages that its files are made of. */
export function unpack(packed: Uint8Array): { readonly head: PackedDirectory; readonly pages: Uint8Array } {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0)
  // written by our own build
  const head = JSON.parse(decode(packed.subarray(4, 4 + length))) as PackedDirectory
  return { head, pages: packed.subarray(4 + length) }
}

/**
 * The files of an image: the packed ones with the image's own chunks laid over them. Without an image, the files to run
 * `seed` in.
 */
export function dataDirectory(
  packed: Uint8Array,
  image: Image | null,
  seed: readonly string[] = [],
): DataDirectory {
  const { head, pages: content } = unpack(packed)
  const { directories, catalog, types, version } = head
  const start = image === null ? fitting(head.prepared, seed) : null
  const listed = start?.prepared.files ?? head.files
  const files = new Map<string, Uint8Array>()
  for (const [path, size, pages] of isWhole(image) ? [] : listed) {
    if (image?.removed.has(path)) continue
    const own = image?.files.get(path)
    const bytes = new Uint8Array(own?.size ?? size)
    pages.forEach((page, i) => {
      const room = Math.min(pageSize, size - i * pageSize, bytes.length - i * pageSize)
      if (room > 0) bytes.set(content.subarray(page * pageSize, page * pageSize + room), i * pageSize)
    })
    files.set(path, own === undefined ? bytes : whole(own, bytes))
  }
  for (const [path, file] of image?.files ?? []) if (!files.has(path)) files.set(path, whole(file))
  const same = { directories, files, catalog, types, version }
  if (start === null) return { ...same, seeded: 0, changed: [], removed: [] }
  const { prepared, days } = start
  moveDates(files, prepared.dates, days)
  return { ...same, seeded: prepared.statements.length, ...difference(head.files, prepared.files) }
}

/** The database in which most of the seed has been run, and by how many days its dates have to be moved. */
function fitting(
  all: readonly Prepared[],
  seed: readonly string[],
): { readonly prepared: Prepared; readonly days: number } | null {
  for (const prepared of all) {
    const days = daysBetween(prepared.statements, seed)
    if (days !== null) return { prepared, days }
  }
  return null
}

/** What `after` has otherwise than `before`. */
function difference(
  before: readonly PackedFile[],
  after: readonly PackedFile[],
): Pick<DataDirectory, 'changed' | 'removed'> {
  const old = new Map(before.map(([path, size, pages]) => [path, { size, pages }]))
  const changed = after.flatMap(([path, size, pages]) => {
    const known = old.get(path)
    old.delete(path)
    const chunks = new Set<number>()
    pages.forEach((page, i) => {
      if (page !== known?.pages[i]) chunks.add(Math.floor((i * pageSize) / chunkSize))
    })
    // a last page of the same content may have another size
    if (size !== known?.size && size > 0) chunks.add(Math.floor((size - 1) / chunkSize))
    return size === known?.size && chunks.size === 0 ? [] : [[path, [...chunks]] as const]
  })
  return { changed, removed: [...old.keys()] }
}

/** PostgreSQL never writes this file again: an image that holds it holds everything. */
const onlyWhole = 'PG_VERSION'

/** Whether an image stands for itself, with nothing of the packed directory under it. */
export function isWhole(image: Pick<Image, 'files'> | null): boolean {
  return image?.files.has(onlyWhole) ?? false
}

/** A tar of it (ustar), as pg_ctl's and PGlite's loaders read it. */
export function tar({ directories, files }: DataDirectory): Uint8Array {
  const blocks: Uint8Array[] = []
  for (const path of directories) blocks.push(tarHead(`${path}/`, 0, '5', '0000700'))
  for (const [path, bytes] of files) {
    blocks.push(tarHead(path, bytes.length, '0', '0000600'), bytes, new Uint8Array(-bytes.length & 511))
  }
  blocks.push(new Uint8Array(1024))
  const result = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0))
  let at = 0
  for (const block of blocks) {
    result.set(block, at)
    at += block.length
  }
  return result
}

function tarHead(path: string, size: number, type: '0' | '5', mode: string): Uint8Array {
  const head = new Uint8Array(512)
  const put = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) head[at + i] = text.charCodeAt(i)
  }
  put(0, path)
  put(100, `${mode}\0`)
  put(108, '0000000\0')
  put(116, '0000000\0')
  put(124, `${size.toString(8).padStart(11, '0')}\0`)
  put(136, '00000000000\0')
  put(148, '        ')
  put(156, type)
  put(257, 'ustar\x0000')
  const sum = head.reduce((a, b) => a + b, 0)
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `)
  return head
}
