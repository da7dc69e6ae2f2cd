/**
 * Cuts text that comes in pieces between records, where quotes are in order: as many as there are before a line's end
 * tell whether it stands inside of a field. `end` is how lines end; with `header` the first record is left out.
 */
export async function* wholeRecords(
  source: AsyncIterable<{ readonly text: string; readonly share: number }>,
  end: string,
  header: boolean,
): AsyncGenerator<{ readonly text: string; readonly share: number }> {
  let rest = ''
  let headed = !header
  for await (const { text, share } of source) {
    rest += text
    if (!headed) {
      const first = firstEnd(rest, end)
      if (first < 0) continue
      rest = rest.slice(first)
      headed = true
    }
    const last = lastEnd(rest, end)
    if (last <= 0) continue
    yield { text: rest.slice(0, last), share }
    rest = rest.slice(last)
  }
  if (headed && rest !== '') yield { text: rest + end, share: 1 }
}

/** Behind the first line's end that is outside of quotes; -1 for none. */
function firstEnd(text: string, end: string): number {
  let quotes = 0
  for (let from = 0; ;) {
    const at = text.indexOf(end, from)
    if (at < 0) return -1
    quotes += quotesIn(text, from, at)
    from = at + end.length
    if (quotes % 2 === 0) return from
  }
}

/** Behind the last such line's end; 0 for none. */
function lastEnd(text: string, end: string): number {
  let quotes = quotesIn(text, 0, text.length)
  for (let to = text.length; ;) {
    const at = to < end.length ? -1 : text.lastIndexOf(end, to - end.length)
    if (at < 0) return 0
    quotes -= quotesIn(text, at, to)
    if (quotes % 2 === 0) return at + end.length
    to = at
  }
}

function quotesIn(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('"', from); at >= 0 && at < to; at = text.indexOf('"', at + 1)) count++
  return count
}
