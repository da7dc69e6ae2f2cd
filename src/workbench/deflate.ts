/** Packing and unpacking of short texts with the browser's own deflate, with an end to what is unpacked. */

export type Inflated =
  | { readonly kind: 'unpacked'; readonly bytes: Uint8Array }
  | { readonly kind: 'too much' }
  | { readonly kind: 'damaged' }
  /** the browser has no DecompressionStream */
  | { readonly kind: 'not possible' }

/** Raw deflate of the bytes; null in a browser without CompressionStream. */
export async function packed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null> {
  if (typeof CompressionStream === 'undefined') return null
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** Input is given in pieces of so many bytes: deflate makes at most 1,032 times as much of one before its size is looked at. */
const piece = 256

/** Unpacks at most `limit` bytes; a packed mountain ends as soon as it is larger than that. Never rejects. */
export async function inflate(bytes: Uint8Array<ArrayBuffer>, limit: number): Promise<Inflated> {
  if (typeof DecompressionStream === 'undefined') return { kind: 'not possible' }
  const stream = new DecompressionStream('deflate-raw')
  const [writer, reader] = [stream.writable.getWriter(), stream.readable.getReader()]
  void feed(writer, bytes)
  const out = new Uint8Array(limit)
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (size + value.length > limit) {
        void reader.cancel().catch(() => undefined)
        return { kind: 'too much' }
      }
      out.set(value, size)
      size += value.length
    }
  } catch {
    return { kind: 'damaged' }
  }
  return { kind: 'unpacked', bytes: out.subarray(0, size) }
}

/** The reader tells what is wrong with the bytes; here it only ends the feeding. */
async function feed(
  writer: WritableStreamDefaultWriter<BufferSource>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  try {
    for (let at = 0; at < bytes.length; at += piece) await writer.write(bytes.subarray(at, at + piece))
    await writer.close()
  } catch {
    // damaged, or called off because it is too much
  }
}
