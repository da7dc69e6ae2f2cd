/**
 * The form of an archive: a line that says what it is, then gzip around frames. A frame is one byte (J for JSON, C for a
 * chunk), four bytes of length (little-endian), and that many bytes.
 */
export type Frame =
  { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'chunk'; readonly bytes: Uint8Array }

export interface ArchiveLimits {
  /** bytes of the file */
  readonly file: number
  /** bytes after unpacking: a small file can unpack to anything */
  readonly unpacked: number
}

export const archiveLimits: ArchiveLimits = { file: 512 * 1024 ** 2, unpacked: 1024 ** 3 }

/** An archive that cannot be read; the message is a sentence for people. */
export class ArchiveError extends Error {}

const firstLine = 'Tandem archive 1\n'
const longestJson = 64 * 1024 ** 2
const [json, chunk] = ['J'.charCodeAt(0), 'C'.charCodeAt(0)]

export async function pack(frames: AsyncIterable<Frame>): Promise<Blob> {
  const iterator = frames[Symbol.asyncIterator]()
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      const next = await iterator.next()
      if (next.done === true) controller.close()
      else for (const part of bytesOf(next.value)) controller.enqueue(part)
    },
  })
  const packed = await new Response(stream.pipeThrough(new CompressionStream('gzip'))).blob()
  return new Blob([firstLine, packed], { type: 'application/octet-stream' })
}

function bytesOf(frame: Frame): Uint8Array<ArrayBuffer>[] {
  const body = frame.kind === 'chunk' ? frame.bytes : new TextEncoder().encode(JSON.stringify(frame.value))
  const head = new DataView(new ArrayBuffer(5))
  head.setUint8(0, frame.kind === 'chunk' ? chunk : json)
  head.setUint32(1, body.length, true)
  return [new Uint8Array(head.buffer), new Uint8Array(body)]
}

/** The frames of an archive, as they come. Throws an `ArchiveError` for anything else. */
export async function* unpack(file: Blob, limits: ArchiveLimits): AsyncGenerator<Frame> {
  if (file.size > limits.file) throw new ArchiveError(`This file is larger than ${megabytes(limits.file)}.`)
  const first = await file.slice(0, firstLine.length).text()
  if (!first.startsWith('Tandem archive '))
    throw new ArchiveError('This file is not a Tandem archive: choose one that Export everything wrote.')
  if (first !== firstLine) {
    throw new ArchiveError(
      'This archive was made by a newer version of Tandem. Reload the page and import it again.',
    )
  }
  const bytes = new Source(file.slice(firstLine.length), limits.unpacked)
  for (;;) {
    const head = await bytes.take(5)
    if (head.length === 0) return
    if (head.length < 5) throw damaged()
    const length = new DataView(head.buffer, head.byteOffset).getUint32(1, true)
    const longest = head[0] === chunk ? 32 * 1024 : longestJson
    if ((head[0] !== chunk && head[0] !== json) || length > longest) throw damaged()
    const body = await bytes.take(length)
    if (body.length < length) throw damaged()
    yield head[0] === chunk ? { kind: 'chunk', bytes: body } : { kind: 'json', value: parsed(body) }
  }
}

const damaged = (): ArchiveError =>
  new ArchiveError(
    'This archive is damaged or not complete. Nothing was imported. Copy it again from where it came.',
  )
const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2).toLocaleString('en')} MB`

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch {
    throw damaged()
  }
}

/** Unpacked bytes, taken in pieces of any length. */
class Source {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #limit: number
  #rest = new Uint8Array()
  #total = 0

  constructor(packed: Blob, limit: number) {
    this.#reader = packed.stream().pipeThrough(new DecompressionStream('gzip')).getReader()
    this.#limit = limit
  }

  /** So many bytes, or fewer at the end. */
  async take(count: number): Promise<Uint8Array> {
    const taken = new Uint8Array(count)
    let filled = 0
    while (filled < count) {
      if (this.#rest.length === 0 && !(await this.#more())) break
      const part = this.#rest.subarray(0, count - filled)
      taken.set(part, filled)
      filled += part.length
      this.#rest = this.#rest.subarray(part.length)
    }
    return taken.subarray(0, filled)
  }

  async #more(): Promise<boolean> {
    const next = await this.#reader.read().catch(() => {
      throw damaged()
    })
    if (next.value === undefined) return false
    this.#total += next.value.length
    if (this.#total > this.#limit) {
      void this.#reader.cancel()
      throw new ArchiveError(
        `This archive unpacks to more than ${megabytes(this.#limit)}. Nothing was imported.`,
      )
    }
    this.#rest = new Uint8Array(next.value)
    return true
  }
}
