// sql.js as its manual shows it.
import initSqlJs from 'sql.js'
import wasm from 'sql.js/dist/sql-wasm-browser.wasm?url'

const options = { locateFile: () => wasm, useOldExtensionFunctions: false }
const ready = initSqlJs(options)
/** @type {import('sql.js').Database} */
let db

/** @param {{ kind: string, seed?: readonly string[], image?: Uint8Array, text?: string }} message */
async function answer({ kind, seed = [], image, text = '' }) {
  if (kind === 'open') {
    const { Database } = await ready
    db = new Database(image)
    for (const statement of seed) db.run(statement)
    return {}
  }
  if (kind === 'image') return { image: db.export() }
  const statement = db.prepare(text)
  const rows = []
  while (rows.length < 500 && statement.step()) rows.push(statement.get())
  statement.free()
  return { rows }
}

onmessage = ({ data }) => answer(data).then(postMessage, (error) => postMessage({ error: String(error) }))
