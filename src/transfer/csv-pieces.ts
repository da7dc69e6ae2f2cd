type Bytes = Uint8Array<ArrayBuffer>
interface Piece {
  /** UTF-8 */
  readonly bytes: Bytes
  readonly share: number
}

const quote = 34

/**
 * Cuts text that comes in pieces between records, where quotes are in order: as many as there are before a line's end
 * tell whether it stands inside of a field. `end` is how lines end; with `header` the first record is left out.
 */
export async function* wholeRecords(
  source: AsyncIterable<Piece>,
  end: string,
  header: boolean,
): AsyncGenerator<Piece> {
  const last = end.charCodeAt(end.length - 1)
  let rest: Bytes = new Uint8Array(0)
  let headed = !header
  for await (const { bytes, share } of source) {
    rest = joined(rest, bytes)
    if (!headed) {
      const first = firstEnd(rest, last)
      if (first === 0) continue
      rest = rest.subarray(first)
      headed = true
    }
    const to = lastEnd(rest, last)
    if (to === 0) continue
    const whole = rest.subarray(0, to)
    rest = rest.slice(to) // who takes the whole ones may take their memory
    yield { bytes: whole, share }
  }
  if (headed && rest.length > 0) yield { bytes: joined(rest, new TextEncoder().encode(end)), share: 1 }
}

/** Behind the first line's end that is outside of quotes; 0 for none. */
function firstEnd(bytes: Bytes, end: number): number {
  let quotes = 0
  for (let from = 0; ;) {
    const to = bytes.indexOf(end, from) + 1
    if (to === 0) return 0
    quotes += quotesIn(bytes, from, to)
    from = to
    if (quotes % 2 === 0) return to
  }
}

/** Behind the last such line's end; 0 for none. */
function lastEnd(bytes: Bytes, end: number): number {
  let quotes = quotesIn(bytes, 0, bytes.length)
  for (let to = bytes.length; to > 0;) {
    const at = bytes.lastIndexOf(end, to - 1)
    if (at < 0) return 0
    quotes -= quotesIn(bytes, at, to)
    if (quotes % 2 === 0) return at + 1
    to = at
  }
  return 0
}

function quotesIn(bytes: Bytes, from: number, to: number): number {
  const part = bytes.subarray(from, to) // a search must not go on to the end where there is none
  let count = 0
  for (let at = part.indexOf(quote); at >= 0; at = part.indexOf(quote, at + 1)) count++
  return count
}

function joined(one: Bytes, other: Bytes): Bytes {
  if (one.length === 0) return other
  const bytes = new Uint8Array(one.length + other.length)
  bytes.set(one)
  bytes.set(other, one.length)
  return bytes
}
