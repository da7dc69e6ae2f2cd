/** Databases' files for tests, made of chunks with known bytes. */
import { chunkSize, type StoredFiles } from '../../src/storage/listing'

/** One chunk; every call makes a new object with the bytes of its name. */
export function chunk(name: string, size = chunkSize): Uint8Array {
  const bytes = new Uint8Array(size).fill(7)
  new TextEncoder().encodeInto(name, bytes)
  return bytes
}

/** One file `database` of the named chunks; a name may be a chunk made before. */
export function files(...chunks: (string | Uint8Array)[]): StoredFiles {
  const bytes = chunks.map((each) => (typeof each === 'string' ? chunk(each) : each))
  const size = bytes.reduce((sum, each) => sum + each.length, 0)
  return { files: new Map([['database', { size, chunks: new Map(bytes.entries()) }]]), removed: new Set() }
}

/** The names of the chunks of the file `database`. */
export function namesIn(stored: StoredFiles): string[] {
  const chunks = [...(stored.files.get('database')?.chunks ?? [])].sort(([a], [b]) => a - b)
  return chunks.map(([, bytes]) => new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(7))))
}
