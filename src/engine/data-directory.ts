/**
 * PostgreSQL's data directory as the build packs it (src/build/pgdata.ts): a head as JSON, then pages of 8 KiB, each
 * only once. The three databases that initdb makes share nearly all of theirs.
 */
import { whole } from './chunks.ts'
import type { Image } from './image.ts'
import { decode } from './utf8.ts'

export const pageSize = 8192

export interface PackedDirectory {
  readonly directories: readonly string[]
  /** path, size in bytes, numbers of its pages */
  readonly files: readonly (readonly [path: string, size: number, pages: readonly number[]])[]
  /** what a sound catalog answers, see PostgresEngine.check */
  readonly catalog: string
}

export interface DataDirectory {
  readonly directories: readonly string[]
  /** each with a buffer of its own */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly catalog: string
}

/** The files of an image: the packed ones with the image's own chunks laid over them. */
export function dataDirectory(packed: Uint8Array, image: Image | null): DataDirectory {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0)
  // written by our own build
  const head = JSON.parse(decode(packed.subarray(4, 4 + length))) as PackedDirectory
  const first = 4 + length
  const files = new Map<string, Uint8Array>()
  for (const [path, size, pages] of head.files) {
    if (image?.removed.has(path)) continue
    const own = image?.files.get(path)
    const bytes = new Uint8Array(own?.size ?? size)
    pages.forEach((page, i) => {
      const room = Math.min(pageSize, size - i * pageSize, bytes.length - i * pageSize)
      if (room > 0)
        bytes.set(packed.subarray(first + page * pageSize, first + page * pageSize + room), i * pageSize)
    })
    files.set(path, own === undefined ? bytes : whole(own, bytes))
  }
  for (const [path, file] of image?.files ?? []) if (!files.has(path)) files.set(path, whole(file))
  return { directories: head.directories, files, catalog: head.catalog }
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
