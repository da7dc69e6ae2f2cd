import type { PGlite } from '@electric-sql/pglite'

/**
 * Does `work`, in which the database is sent messages of PostgreSQL's protocol in parts, as libpq sends those of more than
 * 8 KB. PGlite takes a part for a client that has left.
 */
export async function takingParts<T>(pg: PGlite, work: () => Promise<T>): Promise<T> {
  const send = pg.execProtocolRawStream.bind(pg)
  let held = new Uint8Array(0)
  pg.execProtocolRawStream = async (part, options) => {
    const bytes = new Uint8Array(held.length + part.length)
    bytes.set(held)
    bytes.set(part, held.length)
    const end = wholeUpTo(bytes)
    held = bytes.slice(end)
    if (end > 0) await send(bytes.subarray(0, end), options)
  }
  try {
    return await work()
  } finally {
    pg.execProtocolRawStream = send
  }
}

/** Where the last message ends that is here as a whole. The first of a connection has no letter, and begins with a 0. */
function wholeUpTo(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer)
  for (let at = 0; ;) {
    const head = bytes[at] === 0 ? 0 : 1
    if (at + head + 4 > bytes.length) return at
    const next = at + head + view.getUint32(at + head)
    if (next > bytes.length) return at
    at = next
  }
}
