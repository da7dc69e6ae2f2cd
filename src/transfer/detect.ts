/** What a file is, by its content. A name counts among kinds of text only, where the text does not speak against it. */
import { walNote, walRefusal } from './import-sqlite'
import { detectEncoding, readText, type Encoding } from './encoding'
import { namedKind, scriptOrigin, textKind, type ScriptOrigin, type TextKind } from './text-kind'

/** A database file may not be larger: an engine here holds no more. */
export const largestDatabase = 256 * 1024 * 1024
/** Text, sheets and Parquet files, in bytes. JSON and sheets are read as a whole, the others piece by piece. */
const largest = {
  csv: 1024 * 1024 * 1024,
  ndjson: 1024 * 1024 * 1024,
  json: 200 * 1024 * 1024,
  sql: 256 * 1024 * 1024,
  xlsx: 50 * 1024 * 1024,
  parquet: 500 * 1024 * 1024,
}

export type Found =
  | { readonly kind: 'csv'; readonly encoding: Encoding }
  | { readonly kind: 'json' | 'ndjson'; readonly encoding: Encoding }
  | { readonly kind: 'sql'; readonly encoding: Encoding; readonly origin: ScriptOrigin }
  | { readonly kind: 'xlsx' | 'parquet' }
  | { readonly kind: 'sqlite'; /** what to know before it is opened */ readonly notes: readonly string[] }
  /** a tar of PostgreSQL's data directory */
  | { readonly kind: 'pgdata' }
  /** everything of the page, as Export everything wrote it */
  | { readonly kind: 'archive' }
  /** a sentence that says what it is and what to do */
  | { readonly kind: 'refused'; readonly sentence: string }

const refused = (sentence: string): Found => ({ kind: 'refused', sentence })

const again = 'Copy or download it again from where it is whole.'

/** Tells what a file is. Reads its first 64 KB; all of it only to know a text's encoding. */
export async function detect(file: Blob): Promise<Found> {
  if (file.size === 0) return refused('The file is empty: it has 0 bytes. Save or download it again.')
  const head = new Uint8Array(await file.slice(0, 65_536).arrayBuffer())
  const name = file instanceof File ? file.name : ''
  const found = binary(head, file.size, name) ?? (await text(file, head))
  return tooLarge(found, file.size) ?? found
}

/** What a text is when it is read as that kind, whatever it looks like. */
export async function foundAs(file: Blob, kind: TextKind): Promise<Found> {
  const encoding = await detectEncoding(file)
  const found: Found =
    kind === 'sql'
      ? { kind, encoding, origin: scriptOrigin(await beginningOf(file, encoding)) }
      : { kind, encoding }
  return tooLarge(found, file.size) ?? found
}

async function beginningOf(file: Blob, encoding: Encoding): Promise<string> {
  let beginning = ''
  for await (const piece of readText(file.slice(0, 65_536), encoding)) beginning += piece.text
  return beginning
}

const ascii = (bytes: Uint8Array, from: number, length: number) =>
  String.fromCharCode(...bytes.subarray(from, from + length))

function binary(head: Uint8Array, size: number, name: string): Found | null {
  const start = ascii(head, 0, 16)
  if (start === 'SQLite format 3\0') return sqlite(head, size, name)
  const log = walRefusal(head, name)
  if (log !== null) return refused(log)
  if (start.startsWith('Tandem archive ')) return { kind: 'archive' }
  if (start.startsWith('PAR1')) return { kind: 'parquet' }
  if (start.startsWith('PARE'))
    return refused('This Parquet file is encrypted. Export it without encryption, then import that.')
  if (start.startsWith('PK\x03\x04')) return zip(head)
  if (start.startsWith('PK\x05\x06'))
    return refused('This is a zip file with nothing in it. Pack it again, or import the files themselves.')
  if (start.startsWith('\x1f\x8b'))
    return refused('This file is packed with gzip. Unpack it, then import what is inside.')
  if (
    start.startsWith('BZh') ||
    start.startsWith('\xfd7zXZ') ||
    start.startsWith('(\xb5/\xfd') ||
    start.startsWith('7z\xbc\xaf')
  ) {
    return refused('This file is packed. Unpack it, then import what is inside.')
  }
  if (ascii(head, 0, 47).startsWith('** This file contains an SQLite 2')) {
    return refused(
      'This is a database of SQLite 2, which SQLite 3 cannot open. Write it as SQL where it came from (sqlite old.db .dump), then import that.',
    )
  }
  if (start.startsWith('PGDMP')) {
    return refused(
      'This is a pg_dump in the custom format. Make a plain one (pg_dump --format=plain), then import that.',
    )
  }
  if (start.startsWith('\xd0\xcf\x11\xe0')) {
    return refused('This is an old Excel or Access file. Save it as .xlsx or CSV, then import that.')
  }
  if (start.startsWith('%PDF'))
    return refused(
      'This is a PDF document: there are no rows in it that could be read. Save its table as CSV or .xlsx where it was made, then import that.',
    )
  if (ascii(head, 257, 5) === 'ustar') return tar(head)
  return null
}

/** The header of a SQLite file (manual: "Database File Format", 1.3). */
function sqlite(head: Uint8Array, size: number, name: string): Found {
  if (size < 512) return refused(`This SQLite file is cut off: only ${size} bytes of it are here. ${again}`)
  const view = new DataView(head.buffer, head.byteOffset)
  const stored = view.getUint16(16)
  const page = stored === 1 ? 65_536 : stored
  if (page < 512 || page > 65_536 || (page & (page - 1)) !== 0) {
    return refused(
      `This SQLite file is damaged: its header says pages of ${page} bytes, which cannot be. ${again} If it is damaged there too, write what is left as SQL (sqlite3 old.db .recover), then import that.`,
    )
  }
  const pages = view.getUint32(28)
  const trusted = view.getUint32(24) === view.getUint32(92) && pages > 0
  if (trusted && pages * page > size) {
    return refused(
      `This SQLite file is cut off: ${(pages * page).toLocaleString('en')} bytes belong to it, and ${size.toLocaleString('en')} are here. ${again}`,
    )
  }
  const note = walNote(head, name)
  return { kind: 'sqlite', notes: note === null ? [] : [note] }
}

function zip(head: Uint8Array): Found {
  const names = ascii(head, 0, Math.min(head.length, 16_384))
  if (names.includes('[Content_Types].xml') || names.includes('xl/')) {
    if (names.includes('word/'))
      return refused('This is a Word document. Save its table as CSV, then import that.')
    return { kind: 'xlsx' }
  }
  if (names.includes('application/vnd.oasis.opendocument.spreadsheet')) {
    return refused('This is an OpenDocument sheet. Save it as .xlsx or CSV, then import that.')
  }
  return refused('This is a zip file. Unpack it, then import what is inside.')
}

function tar(head: Uint8Array): Found {
  const names: string[] = []
  for (let at = 0; at + 512 <= head.length && names.length < 20;) {
    const name = ascii(head, at, 100).replace(/\0.*$/s, '')
    if (name === '') break
    names.push(name.replace(/^\.\//, ''))
    const length = parseInt(ascii(head, at + 124, 12), 8) || 0
    at += 512 + Math.ceil(length / 512) * 512
  }
  const known = /^(base|global|pg_[a-z]+|PG_VERSION|postgresql\.)/
  if (names.some((name) => known.test(name))) return { kind: 'pgdata' }
  return refused(
    'This is a tar file, and no PostgreSQL data directory is in it. Unpack it, then import what is inside.',
  )
}

async function text(file: Blob, head: Uint8Array): Promise<Found> {
  const encoding = await detectEncoding(file)
  if (!isText(head, encoding)) return unreadable(head, file.size)
  return readable(
    await beginningOf(file, encoding),
    file.size > 65_536,
    encoding,
    namedKind(file instanceof File ? file.name : ''),
  )
}

function unreadable(head: Uint8Array, size: number): Found {
  if (head.every((byte) => byte === 0)) {
    return refused(
      size > head.length
        ? 'This file begins with nothing but zero bytes: its content was never written, or was lost. Copy it again.'
        : 'This file holds nothing but zero bytes: its content was never written, or was lost. Copy it again.',
    )
  }
  return refused(
    size % 512 === 0 && isRandom(head)
      ? 'This is no database that can be read here, and no text: every byte looks random. It may be an encrypted database (SQLCipher, for example); export it without a key, then import that.'
      : 'This file is none that Import knows: it is not text, and no database, sheet or Parquet file either. Save it as CSV, JSON, .xlsx or SQL where it was made, then import that.',
  )
}

/** Whether all bytes occur about as often, by the bits of information in one. */
function isRandom(head: Uint8Array): boolean {
  const counts = new Array<number>(256).fill(0)
  for (const byte of head) counts[byte] = (counts[byte] ?? 0) + 1
  const bits = counts.reduce(
    (sum, n) => (n === 0 ? sum : sum - (n / head.length) * Math.log2(n / head.length)),
    0,
  )
  return bits > 7
}

/** Text has line ends and hardly any control characters; what was encrypted or packed has all bytes alike. */
function isText(head: Uint8Array, encoding: Encoding): boolean {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return true
  let control = 0
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127) control++
  return control <= Math.max(2, head.length * (encoding === 'utf-8' ? 0.1 : 0.02))
}

function readable(beginning: string, cut: boolean, encoding: Encoding, named: TextKind | null): Found {
  const trimmed = beginning.replace(/^\ufeff/, '').trimStart()
  if (trimmed === '') return refused('The file holds nothing but blanks. Save or download it again.')
  if (/^(<!doctype html|<html|<head|<body)/i.test(trimmed)) {
    return refused(
      'This is a web page. Where you downloaded it, there may be a button that gives the file itself: import that.',
    )
  }
  if (/^<\?xml/i.test(trimmed)) {
    return refused(
      'This is XML, which Import does not read. Save it as CSV, JSON or .xlsx where it was made, then import that.',
    )
  }
  const kind = textKind(trimmed, cut, named)
  return kind === 'sql' ? { kind, encoding, origin: scriptOrigin(trimmed) } : { kind, encoding }
}

function tooLarge(found: Found, size: number): Found | null {
  const limit =
    found.kind === 'sqlite' || found.kind === 'pgdata'
      ? largestDatabase
      : found.kind === 'refused' || found.kind === 'archive'
        ? Infinity
        : largest[found.kind]
  if (size <= limit) return null
  const mb = (bytes: number) => `${Math.round(bytes / 1024 / 1024).toLocaleString('en')} MB`
  return refused(
    `This file has ${mb(size)}. The limit for ${foundName[found.kind]} is ${mb(limit)}, since all of it has to fit into this page's memory. Take a part of it, and import that.`,
  )
}

/** What a found thing is called in a sentence. */
export const foundName: Record<Found['kind'], string> = {
  csv: 'separated values',
  json: 'JSON',
  ndjson: 'JSON lines',
  sql: 'SQL scripts',
  xlsx: 'Excel workbooks',
  parquet: 'Parquet files',
  sqlite: 'SQLite files',
  pgdata: 'PostgreSQL data directories',
  archive: 'archives',
  refused: 'files',
}
