/** Files that are not what they seem, for the tests that read them and for those that drop them onto the page. */
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A database as the native sqlite3 writes it. */
export function native(...script: string[]): Uint8Array<ArrayBuffer> {
  const path = join(mkdtempSync(join(tmpdir(), 'tandem-file-')), 'a.db')
  execFileSync('sqlite3', [path, script.join(';\n')])
  return new Uint8Array(readFileSync(path))
}

/** Bytes without a pattern, the same at every run: what an encrypted database looks like. */
function noise(length: number): Uint8Array<ArrayBuffer> {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    createHash('sha256').update(String(i)).digest(),
  )
  return new Uint8Array(Buffer.concat(blocks).subarray(0, length))
}

export const filled = native(
  'CREATE TABLE t (a)',
  'INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000) SELECT i FROM n',
)
const header = (page: number) => {
  const bytes = filled.slice()
  new DataView(bytes.buffer).setUint16(16, page)
  return bytes
}

/** What it is, its content, and the sentence that says so. */
export const badFiles: readonly (readonly [
  what: string,
  content: string | Uint8Array<ArrayBuffer>,
  sentence: RegExp,
])[] = [
  ['nothing at all', '', /empty: it has 0 bytes/],
  ['blanks', ' \n\n ', /nothing but blanks/],
  ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>', /web page/],
  ['50 bytes of a database', filled.slice(0, 50), /cut off: only 50 bytes/],
  ['half a database', filled.slice(0, filled.length / 2), /cut off: .* bytes belong to it/],
  ['a header that cannot be', header(1000), /damaged: its header/],
  ['an encrypted database', noise(8192), /encrypted database/],
  ['random bytes', noise(8191), /none that Import knows/],
  ['an empty zip', 'PK\x05\x06'.padEnd(22, '\0'), /zip file with nothing in it/],
  ['a zip', 'PK\x03\x04\x14\0\0\0\0\0readme.txt', /zip file\. Unpack it/],
  ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), /packed with gzip/],
  ['a custom-format pg_dump', 'PGDMP\x01\x0e', /pg_dump in the custom format/],
  ['a PDF', '%PDF-1.7', /PDF/],
  ['XML', '<?xml version="1.0"?><a/>', /XML/],
]

/** A database whose second page was overwritten. */
export function damagedDatabase(): Uint8Array<ArrayBuffer> {
  const bytes = filled.slice()
  bytes.fill(0x5a, 4096 + 8, 4096 + 400)
  return bytes
}

/** A database as a program leaves it that writes to a log beside it. */
export const walDatabase = () =>
  native('PRAGMA journal_mode = WAL', 'CREATE TABLE t (a)', 'INSERT INTO t VALUES (1)')
