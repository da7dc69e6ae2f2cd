/**
 * A query as a piece of a link: its text, engine, sample and chosen view, in the part of the address that never reaches
 * a server. A link comes from strangers, so that reading one is strict: what is not exactly right is refused in words.
 */
import { findDataset } from '../dataset/datasets'
import { dialects, type Dialect } from '../sql/dialect'
import { inflate, packed } from './deflate'

/** The views a result has, as a link names them. */
export const views = ['table', 'chart', 'plan'] as const
export type SharedView = (typeof views)[number]

export interface Shared {
  readonly sql: string
  readonly dialect: Dialect
  /** id of the sample database that the text is meant for */
  readonly sample: string
  /** how the result counted from 1 is shown; null: as a table */
  readonly view: { readonly result: number; readonly name: SharedView } | null
}

export type Opened =
  | { readonly ok: true; readonly shared: Shared }
  /** `sentence` says why, for people who opened a link */
  | { readonly ok: false; readonly reason: Refusal; readonly sentence: string }

export type Refusal =
  'newer version' | 'unknown sample' | 'damaged' | 'too long' | 'too much' | 'not a query' | 'no unpacking'

/** UTF-16 units of an address's hash that are looked at. */
export const longestHash = 64 * 1024
/** Bytes of the text that a link may hold when it is unpacked. */
export const longestText = 256 * 1024
/** Longer links are cut by mail programs and chats. */
export const longestLink = 8000

/** Version 1: JSON, packed with deflate (`1.`) or, where the browser cannot pack, as it is (`1p.`); base64url. */
const packedPrefix = '1.'
const plainPrefix = '1p.'

/** The code of a query. Never fails; a browser without CompressionStream makes a longer one. */
export async function encodeShare(shared: Shared): Promise<string> {
  const { sql, dialect, sample, view } = shared
  const json = JSON.stringify({ sql, engine: dialect, sample, ...(view !== null && { view }) })
  const bytes = new TextEncoder().encode(json)
  const small = await packed(bytes)
  return small === null ? plainPrefix + toBase64(bytes) : packedPrefix + toBase64(small)
}

/** What a code holds. Never rejects and never unpacks more than `longestText` bytes. */
export async function decodeShare(code: string): Promise<Opened> {
  if (code.length > longestHash) return refuse('too long')
  const [, version, body] = /^([1-9]\d{0,8}p?)\.([A-Za-z0-9_-]*)$/.exec(code) ?? []
  if (version === undefined || body === undefined) return refuse('damaged')
  if (version !== '1' && version !== '1p') return refuse('newer version')
  const bytes = fromBase64(body)
  if (bytes === null) return refuse('damaged')
  if (version === '1p') return bytes.length > longestText ? refuse('too much') : understood(bytes)
  const inflated = await inflate(bytes, longestText)
  if (inflated.kind === 'unpacked') return understood(inflated.bytes)
  return refuse(inflated.kind === 'not possible' ? 'no unpacking' : inflated.kind)
}

/**
 * The code in a hash such as `#/play?s=1.q1Y…`; null where it has none. What a mail or a chat puts into a link or takes
 * along behind it (line breaks, a full stop, a bracket) is left out.
 */
export function codeIn(hash: string): string | null {
  // a hash of megabytes is not taken apart: its beginning tells whether it was meant as a link
  const query = /\?(.*)$/.exec(hash.slice(0, longestHash + 100))?.[1]
  if (query === undefined) return null
  const code = new URLSearchParams(query).get('s')
  return code?.replace(/\s+/g, '').replace(/[^\w-]+$/, '') ?? null
}

/** The address of this site, whatever page it shows, with another hash. */
export function addressWith(hash: string, base = location.href): string {
  return base.replace(/#.*$/s, '') + hash
}

/** What a teacher pastes into a page: the query with its own editor, Run and result. */
export function embedSnippet(code: string, base?: string): string {
  // a code has only letters, digits, `-`, `_` and `.`; the address is the page's own
  const address = addressWith(`#/embed?s=${code}`, base).replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  return `<iframe src="${address}" title="SQL example" width="100%" height="420" loading="lazy" style="border: 1px solid #ccc"></iframe>`
}

const why: Record<Refusal, string> = {
  'newer version': 'A newer version of Tandem made it. Reload this page, then open the link again.',
  'unknown sample':
    'It is for a sample database that this version of Tandem does not have. Reload this page, then open the link again.',
  damaged: 'It was cut off or changed on the way. Ask for it again, or for the text itself.',
  'too long': 'It is longer than any link that Tandem makes.',
  'too much': 'It holds more than 256 KB. A text of that size comes as a file.',
  'not a query': 'What it holds is not a query for Tandem.',
  'no unpacking': 'This browser cannot unpack links. A newer one can.',
}
const refuse = (reason: Refusal): Opened => ({
  ok: false,
  reason,
  sentence: `This link cannot be opened. ${why[reason]}`,
})

function understood(bytes: Uint8Array): Opened {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return refuse('damaged')
  }
  const fields = record(value, ['sql', 'engine', 'sample', 'view'])
  if (fields === null) return refuse('not a query')
  const { sql, engine, sample } = fields
  const dialect = dialects.find((known) => known === engine)
  const view = viewOf(fields.view)
  if (typeof sql !== 'string' || dialect === undefined || typeof sample !== 'string' || view === undefined)
    return refuse('not a query')
  if (findDataset(sample) === undefined) return refuse('unknown sample')
  return { ok: true, shared: { sql, dialect, sample, view } }
}

/** Undefined where it is wrong. */
function viewOf(value: unknown): Shared['view'] | undefined {
  if (value === undefined || value === null) return null
  const fields = record(value, ['result', 'name'])
  const name = views.find((known) => known === fields?.name)
  const result = fields?.result
  const counted = typeof result === 'number' && Number.isInteger(result) && result >= 1 && result <= 1000
  return counted && name !== undefined ? { result, name } : undefined
}

/** A plain object with no other keys than these, read without its prototype; else null. */
function record(value: unknown, keys: readonly string[]): Partial<Record<string, unknown>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const entries = Object.entries(value)
  if (entries.some(([key]) => !keys.includes(key))) return null
  return Object.assign(Object.create(null) as Record<string, unknown>, Object.fromEntries(entries))
}

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  } catch {
    return null
  }
}
