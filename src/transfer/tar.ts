import type { StoredFile, StoredFiles } from '../storage/listing'
import { TransferError } from './source'
import { storedFile } from './stored'

/** The major version of PostgreSQL whose data directories can be opened; a test compares it with the engine's. */
export const postgresMajor = '18'

const text = (bytes: Uint8Array, from: number, length: number) =>
  new TextDecoder().decode(bytes.subarray(from, from + length)).replace(/\0.*$/s, '')

/** The files of a tar (POSIX ustar, and GNU's long names), by their path. Throws TransferError where it is cut off. */
export function* tarFiles(
  bytes: Uint8Array,
): Generator<{ readonly path: string; readonly bytes: Uint8Array }> {
  let longName = ''
  for (let at = 0; at + 512 <= bytes.length;) {
    if (bytes[at] === 0) return
    const size = parseInt(text(bytes, at + 124, 12), 8)
    const type = text(bytes, at + 156, 1)
    const from = at + 512
    if (!Number.isFinite(size) || from + size > bytes.length) {
      throw new TransferError(
        'This data directory is cut off: the file ends in the middle of it. Copy it again.',
      )
    }
    const prefix = text(bytes, at + 345, 155)
    const name = text(bytes, at, 100)
    const path = longName || (prefix === '' ? name : `${prefix}/${name}`)
    longName = ''
    if (type === 'L') longName = text(bytes, from, size)
    else if (type === '0' || type === '')
      yield { path: path.replace(/^\.?\//, ''), bytes: bytes.subarray(from, from + size) }
    at = from + Math.ceil(size / 512) * 512
  }
  throw new TransferError('This data directory is cut off: its end is missing. Copy it again.')
}

/**
 * A tar of PostgreSQL's data directory as a database to open. Throws TransferError where it is none, was made by another
 * version, or was taken from a server that runs.
 */
export async function storedPostgres(file: Blob): Promise<StoredFiles> {
  const files = new Map<string, StoredFile>()
  let version: string | null = null
  for (const { path, bytes } of tarFiles(new Uint8Array(await file.arrayBuffer()))) {
    if (path.split('/').includes('..'))
      throw new TransferError('This file is no data directory: a path in it leads out of it.')
    if (path === 'PG_VERSION') version = text(bytes, 0, bytes.length).trim()
    if (!path.startsWith('postmaster.')) files.set(path, storedFile(bytes))
  }
  if (version === null || !files.has('global/pg_control')) {
    throw new TransferError(
      'This is no whole data directory of PostgreSQL: PG_VERSION or global/pg_control is missing.',
    )
  }
  if (version !== postgresMajor) {
    throw new TransferError(
      `PostgreSQL ${version} made this data directory, and PostgreSQL ${postgresMajor} runs here, which cannot read it. Write an SQL dump there (pg_dump, or Export in the page that made it), then import that dump.`,
    )
  }
  return { files, removed: new Set() }
}
