/**
 * What the playground was left with: the databases' entries and the tabs' texts. Read apart from the page that shows
 * it, so that storage answers while the page's code is on its way.
 */
import { dialectName, dialects, type Dialect } from '../sql/dialect'
import type { Database as Entry } from '../storage/databases'
import { pageStorage } from '../storage/page-storage'

/** Of a text that came with a link: what it runs in. */
export interface Origin {
  readonly dialect: Dialect
  /** id of a sample database */
  readonly sample: string
  /** it was run */
  readonly run: boolean
}

/** A tab as it is stored. */
export interface KeptDraft {
  readonly name: string
  readonly text: string
  /** a UTF-16 offset */
  readonly cursor: number
  /** when the text was written, as `Date.now()`; 0 where nobody wrote in it yet */
  readonly at: number
  readonly origin: Origin | null
  /** id of the visitor's database it works in; null where none was told yet */
  readonly database: string | null
}

/** The tabs as they are stored. */
export interface KeptDrafts {
  readonly list: readonly (KeptDraft & { readonly id: string })[]
  readonly closed: KeptDrafts['list']
  /** id of the tab that was shown */
  readonly current: string
}

export interface Kept {
  /** the databases, null without storage; and the id of the one worked in last, undefined where there is none yet */
  readonly databases: Promise<readonly [entries: readonly Entry[] | null, current: string | undefined]>
  /** undefined at a first visit */
  readonly drafts: Promise<KeptDrafts | undefined>
}

/** Keys of the records. */
export const currentKey = 'playground/current'
export const listKey = 'playground/drafts'
export const draftKey = (id: string): string => `playground/draft/${id}`

/** Of a tab: 96 random bits; `crypto.randomUUID` does not exist on pages without https. */
export const newId = (): string =>
  [...crypto.getRandomValues(new Uint32Array(3))].map((n) => n.toString(36)).join('')

/** At the first visit: the sales data on either engine. */
export const first = dialects.map((dialect) => ({
  name: dialect === 'sqlite' ? 'sales' : `sales on ${dialectName[dialect]}`,
  dialect,
  sample: 'sales',
  base: null,
}))

let reading: Kept | undefined

/** Begins to read at the first call; the answer is as of then. */
export function readKept(): Kept {
  const { records } = pageStorage()
  return (reading ??= {
    databases: Promise.all([
      entries(),
      records.get(currentKey, (value) => (typeof value === 'string' ? value : undefined)),
    ]),
    drafts: keptDrafts(),
  })
}

/** The stored entries; at the first visit, or after all were removed, the samples are made. Null: no storage. */
async function entries(): Promise<readonly Entry[] | null> {
  const { databases } = pageStorage()
  const listed = await databases.list()
  const known = listed.ok && listed.value.length === 0 ? await databases.begin(first) : listed
  return known.ok ? known.value : null
}

/** The tabs as they are stored by now. One that was written in and is in no list (two windows wrote it at once) is open. */
export async function keptDrafts(): Promise<KeptDrafts | undefined> {
  const { records } = pageStorage()
  const [listed, keys] = await Promise.all([records.get(listKey, parseList), records.keys(draftKey(''))])
  if (listed === undefined) return undefined
  const known = [...listed.open, ...listed.closed]
  const lost = keys.map((key) => key.slice(draftKey('').length)).filter((id) => !known.includes(id))
  const [list, closed] = await Promise.all([loadAll([...listed.open, ...lost]), loadAll(listed.closed)])
  return { list: list.filter(({ id, at }) => at > 0 || !lost.includes(id)), closed, current: listed.current }
}

async function loadAll(ids: readonly string[]): Promise<KeptDrafts['list']> {
  const found = await Promise.all(
    ids.map(async (id) => {
      const draft = await pageStorage().records.get(draftKey(id), parseDraft)
      return draft && { ...draft, id }
    }),
  )
  return found.filter((draft) => draft !== undefined)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** The list of tabs, by id; undefined for anything else. */
export function parseList(value: unknown) {
  if (!isRecord(value)) return undefined
  const ids = (list: unknown) => (Array.isArray(list) ? list.filter((id) => typeof id === 'string') : [])
  return {
    open: ids(value.open),
    closed: ids(value.closed),
    current: typeof value.current === 'string' ? value.current : '',
  }
}

/** A tab; undefined for anything else. */
export function parseDraft(value: unknown): KeptDraft | undefined {
  if (!isRecord(value) || typeof value.text !== 'string') return undefined
  return {
    name: typeof value.name === 'string' && value.name !== '' ? value.name : 'Untitled',
    text: value.text,
    cursor: typeof value.cursor === 'number' ? value.cursor : 0,
    // earlier versions kept no time; such a text may be somebody's work
    at: typeof value.at === 'number' ? value.at : 1,
    origin: parseOrigin(value.origin),
    database: typeof value.database === 'string' ? value.database : null,
  }
}

function parseOrigin(value: unknown): Origin | null {
  if (!isRecord(value)) return null
  const { sample, run } = value
  const dialect = dialects.find((known) => known === value.dialect)
  if (dialect === undefined || typeof sample !== 'string') return null
  return { dialect, sample, run: run === true }
}
