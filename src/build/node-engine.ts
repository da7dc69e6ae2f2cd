import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { gunzipSync } from 'node:zlib'
import type { Engine } from '../engine/engine'
import type { Image } from '../engine/image'
import type { PostgresParts, SqliteParts } from '../engine/message'
import { PostgresEngine } from '../engine/postgres'
import { SqliteEngine } from '../engine/sqlite'
import { SqliteLibrary } from '../engine/sqlite-api'
import type { Dialect } from '../sql/dialect'
import { postgresFiles } from './pgdata'

let library: Promise<SqliteLibrary> | undefined
let parts: Promise<PostgresParts> | undefined

/** What SQLite is made of, from node_modules. */
export async function sqliteParts(): Promise<SqliteParts> {
  const path = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm-browser.wasm')
  return { wasm: await WebAssembly.compile(await readFile(path)) }
}

export function postgresParts(): Promise<PostgresParts> {
  return (parts ??= postgresFiles().then(async (files) => {
    const [wasm, share, base] = await Promise.all(
      [files.wasm, files.share, files.base].map(async (path) =>
        Uint8Array.from(gunzipSync(await readFile(path))),
      ),
    )
    if (wasm === undefined || share === undefined || base === undefined) throw new Error('unreachable')
    return { wasm: await WebAssembly.compile(wasm), share: share.buffer, base: base.buffer }
  }))
}

const open: Record<Dialect, (image: Image | null) => Promise<Engine>> = {
  async sqlite(image) {
    library ??= sqliteParts().then(({ wasm }) => SqliteLibrary.load(wasm))
    return SqliteEngine.open(await library, image)
  },
  async postgres(image) {
    return PostgresEngine.open(await postgresParts(), image)
  },
}

/** The real engine, in Node: for the build and for tests. Starts empty, or from an image. */
export function openInNode(dialect: Dialect, image: Image | null = null): Promise<Engine> {
  return open[dialect](image)
}
