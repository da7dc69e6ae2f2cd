/** UTF-8 between the engines' memory and JavaScript. Invalid bytes become U+FFFD; a leading U+FEFF is data and stays. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

export function decode(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

export function encode(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text)
}

/** The largest length ≤ `limit` at which `bytes` can be cut without cutting a character. */
export function cutLength(bytes: Uint8Array, from: number, length: number, limit: number): number {
  if (length <= limit) return length
  let cut = limit
  while (cut > limit - 4 && cut > 0 && ((bytes[from + cut] ?? 0) & 0xc0) === 0x80) cut--
  return cut
}

/**
 * UTF-16 offsets for the byte offsets `ends` in `bytes`, whose decoded text is `text`; null when the bytes are not
 * well-formed, so that the counts cannot agree and each piece has to be decoded alone.
 */
export function utf16Ends(bytes: Uint8Array, ends: Uint32Array, text: string): Uint32Array | null {
  if (text.length === bytes.length) return ends
  const result = new Uint32Array(ends.length)
  let at = 0
  let units = 0
  for (let i = 0; i < ends.length; i++) {
    const end = ends[i] ?? 0
    // a piece that begins with a continuation byte would melt into the one before
    if (at < end && ((bytes[at] ?? 0) & 0xc0) === 0x80) return null
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0
      if (byte < 0x80) units++
      else if (byte >= 0xf0) units += 2
      else if (byte >= 0xc0) units++
    }
    result[i] = units
  }
  return units === text.length ? result : null
}
