import sqliteWasm from 'sql.js/dist/sql-wasm-browser.wasm?url'
import { base, share, wasm } from 'virtual:postgres-files'
import { dialectName, type Dialect } from '../sql/dialect'
import { downloadBytes, downloadModule, type Progress, type RemoteFile } from './download'
import type { Parts } from './message'

const kept: { [D in Dialect]?: Promise<Parts[D]> } = {}
const failed = new Set<Dialect>()

const loaders: { [D in Dialect]: (progress: Progress, again: boolean) => Promise<Parts[D]> } = {
  async sqlite(progress, again) {
    return { wasm: await downloadModule(remote('sqlite', sqliteWasm, 0), progress, again) }
  },
  async postgres(progress, again) {
    const files = [wasm, share, base]
    const total = files.reduce((sum, file) => sum + file.bytes, 0)
    const loaded = files.map(() => 0)
    const each =
      (i: number): Progress =>
      (bytes) => {
        loaded[i] = bytes
        const sum = loaded.reduce((a, b) => a + b, 0)
        progress(sum, Math.max(total, sum))
      }
    const get = (file: { url: string; bytes: number }) => remote('postgres', file.url, file.bytes)
    const [module, shareBytes, baseBytes] = await Promise.all([
      downloadModule(get(wasm), each(0), again),
      downloadBytes(get(share), each(1), again),
      downloadBytes(get(base), each(2), again),
    ])
    return { wasm: module, share: shareBytes, base: baseBytes }
  },
}

function remote(dialect: Dialect, url: string, bytes: number): RemoteFile {
  return { url: new URL(url, location.href).href, bytes, name: dialectName[dialect] }
}

/**
 * What an engine is made of, downloaded once per page. Several connections share one download; `progress` is told as
 * its bytes arrive. A failed one is forgotten, and the next call passes by the browser's cache.
 */
export function loadParts<D extends Dialect>(dialect: D, progress: Progress): Promise<Parts[D]> {
  listeners[dialect].add(progress)
  const forget = () => listeners[dialect].delete(progress)
  const known: Promise<Parts[D]> | undefined = kept[dialect]
  if (known !== undefined) return known.finally(forget)
  const loading = loaders[dialect]((loaded, total) => {
    for (const listener of listeners[dialect]) listener(loaded, total)
  }, failed.has(dialect))
  const result: Promise<Parts[D]> = loading.catch((error: unknown) => {
    failed.add(dialect)
    delete kept[dialect]
    throw error
  })
  Object.assign(kept, { [dialect]: result })
  return result.finally(forget)
}

const listeners: Record<Dialect, Set<Progress>> = { sqlite: new Set(), postgres: new Set() }
