import { whole } from './chunks'
import { chunkSize, type Image } from './image'
import type { ImageData } from './message'

/**
 * An image as it goes to a worker: a long file in one piece that is moved there, which takes a fraction of the time that
 * its chunks would take one by one.
 */
export function movedImage({ files, removed }: Image): { data: ImageData; buffers: ArrayBuffer[] } {
  const buffers: ArrayBuffer[] = []
  const sent = new Map(files)
  for (const [path, file] of files) {
    // where chunks are missing the shipped file shows through
    if (file.chunks.size < 4 || file.chunks.size * chunkSize < file.size) continue
    const bytes = new Uint8Array(file.size)
    buffers.push(bytes.buffer)
    sent.set(path, { size: file.size, chunks: new Map([[0, whole(file, bytes)]]) })
  }
  return { data: { files: sent, removed }, buffers }
}
