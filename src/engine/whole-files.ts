/** The files of a PostgreSQL database as they are stored: with everything they share with the packed directory. */
import { breather, turn } from '../storage/turn.ts'
import { isWhole, pageSize, unpack } from './data-directory.ts'
import { chunkSize, type Image, type ImageFile } from './image.ts'

/**
 * All files of an image, so that it opens with any other packed directory of the same PostgreSQL version. The shared
 * chunks are the same objects at every call.
 */
export async function wholeFiles(packed: Uint8Array, image: Image): Promise<ReadonlyMap<string, ImageFile>> {
  if (isWhole(image)) return image.files
  const files = new Map<string, ImageFile>()
  for (const [path, file] of await packedFiles(packed)) {
    if (image.removed.has(path)) continue
    const own = image.files.get(path)
    files.set(path, own === undefined ? file : laidOver(file, own))
  }
  for (const [path, file] of image.files) if (!files.has(path)) files.set(path, laidOver(null, file))
  return files
}

/** Chunks that neither has are zeros. */
function laidOver(base: ImageFile | null, own: ImageFile): ImageFile {
  const chunks = new Map<number, Uint8Array>()
  for (let index = 0; index * chunkSize < own.size; index++) {
    const length = Math.min(chunkSize, own.size - index * chunkSize)
    const chunk = own.chunks.get(index) ?? base?.chunks.get(index)
    if (chunk?.length === length) chunks.set(index, chunk)
    else {
      const padded = new Uint8Array(length)
      if (chunk !== undefined) padded.set(chunk.subarray(0, length))
      chunks.set(index, padded)
    }
  }
  return { size: own.size, chunks }
}

const kept = new WeakMap<ArrayBufferLike, Promise<ReadonlyMap<string, ImageFile>>>()

function packedFiles(packed: Uint8Array): Promise<ReadonlyMap<string, ImageFile>> {
  const known = kept.get(packed.buffer) ?? cut(packed)
  kept.set(packed.buffer, known)
  return known
}

const pagesPerChunk = chunkSize / pageSize

/** Twenty megabytes, most of them thrice: chunks of the same pages are one. */
async function cut(packed: Uint8Array): Promise<ReadonlyMap<string, ImageFile>> {
  await turn()
  const { head, pages } = unpack(packed)
  await turn()
  const known = new Map<string, Uint8Array>()
  const files = new Map<string, ImageFile>()
  const breathe = breather()
  for (const [path, size, numbers] of head.files) {
    const chunks = new Map<number, Uint8Array>()
    for (let index = 0; index * chunkSize < size; index++) {
      const length = Math.min(chunkSize, size - index * chunkSize)
      const own = numbers.slice(index * pagesPerChunk, (index + 1) * pagesPerChunk)
      const key = `${length} ${own.join()}`
      const chunk = known.get(key) ?? chunkOf(pages, own, length)
      known.set(key, chunk)
      chunks.set(index, chunk)
    }
    files.set(path, { size, chunks })
    await breathe()
  }
  await turn()
  return files
}

function chunkOf(pages: Uint8Array, numbers: readonly number[], length: number): Uint8Array {
  const chunk = new Uint8Array(length)
  for (const [i, number] of numbers.entries()) {
    const room = Math.min(pageSize, length - i * pageSize)
    chunk.set(pages.subarray(number * pageSize, number * pageSize + room), i * pageSize)
  }
  return chunk
}
