/**
 * Makes the files that PostgreSQL starts from in a browser: the engine, its share directory and a data directory that
 * initdb has already filled, packed and gzipped. Visitors download no initdb and wait for none.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Plugin } from 'vite'
import { withoutUnread } from './share.ts'
import { pageSize, type PackedDirectory, type PackedFile, type Prepared } from '../engine/data-directory.ts'

const zip = promisify(gzip)
const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')
const pglite = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'))

/** Paths of the three files. */
export interface PostgresFiles {
  readonly wasm: string
  readonly share: string
  readonly base: string
}

let making: Promise<PostgresFiles> | undefined

/** The files, made once per version of PGlite and of this recipe, and kept in node_modules/.cache. */
export function postgresFiles(): Promise<PostgresFiles> {
  return (making ??= make())
}

async function make(): Promise<PostgresFiles> {
  const recipe = [
    'pgdata.ts',
    '../engine/postgres-link.ts',
    '../engine/data-directory.ts',
    '../engine/postgres.ts',
    '../engine/postgres-settings.ts',
    '../dataset/sales-rows.ts',
    '../dataset/sales-schema.ts',
    '../dataset/sales.ts',
    '../dataset/timestamp.ts',
    '../engine/moved-dates.ts',
    'date-places.ts',
    'initdb.ts',
    'share.ts',
  ]
  const hash = createHash('sha256').update(await readFile(join(pglite, '../package.json')))
  for (const file of recipe) hash.update(await readFile(join(here, file)))
  const folder = join(root, 'node_modules/.cache/tandem', hash.digest('hex').slice(0, 16))
  const files = {
    wasm: join(folder, 'pglite.wasm.gz'),
    share: join(folder, 'pglite.data.gz'),
    base: join(folder, 'pgdata.gz'),
  }
  if (existsSync(folder)) return files
  const own = `${folder}.${process.pid}`
  await mkdir(own, { recursive: true })
  const { packedDirectory } = await import('./initdb.ts')
  const [wasm, data, script, base] = await Promise.all([
    readFile(join(pglite, 'pglite.wasm')),
    readFile(join(pglite, 'pglite.data')),
    scriptOfData(),
    packedDirectory(),
  ])
  const share = withoutUnread(data, script)
  const put = async (name: string, bytes: Uint8Array) =>
    writeFile(join(own, name), await zip(bytes, { level: 9 }))
  await Promise.all([put('pglite.wasm.gz', wasm), put('pglite.data.gz', share), put('pgdata.gz', base)])
  // several processes may make it at the same time: the first one wins, and all see a whole folder
  await rename(own, folder).catch(() => rm(own, { recursive: true, force: true }))
  return files
}

/** PGlite's script that lists the files in its data: it has no name of its own. */
async function scriptOfData(): Promise<string> {
  for (const name of await readdir(pglite)) {
    const script = name.endsWith('.js') ? await readFile(join(pglite, name), 'utf8') : ''
    if (script.includes('remote_package_size')) return script
  }
  throw new Error("PGlite's list of files was not found.")
}

type Files = ReadonlyMap<string, Uint8Array>

/** What goes into the packed directory: the files of an empty database, and those of databases with something in them. */
export interface Unpacked extends Pick<PackedDirectory, 'directories' | 'catalog' | 'types' | 'version'> {
  readonly files: Files
  readonly prepared: readonly (Omit<Prepared, 'files'> & { readonly files: Files })[]
}

/** Pages that occur more than once are stored once. */
export function pack({ files, prepared, ...rest }: Unpacked): Uint8Array {
  const numbers = new Map<string, number>()
  const pages: Uint8Array[] = []
  const list = (files: Files): PackedFile[] =>
    [...files].map(([path, bytes]) => {
      const own: number[] = []
      for (let at = 0; at < bytes.length; at += pageSize) {
        const page = new Uint8Array(pageSize)
        page.set(bytes.subarray(at, at + pageSize))
        const key = createHash('sha1').update(page).digest('base64')
        const known = numbers.get(key) ?? pages.push(page) - 1
        numbers.set(key, known)
        own.push(known)
      }
      return [path, bytes.length, own]
    })
  const head: PackedDirectory = {
    ...rest,
    files: list(files),
    prepared: prepared.map((each) => ({ ...each, files: list(each.files) })),
  }
  const json = Buffer.from(JSON.stringify(head))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return Buffer.concat([length, json, ...pages])
}

const virtual = 'virtual:postgres-files'

/** Gives `virtual:postgres-files`. */
export function pgdata(): Plugin {
  return {
    name: 'tandem-pgdata',
    enforce: 'pre',
    config: () => ({
      // both find their files beside themselves
      optimizeDeps: { exclude: ['@electric-sql/pglite', '@electric-sql/pglite-tools'] },
      worker: { plugins: () => [withoutOwnFiles()] },
    }),
    resolveId: (id) => (id === virtual ? `\0${virtual}` : null),
    async load(id) {
      if (id !== `\0${virtual}`) return null
      const lines = Object.entries(await postgresFiles()).map(async ([name, path]: [string, string]) => {
        const { size } = await stat(path)
        return `import ${name}Url from ${JSON.stringify(`${path}?url`)}
export const ${name} = { url: ${name}Url, bytes: ${size} }`
      })
      return (await Promise.all(lines)).join('\n')
    },
  }
}

/** Keeps PGlite's own references to its files, which are never followed here, from putting 16 MB into the build. */
function withoutOwnFiles(): Plugin {
  return {
    name: 'tandem-pglite-files',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('@electric-sql/pglite/dist')) return null
      const own = /new URL\("(\.\/)?(pglite|initdb)\.(wasm|data)",\s*import\.meta\.url\)/g
      return { code: code.replace(own, 'new URL("about:blank")'), map: null }
    },
  }
}
