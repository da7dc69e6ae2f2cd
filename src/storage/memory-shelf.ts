import type { Reading, Shelf, Writing } from './shelf'
import { keyPaths, tableNames, type Key, type TableName, type Tables } from './tables'

type Contents = { readonly [T in TableName]: Map<string, Tables[T]> }

/** A shelf that lasts as long as the page. */
export function memoryShelf(): Shelf {
  const contents: Contents = {
    databases: new Map(),
    generations: new Map(),
    points: new Map(),
    chunks: new Map(),
    records: new Map(),
    history: new Map(),
  }
  let last: Promise<unknown> = Promise.resolve()
  /** Transactions run one after the other, as IndexedDB's do. */
  const queue = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
  return {
    read: (_, work) => queue(() => work(reading(contents))),
    write: (_, work) =>
      queue(async () => {
        const undo: (() => void)[] = []
        try {
          return await work({ ...reading(contents), ...changing(contents, undo) })
        } catch (error) {
          for (const step of undo.reverse()) step()
          throw error
        }
      }),
    close: () => {
      for (const table of tableNames) contents[table].clear()
    },
  }
}

const text = (key: Key): string => JSON.stringify(key)

function keyOf(table: TableName, row: object): Key {
  const path = keyPaths[table]
  const fields = row as Record<string, string | number>
  return typeof path === 'string'
    ? String(fields[path])
    : [String(fields[path[0] ?? '']), Number(fields[path[1] ?? ''])]
}

function compare(a: Key, b: Key): number {
  const [first, second] = [[a].flat(), [b].flat()]
  for (const [i, x] of first.entries()) {
    const y = second[i]
    if (y === undefined || x > y) return 1
    if (x < y) return -1
  }
  return 0
}

function reading(contents: Contents): Reading {
  const sorted = <T extends TableName>(table: T, wanted: (key: Key) => boolean): Tables[T][] => {
    const rows = [...contents[table].values()].map((row) => [keyOf(table, row), row] as const)
    const found = rows.filter(([key]) => wanted(key))
    return found.sort(([a], [b]) => compare(a, b)).map(([, row]) => row)
  }
  const get = <T extends TableName>(table: T, key: Key): Tables[T] | undefined =>
    contents[table].get(text(key))
  return {
    get: (table, key) => Promise.resolve(get(table, key)),
    getMany: (table, keys) => Promise.resolve(keys.map((key) => get(table, key))),
    has: (table, keys) => Promise.resolve(keys.map((key) => contents[table].has(text(key)))),
    all: (table, database) =>
      Promise.resolve(sorted(table, (key) => database === undefined || key[0] === database)),
    between: (table, first, last) =>
      Promise.resolve(sorted(table, (key) => typeof key === 'string' && key >= first && key <= last)),
    keys: (table) => {
      const rows: object[] = [...contents[table].values()]
      return Promise.resolve(rows.map((row) => keyOf(table, row)).sort(compare))
    },
  }
}

function changing(contents: Contents, undo: (() => void)[]): Omit<Writing, keyof Reading> {
  const set = <T extends TableName>(table: T, key: string, row: Tables[T] | undefined) => {
    const rows: Map<string, Tables[T]> = contents[table]
    const before = rows.get(key)
    undo.push(() => (before === undefined ? rows.delete(key) : rows.set(key, before)))
    if (row === undefined) rows.delete(key)
    else rows.set(key, row)
  }
  return {
    put: (table, rows) => {
      for (const row of rows) set(table, text(keyOf(table, row)), row)
      return Promise.resolve()
    },
    delete: (table, keys) => {
      for (const key of keys) set(table, text(key), undefined)
      return Promise.resolve()
    },
    deleteRange: (table, from, end) => {
      for (const row of [...contents[table].values()]) {
        const key = keyOf(table, row)
        if (typeof key === 'string' && key >= from && key < end) set(table, text(key), undefined)
      }
      return Promise.resolve()
    },
  }
}
