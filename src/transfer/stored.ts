/** Database files cut into the chunks that images and storage are made of. */
import { chunkSize, type StoredFile, type StoredFiles } from '../storage/listing'

/** The path of a SQLite image's one file, as the engine calls it. */
const sqlitePath = 'database.sqlite'

export function storedFile(bytes: Uint8Array): StoredFile {
  const chunks = new Map<number, Uint8Array>()
  for (let at = 0; at < bytes.length; at += chunkSize)
    chunks.set(at / chunkSize, bytes.slice(at, at + chunkSize))
  return { size: bytes.length, chunks }
}

/**
 * A SQLite file as a database to open. One written in WAL mode is marked as an ordinary one (bytes 18 and 19 of the
 * header, manual: "Database File Format", 1.3.3): without its -wal file it could not be opened.
 */
export async function storedSqlite(file: Blob): Promise<StoredFiles> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  bytes[18] = 1
  bytes[19] = 1
  return { files: new Map([[sqlitePath, storedFile(bytes)]]), removed: new Set() }
}
