import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'

/** The floor of every room of `src/`; a file imports from its own room or a lower floor. Files of `src/` itself are floor 5. */
const floors: Record<string, number> = {
  sql: 0,
  storage: 0,
  look: 0,
  engine: 1,
  dataset: 1,
  editor: 2,
  result: 2,
  schema: 2,
  transfer: 2,
  workbench: 3,
  home: 4,
  playground: 4,
  course: 4,
  api: 4,
  compare: 4,
  embed: 4,
}

/** Outside libraries that live in one room only; everything else may be imported where it is needed. */
const homes: Record<string, readonly string[]> = {
  'sql-formatter': ['sql'],
  idb: ['storage'],
  'sql.js': ['engine'],
  '@electric-sql/': ['engine'],
  '@codemirror/': ['editor'],
  '@lezer/': ['editor'],
  'chart.js': ['result'],
  papaparse: ['result'],
  'read-excel-file': ['transfer'],
}

interface Import {
  readonly line: number
  readonly from: string
  readonly typeOnly: boolean
  readonly names: readonly string[]
}

const importPattern =
  /(?:^|[^\w.])(?:import|export)\s+(type\s+)?([\w*{}\s,$]+?)\s+from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

function importsOf(code: string): Import[] {
  return [...code.matchAll(importPattern)].map((match) => {
    const names = (match[2] ?? '')
      .replace(/[{}]/g, '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
    return {
      line: code.slice(0, match.index + match[0].search(/import|export/)).split('\n').length,
      from: match[3] ?? match[4] ?? '',
      typeOnly:
        match[1] !== undefined || (names.length > 0 && names.every((name) => name.startsWith('type '))),
      names: names.filter((name) => !name.startsWith('type ')),
    }
  })
}

const roomOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')
const floorOf = (room: string) => (room === '' ? 5 : floors[room])

/** Every breach of the rule in one file, as `path:line says what`. */
function breaches(path: string, code: string): string[] {
  const room = roomOf(path)
  if (room === 'build') return [] // runs while the site is built and is never in it
  const found: string[] = []
  for (const { line, from, typeOnly, names } of importsOf(code)) {
    const say = (what: string) => found.push(`src/${path}:${line} ${what}`)
    if (!from.startsWith('.')) {
      const home = Object.entries(homes).find(([library]) => from === library || from.startsWith(library))
      if (home !== undefined && !home[1].includes(room))
        say(`imports ${from}, which lives in ${home[1].join(', ')}/`)
      continue
    }
    const target = posix.join(posix.dirname(path), from)
    const other = roomOf(target)
    if (other === room || other === 'look') continue
    if (target === 'sql/dialect' && typeOnly) continue // the one word every room shares
    const [here, there] = [floorOf(room), floorOf(other)]
    if (here === undefined) say(`is in ${room}/, a room without a floor`)
    else if (there === undefined) say(`imports ${target}, of a room without a floor`)
    else if (there >= here) say(`imports ${target}, which is not on a lower floor`)
    else if (other === 'engine' && !typeOnly && names.some((name) => !allowedFromEngine.has(name)))
      say(`imports ${names.join(', ')} from engine/: only types and openConnection leave that room`)
  }
  return found
}

const allowedFromEngine = new Set(['openConnection', 'prefetch'])

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.(ts|svelte)$/.test(path))

describe('rooms import downwards only', () => {
  test.each(files)('src/%s', (path) => {
    expect(breaches(path, readFileSync(join('src', path), 'utf8'))).toEqual([])
  })
})

/** Files that a file imports, types too, as paths within `src/`. Lazy imports are left out, and a component that shows itself within itself. */
function neighbours(path: string): string[] {
  return importsOf(readFileSync(join('src', path), 'utf8')).flatMap(({ from, names, typeOnly }) => {
    if (!from.startsWith('.') || (names.length === 0 && !typeOnly)) return []
    const target = posix.join(posix.dirname(path), from)
    return [target, `${target}.ts`].filter((file) => file !== path && files.includes(file))
  })
}

/** A circle of imports in a graph, from a file back to itself; null where there is none. */
function circle(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>()
  const follow = (file: string, way: readonly string[]): string[] | null => {
    const at = way.indexOf(file)
    if (at >= 0) return [...way.slice(at), file]
    if (done.has(file)) return null
    for (const next of graph.get(file) ?? []) {
      const found = follow(next, [...way, file])
      if (found !== null) return found
    }
    done.add(file)
    return null
  }
  for (const file of graph.keys()) {
    const found = follow(file, [])
    if (found !== null) return found
  }
  return null
}

describe('files import in one direction', () => {
  test('a circle is found', () => {
    expect(
      circle(
        new Map([
          ['a', ['b']],
          ['b', ['c', 'd']],
          ['c', []],
          ['d', ['b']],
        ]),
      ),
    ).toEqual(['b', 'd', 'b'])
  })
  test('no file imports, by way of others, itself', () => {
    const graph = new Map(files.map((path) => [path, neighbours(path)]))
    expect([...graph.values()].flat().length).toBeGreaterThan(500)
    expect(circle(graph)).toBeNull()
  })
})

describe('the rule itself', () => {
  test('names the line that looks upwards', () => {
    expect(breaches('sql/a.ts', "\nimport { run } from '../engine/engine'\n")).toEqual([
      'src/sql/a.ts:2 imports engine/engine, which is not on a lower floor',
    ])
  })
  test('keeps rooms of one floor apart', () => {
    expect(breaches('result/a.ts', "import { x } from '../editor/b'")).toHaveLength(1)
  })
  test('lets only types and openConnection leave the engine', () => {
    expect(breaches('result/a.ts', "import type { Engine } from '../engine/engine'")).toEqual([])
    expect(breaches('workbench/a.ts', "import { openConnection } from '../engine/connection'")).toEqual([])
    expect(breaches('result/a.ts', "import { Image } from '../engine/image'")).toHaveLength(1)
  })
  test('keeps a library in its room, also when it is loaded lazily', () => {
    expect(breaches('home/a.ts', "const x = await import('chart.js')")).toHaveLength(1)
  })
})

describe('every file', () => {
  test.each(files)('src/%s has no back door for HTML and silences no checker', (path) => {
    const code = readFileSync(join('src', path), 'utf8')
    expect(code.match(/@ts-ignore|@ts-nocheck|eslint-disable/g) ?? []).toEqual([])
    expect(path.endsWith('.svelte') ? (code.match(/\{@html\s/g) ?? []) : []).toEqual([])
  })
  test('there are no rooms for leftovers', () => {
    const rooms = new Set(files.map((path) => roomOf(path)))
    for (const name of ['utils', 'helpers', 'common', 'services', 'stores', 'types', 'lib', 'shared'])
      expect(rooms.has(name)).toBe(false)
    expect(files.filter((path) => /(^|\/)index\.ts$/.test(path))).toEqual([])
  })
})
