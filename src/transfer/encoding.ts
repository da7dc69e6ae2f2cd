/** How text lies in a file. */
import { TransferError } from './source'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

export const encodings: readonly Encoding[] = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']

export const encodingName: Record<Encoding, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Latin-1 (Windows-1252)',
}

const encoder = new TextEncoder()

/** Bytes read at a time: some milliseconds of work. */
const slice = 128 * 1024

/**
 * The encoding of a file: its byte order mark decides, else where its zero bytes lie, else whether all of it is UTF-8.
 * What is neither is taken for Latin-1, in which every byte is a character.
 */
export async function detectEncoding(file: Blob): Promise<Encoding> {
  const head = new Uint8Array(await file.slice(0, 4096).arrayBuffer())
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8'
  let [even, odd] = [0, 0]
  head.forEach((byte, at) => {
    if (byte !== 0) return
    if (at % 2 === 0) even++
    else odd++
  })
  // text in Latin letters is a zero byte every other one
  if (odd > head.length / 8 && odd > even * 4) return 'utf-16le'
  if (even > head.length / 8 && even > odd * 4) return 'utf-16be'
  return (await isUtf8(file)) ? 'utf-8' : 'windows-1252'
}

async function isUtf8(file: Blob): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for (let at = 0; at < file.size; at += 4 * slice) {
      decoder.decode(await file.slice(at, at + 4 * slice).arrayBuffer(), { stream: true })
    }
    decoder.decode()
    return true
  } catch {
    return false
  }
}

/** A file's text in pieces, without its byte order mark; `share` is how much of the file they are with all before. */
export async function* readText(
  file: Blob,
  encoding: Encoding,
  size = slice,
): AsyncGenerator<{ readonly text: string; readonly share: number }> {
  const decoder = new TextDecoder(encoding)
  for (let at = 0; at < file.size; at += size) {
    const bytes = await file.slice(at, at + size).arrayBuffer()
    const text = decoder.decode(bytes, { stream: true })
    yield { text, share: Math.min(1, (at + size) / file.size) }
  }
  const rest = decoder.decode()
  if (rest !== '') yield { text: rest, share: 1 }
}

/** The same as UTF-8. Throws TransferError where a file of UTF-8 is none, and where there is a NUL, which ends a text in C. */
export async function* readUtf8(
  file: Blob,
  encoding: Encoding,
  size: number,
): AsyncGenerator<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly share: number }> {
  const strict = new TextDecoder('utf-8', { fatal: true })
  for await (const { bytes, share } of encoding === 'utf-8'
    ? ownBytes(file, size, strict)
    : encoded(readText(file, encoding, size))) {
    if (bytes.includes(0)) throw new TransferError('The file holds a NUL character.')
    yield { bytes, share }
  }
}

async function* ownBytes(file: Blob, size: number, strict: TextDecoder) {
  for (let at = 0; at < file.size; at += size) {
    const bytes = new Uint8Array(await file.slice(at, at + size).arrayBuffer())
    const last = at + size >= file.size
    try {
      strict.decode(bytes, { stream: !last })
    } catch {
      throw new TransferError('The file is not UTF-8.')
    }
    const marked = at === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    yield { bytes: marked ? bytes.subarray(3) : bytes, share: last ? 1 : (at + size) / file.size }
  }
}

async function* encoded(texts: ReturnType<typeof readText>) {
  for await (const { text, share } of texts) yield { bytes: encoder.encode(text), share }
}
