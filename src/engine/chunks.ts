import { chunkSize, type Delta, type FileDelta, type ImageFile } from './image.ts'

/** A file of an image in one piece. Holes are zero: fill them from the shipped file first where there is one. */
export function whole(file: ImageFile, into = new Uint8Array(file.size)): Uint8Array {
  for (const [index, bytes] of file.chunks) into.set(bytes, index * chunkSize)
  return into
}

/** The chunks of `now` that differ from `before`; null when nothing does. */
export function changed(path: string, before: Uint8Array | null, now: Uint8Array): FileDelta | null {
  const chunks: [number, Uint8Array][] = []
  for (let at = 0; at < now.length; at += chunkSize) {
    const end = Math.min(at + chunkSize, now.length)
    if (before === null || !same(before, now, at, end)) chunks.push([at / chunkSize, now.slice(at, end)])
  }
  if (chunks.length === 0 && before?.length === now.length) return null
  return { path, size: now.length, chunks }
}

/** Compares eight bytes at a time. Offsets of chunks are multiples of eight. */
function same(a: Uint8Array, b: Uint8Array, from: number, to: number): boolean {
  if (Math.min(a.length, to) !== Math.min(b.length, to)) return false
  const words = (to - from) >> 3
  if (a.byteOffset % 8 === 0 && b.byteOffset % 8 === 0) {
    const left = new BigInt64Array(a.buffer, a.byteOffset + from, words)
    const right = new BigInt64Array(b.buffer, b.byteOffset + from, words)
    for (let i = 0; i < words; i++) if (left[i] !== right[i]) return false
    for (let i = from + words * 8; i < to; i++) if (a[i] !== b[i]) return false
    return true
  }
  for (let i = from; i < to; i++) if (a[i] !== b[i]) return false
  return true
}

/** Chunks that are sent at once: the page reads as many in a few milliseconds. */
const partChunks = 128

/** A long delta in pieces, to be applied in their order; the last one has the files that were removed. */
export function inParts(delta: Delta): {
  readonly parts: readonly (readonly FileDelta[])[]
  readonly last: Delta
} {
  const parts: FileDelta[][] = []
  let open: FileDelta[] = []
  let room = partChunks
  for (const { path, size, chunks } of delta.files) {
    for (let at = 0; at === 0 || at < chunks.length; at += partChunks) {
      const some = chunks.slice(at, at + partChunks)
      if (some.length > room) {
        parts.push(open)
        open = []
        room = partChunks
      }
      open.push({ path, size, chunks: some })
      room -= some.length
    }
  }
  return { parts, last: { files: open, removed: delta.removed } }
}

/** What of a delta is moved to the page rather than copied. */
export function deltaBuffers(files: readonly FileDelta[]): ArrayBufferLike[] {
  return files.flatMap((file) => file.chunks.map(([, bytes]) => bytes.buffer))
}
