// PGlite as its manual shows it: initdb runs when it starts.
import { PGlite } from '@electric-sql/pglite'

/** @type {PGlite} */
let db

/** @param {{ kind: string, seed?: readonly string[], image?: Blob, text?: string, cursor?: boolean }} message */
async function answer({ kind, seed = [], image, text = '', cursor = false }) {
  if (kind === 'open') {
    db = await PGlite.create(image === undefined ? {} : { loadDataDir: image })
    for (const statement of seed) await db.exec(statement)
    return {}
  }
  if (kind === 'image') return { image: await db.dumpDataDir('none') }
  if (!cursor) {
    const { rows } = await db.query(text, [], { rowMode: 'array' })
    return { rows: rows.slice(0, 500) }
  }
  // a million rows are not fetched at once by anybody who wants the first ones
  await db.exec(`BEGIN; DECLARE first CURSOR FOR ${text}`)
  const { rows } = await db.query('FETCH 500 FROM first', [], { rowMode: 'array' })
  await db.exec('ROLLBACK')
  return { rows }
}

onmessage = ({ data }) => answer(data).then(postMessage, (error) => postMessage({ error: String(error) }))
