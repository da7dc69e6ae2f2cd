/** What the site is made of: exact versions from one registry, no scripts of packages, engines known by their checksum. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

interface Package {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly license?: string
  readonly link?: boolean
  readonly dev?: boolean
}
const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const manifest = json('package.json') as Record<'dependencies' | 'devDependencies', Record<string, string>>
const lock = json('package-lock.json') as { packages: Record<string, Package> }
const locked = Object.entries(lock.packages).filter(([path, { link }]) => path !== '' && link !== true)

test('every version that is asked for is exact', () => {
  const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
  expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  expect(asked.length).toBeGreaterThan(30)
})

test('the lock file holds each of them, with a checksum for every package', () => {
  const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
  expect(asked.filter(([name, v]) => lock.packages[`node_modules/${name}`]?.version !== v)).toEqual([])
  const without = locked.filter(
    ([path, entry]) => !(entry.integrity ?? '').startsWith('sha512-') && !path.includes('/node_modules/'),
  )
  expect(without.map(([path]) => path)).toEqual([])
})

test('the editor is CodeMirror 6, and no package brings version 5', () => {
  expect(lock.packages['node_modules/codemirror']).toBeUndefined()
  expect(lock.packages['node_modules/@codemirror/view']?.version).toMatch(/^6\./)
})

test('no package may run a script while it is installed', () => {
  expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts\s*=\s*true$/m)
})

test('what reaches visitors has a licence that allows it', () => {
  const free =
    /^(MIT|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD|PostgreSQL|Zlib|Python-2\.0|BlueOak-1\.0\.0|CC0-1\.0)$/
  const shipped = locked.filter(([, { dev }]) => dev !== true)
  expect(
    shipped.filter(([, { license }]) => !free.test(license ?? '')).map(([path, p]) => [path, p.license]),
  ).toEqual([])
})

/** SHA-256 of the engines as their packages carry them. A change here is a change of engine: look at it. */
const engines: readonly (readonly [name: string, module: string, file: string, sha256: string])[] = [
  [
    'SQLite',
    'sql.js/dist/sql-wasm-browser.wasm',
    '',
    '43bbcdd44287e5a2db3b6b5af34b1a3485a7a441285d247976c1ebe3c61f8dbf',
  ],
  [
    'PostgreSQL',
    '@electric-sql/pglite',
    'pglite.wasm',
    '5256d9ac379f631355f41ab30291e6a6d9f854242b5ee2a2d0940e28041d3fca',
  ],
  [
    "PostgreSQL's share directory",
    '@electric-sql/pglite',
    'pglite.data',
    'd73cf4ba1b0bf92f80f088ce7d23b17f9bc175327d7584ec2a713b27e9758c31',
  ],
]

test.each(engines)('%s is the engine that was tested', (_, module, file, sha256) => {
  const found = createRequire(import.meta.url).resolve(module)
  const path = file === '' ? found : join(dirname(found), file)
  expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(sha256)
})
