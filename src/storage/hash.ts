import { sha256 } from './sha256'
import { breather } from './turn'

/** Keyed by the chunk object: a chunk that did not change is the same object, and is never hashed twice. */
const known = new WeakMap<Uint8Array, string>()

/** SHA-256 in hex. `bytes` must never be written to afterwards. */
export async function hashOf(bytes: Uint8Array): Promise<string> {
  const cached = known.get(bytes)
  if (cached !== undefined) return cached
  const digest = await digestOf(bytes)
  const hash = toHex(digest, 0)
  known.set(bytes, hash)
  return hash
}

/** The hash if it is known already; saves a turn of the event loop per chunk. */
export const knownHash = (bytes: Uint8Array): string | undefined => known.get(bytes)

/** Tells the hash of bytes that were found to be those it was made of. */
export const remember = (bytes: Uint8Array, hash: string): void => void known.set(bytes, hash)

/**
 * Hashes of many chunks. Browsers hash something as short as a chunk at once, on the page's own thread, and never give
 * it back in between: a hundred megabytes would stop the page for a tenth of a second.
 */
export async function hashAll(chunks: readonly Uint8Array[]): Promise<void> {
  const breathe = breather()
  for (const chunk of chunks) {
    if (known.has(chunk)) continue
    await hashOf(chunk)
    await breathe()
  }
}

async function digestOf(bytes: Uint8Array): Promise<Uint8Array> {
  // missing on pages that did not come by https
  const { subtle }: { subtle?: SubtleCrypto } = crypto
  if (subtle === undefined) return sha256(bytes)
  return new Uint8Array(await subtle.digest('SHA-256', bytes as BufferSource))
}

const digits = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))

/** 32 bytes from `offset` as 64 digits. */
export function toHex(bytes: Uint8Array, offset: number): string {
  let hex = ''
  for (let i = offset; i < offset + 32; i++) hex += digits[bytes[i] ?? 0] ?? ''
  return hex
}

/** Writes 64 digits as 32 bytes. */
export function fromHex(hex: string, into: Uint8Array, offset: number): void {
  for (let i = 0; i < 32; i++)
    into[offset + i] = (nibble(hex.charCodeAt(2 * i)) << 4) | nibble(hex.charCodeAt(2 * i + 1))
}

/** Thousands of hashes are written at each save: this is many times faster than `parseInt`. */
const nibble = (code: number): number => (code < 58 ? code - 48 : code - 87)

/** The hashes in a piece of a listing's body. */
export const hashesIn = (piece: Uint8Array): string[] =>
  Array.from({ length: Math.floor(piece.length / 32) }, (_, i) => toHex(piece, 32 * i))
