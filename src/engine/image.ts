/**
 * A database's files as chunks of 32 KiB. A chunk is never written to once it is in an image, so that copies share
 * them: a clone costs a few pointers, and storing an image means storing the chunks that are new.
 */

/** Bytes of one chunk; the last one of a file may be shorter. 32 KiB is what browsers' storage survived best with. */
export const chunkSize = 32 * 1024

/** What changed: changed chunks of files, and files that went. Crosses the worker boundary by transfer. */
export interface Delta {
  readonly files: readonly FileDelta[]
  readonly removed: readonly string[]
}

export interface FileDelta {
  readonly path: string
  /** size of the file now, in bytes */
  readonly size: number
  readonly chunks: readonly (readonly [index: number, bytes: Uint8Array])[]
}

/** One file of an image. `chunks` may have holes where a PostgreSQL file still equals the one shipped with the site. */
export interface ImageFile {
  readonly size: number
  readonly chunks: ReadonlyMap<number, Uint8Array>
}

/** What an image holds, as plain data: what storage keeps and gives back. */
export interface ImageFiles {
  readonly files: ReadonlyMap<string, ImageFile>
  readonly removed: ReadonlySet<string>
}

/** Immutable: `apply` gives a new image that shares all unchanged chunks. */
export class Image implements ImageFiles {
  constructor(
    readonly files: ReadonlyMap<string, ImageFile> = new Map(),
    /** counts up with every change; two images of one connection with equal versions are equal */
    readonly version = 0,
    /** files of the shipped data directory that were removed (PostgreSQL) */
    readonly removed: ReadonlySet<string> = new Set(),
  ) {}

  /** The image after a delta. Chunks past the new size of a file are dropped. */
  apply(delta: Delta): Image {
    const files = new Map(this.files)
    const removed = new Set(this.removed)
    for (const path of delta.removed) {
      files.delete(path)
      removed.add(path)
    }
    // a long delta comes in parts, with the same path in many of them: its chunks are copied once
    const own = new Map<string, Map<number, Uint8Array>>()
    for (const { path, size, chunks } of delta.files) {
      const before = files.get(path)
      const merged = own.get(path) ?? new Map(before?.chunks)
      own.set(path, merged)
      for (const [index, bytes] of chunks) merged.set(index, bytes)
      if (size < (before?.size ?? 0))
        for (const index of merged.keys()) if (index * chunkSize >= size) merged.delete(index)
      files.set(path, { size, chunks: merged })
      removed.delete(path)
    }
    return new Image(files, this.version + 1, removed)
  }

  /** Bytes held by this image's own chunks. */
  get bytes(): number {
    let sum = 0
    for (const file of this.files.values()) for (const chunk of file.chunks.values()) sum += chunk.byteLength
    return sum
  }
}
