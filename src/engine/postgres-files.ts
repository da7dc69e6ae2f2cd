import type { Filesystem } from '@electric-sql/pglite/basefs'
import type { DataDirectory } from './data-directory.ts'
import { chunkSize, type Delta, type FileDelta } from './image.ts'

const dataPath = '/pglite/data'
/** ENOSPC, as Emscripten numbers it */
const noSpace = 51

/** The parts of Emscripten's MEMFS that are used; its own types leave them out. */
interface Node {
  name: string
  parent: Node
  mode: number
  /** of a file, which the first write makes an Int8Array, or of a directory */
  contents: Uint8Array | Int8Array | Record<string, Node> | undefined
  usedBytes: number
  // functions that do without `this`
  node_ops: {
    setattr: (node: Node, attributes: { size?: number }) => void
    mknod: (parent: Node, name: string, mode: number, device: number) => Node
    rename: (node: Node, directory: Node, name: string) => void
    unlink: (directory: Node, name: string) => void
  }
  stream_ops: { write: Write }
}
type Write = (
  stream: { node: Node },
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
  own?: boolean,
) => number
type PGlite = Parameters<Filesystem['init']>[0]
type Options = Parameters<Filesystem['init']>[1]

type Start = Pick<DataDirectory, 'directories' | 'files'> &
  Partial<Pick<DataDirectory, 'changed' | 'removed'>>

/** Gone with the engine, or made anew by it: not part of an image. Temporary tables are files named `t3_16400`. */
const passing = /^(postmaster\.(pid|opts)|pg_stat_tmp\/|pg_stat\/|.*pgsql_tmp|base\/\d+\/t\d+_\d+)/

/**
 * The data directory in the engine's memory. Every write to it passes through here, so that what has changed since
 * the last call of `delta` is known to the chunk, and costs nothing to find.
 */
export class DataFiles implements Filesystem {
  /** bytes written to the write-ahead log; may be set back to 0 */
  logBytes = 0
  /** counts writes to the write-ahead log */
  logWrites = 0
  /** counts all writes */
  writes = 0
  #pg: PGlite | undefined
  #root: Node | undefined
  #log: Node | undefined
  /** bytes of all files except the write-ahead log */
  #size = 0
  readonly #dirty = new Map<Node, Set<number>>()
  readonly #removed = new Set<string>()
  #directory: Start | null

  /** `cap`: bytes the files may take. `onclose` is called when the engine has shut down, with all files. */
  constructor(
    directory: Start | null,
    readonly cap = Infinity,
    readonly onclose: (files: DataFiles) => void = () => undefined,
  ) {
    this.#directory = directory
  }

  init(pg: PGlite, emscriptenOpts: Options): Promise<{ emscriptenOpts: Options }> {
    this.#pg = pg
    return Promise.resolve({ emscriptenOpts })
  }

  /** Called by PGlite when the file system is there and before the engine starts. */
  initialSyncFs(): Promise<void> {
    const fs = this.#fs
    fs.mkdirTree(dataPath)
    for (const path of this.#directory?.directories ?? []) fs.mkdirTree(`${dataPath}/${path}`)
    const made = new Set<string>()
    for (const [path, bytes] of this.#directory?.files ?? []) {
      if (path.startsWith('postmaster.')) continue
      const folder = `${dataPath}/${path}`.replace(/\/[^/]*$/, '')
      if (!made.has(folder)) fs.mkdirTree(folder) // looking a folder up costs as much as writing a file
      made.add(folder)
      fs.writeFile(`${dataPath}/${path}`, bytes, { canOwn: true })
      if (!path.startsWith('pg_wal/')) this.#size += bytes.length
    }
    fs.chmod(dataPath, 0o700)
    if (this.#directory !== null) this.#watch()
    for (const [path, chunks] of this.#directory?.changed ?? [])
      this.#dirty.set(this.#lookup(`${dataPath}/${path}`), new Set(chunks))
    for (const path of this.#directory?.removed ?? []) this.#removed.add(path)
    this.#directory = null
    return Promise.resolve()
  }

  syncToFs(): Promise<void> {
    return Promise.resolve()
  }

  dumpTar(): Promise<File | Blob> {
    return Promise.reject(new Error('not used'))
  }

  closeFs(): Promise<void> {
    this.onclose(this)
    return Promise.resolve()
  }

  /** All files and directories as they are now. */
  all(): { directories: string[]; files: Map<string, Uint8Array> } {
    const directories: string[] = []
    const files = new Map<string, Uint8Array>()
    const walk = (node: Node, path: string) => {
      for (const child of children(node)) {
        const at = path === '' ? child.name : `${path}/${child.name}`
        const bytes = bytesOf(child)
        if (bytes !== null) files.set(at, bytes.slice())
        else {
          directories.push(at)
          walk(child, at)
        }
      }
    }
    walk(this.#lookup(dataPath), '')
    return { directories, files }
  }

  /** What changed since the last call. */
  delta(): Delta | null {
    const files: FileDelta[] = []
    for (const [node, chunks] of this.#dirty) {
      const path = this.#path(node)
      const bytes = bytesOf(node)
      if (path === null || passing.test(path) || bytes === null) continue
      const size = node.usedBytes
      const own: [number, Uint8Array][] = []
      for (const index of chunks) {
        const at = index * chunkSize
        if (at < size) own.push([index, bytes.slice(at, Math.min(at + chunkSize, size))])
      }
      files.push({ path, size, chunks: own })
      this.#removed.delete(path)
    }
    const removed = [...this.#removed].filter((path) => !passing.test(path))
    this.#dirty.clear()
    this.#removed.clear()
    return files.length === 0 && removed.length === 0 ? null : { files, removed }
  }

  /** Wraps the operations that all files and directories of MEMFS share. */
  #watch(): void {
    const root = (this.#root = this.#lookup(dataPath))
    this.#log = this.#lookup(`${dataPath}/pg_wal`)
    const { ErrnoError } = this.#fs
    const inDirectories = root.node_ops
    const file = this.#lookup(`${dataPath}/PG_VERSION`)
    const { write } = file.stream_ops
    const { setattr } = file.node_ops
    const { mknod, rename, unlink } = inDirectories

    file.stream_ops.write = (stream, buffer, offset, length, position, own) => {
      const { node } = stream
      const growth = position + length - node.usedBytes
      if (growth > 0 && node.parent !== this.#log) {
        // PostgreSQL undoes the statement; a full log would end the engine
        if (this.#size + growth > this.cap && isTable(node)) throw new ErrnoError(noSpace)
        this.#size += growth
      }
      this.#mark(node, Math.min(position, node.usedBytes), position + length)
      if (node.parent === this.#log) {
        this.logBytes += length
        this.logWrites++
      }
      return write(stream, buffer, offset, length, position, own)
    }
    file.node_ops.setattr = (node, attributes) => {
      const { size } = attributes
      if (size !== undefined) {
        if (node.parent !== this.#log) this.#size += size - node.usedBytes
        this.#mark(node, Math.min(size, node.usedBytes), size)
        if (size > node.usedBytes) lengthen(node, size)
      }
      setattr(node, attributes)
    }
    inDirectories.mknod = (parent, name, mode, device) => {
      const node = mknod(parent, name, mode, device)
      if (bytesOf(node) !== null) this.#mark(node, 0, 0)
      return node
    }
    inDirectories.rename = (node, directory, name) => {
      const replaced = children(directory).find((child) => child.name === name)
      if (replaced !== undefined) this.#forget(replaced)
      this.#forget(node)
      rename(node, directory, name)
      this.#markAll(node)
    }
    inDirectories.unlink = (directory, name) => {
      const node = children(directory).find((child) => child.name === name)
      if (node !== undefined) {
        if (directory !== this.#log) this.#size -= bytesOf(node)?.length ?? 0
        this.#forget(node)
      }
      unlink(directory, name)
    }
  }

  #mark(node: Node, from: number, to: number): void {
    this.writes++
    const chunks = this.#dirty.get(node) ?? new Set()
    this.#dirty.set(node, chunks)
    for (let index = Math.floor(from / chunkSize); index * chunkSize < to; index++) chunks.add(index)
    // a file that was cut in the middle of a chunk has another last chunk now
    if (to > 0) chunks.add(Math.floor((to - 1) / chunkSize))
  }

  #markAll(node: Node): void {
    if (bytesOf(node) !== null) this.#mark(node, 0, node.usedBytes)
    else for (const child of children(node)) this.#markAll(child)
  }

  /** The paths of a file, or of all files in a directory, are no longer there. */
  #forget(node: Node): void {
    this.writes++
    this.#dirty.delete(node)
    if (bytesOf(node) !== null) {
      const path = this.#path(node)
      if (path !== null) this.#removed.add(path)
    } else for (const child of children(node)) this.#forget(child)
  }

  /** Below the data directory; null for files elsewhere, and for those that are unlinked and only still open. */
  #path(node: Node): string | null {
    const names: string[] = []
    for (let at = node; at !== this.#root; at = at.parent) {
      if (at.parent === at || !children(at.parent).includes(at)) return null
      names.push(at.name)
    }
    return names.reverse().join('/')
  }

  get #fs(): PGlite['Module']['FS'] {
    if (this.#pg === undefined) throw new Error('The file system is not there yet.')
    return this.#pg.Module.FS
  }

  #lookup(path: string): Node {
    const { node } = this.#fs.lookupPath(path, {})
    return node as unknown as Node
  }
}

/**
 * Whether a file holds the rows of a user's table or index: their numbers begin at 16384. Catalogs and the maps beside
 * a table (`16400_vm`) may grow, so that things can still be deleted and vacuumed.
 */
function isTable(node: Node): boolean {
  return /^\d+(\.\d+)?$/.test(node.name) && Number.parseInt(node.name) >= 16384
}

/** Bytes of a file up to which its room is doubled. */
const doubledBytes = 32 * 1024 * 1024

/**
 * Adds zeros, with room for more. Emscripten itself would copy the whole file each time, and PostgreSQL makes a large
 * table longer by half a megabyte at a time. To double costs the fewest copies; a very large file gets a fourth more.
 */
function lengthen(node: Node, size: number): void {
  const { contents, usedBytes } = node
  if (!ArrayBuffer.isView(contents)) return
  if (size <= contents.length) contents.fill(0, usedBytes, size)
  else {
    const more = contents.length < doubledBytes ? 2 : 1.25
    const longer = new Uint8Array(Math.max(size, Math.floor(contents.length * more)))
    longer.set(contents.subarray(0, usedBytes))
    node.contents = longer
  }
  node.usedBytes = size
}

/** Links and devices have no contents at all. */
function children(node: Node): Node[] {
  return ArrayBuffer.isView(node.contents) ? [] : Object.values(node.contents ?? {})
}

/** The content of a file; null for anything else. */
function bytesOf(node: Node): Uint8Array | null {
  const { contents, usedBytes } = node
  return ArrayBuffer.isView(contents) ? new Uint8Array(contents.buffer, contents.byteOffset, usedBytes) : null
}
