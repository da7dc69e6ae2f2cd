// PGlite as its manual shows it: initdb runs when it starts.
import { PGlite } from '@electric-sql/pglite'

/** @type {PGlite} */
let db

/** @param {{ kind: string, seed?: readonly string[], image?: Blob, kept?: boolean, text?: string, cursor?: boolean, create?: string, blob?: Blob }} message */
async function answer({
  kind,
  seed = [],
  image,
  kept = false,
  text = '',
  cursor = false,
  create = '',
  blob,
}) {
  if (kind === 'open') {
    db = await PGlite.create({
      ...(image !== undefined && { loadDataDir: image }),
      ...(kept && { dataDir: 'idb://bare' }),
    })
    for (const statement of seed) await db.exec(statement)
    return {}
  }
  if (kind === 'image') return { image: await db.dumpDataDir('none') }
  if (kind === 'close') {
    await db.close()
    return {}
  }
  if (kind === 'copy') {
    await db.exec(create)
    await db.query(text, [], { blob })
    return {}
  }
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
