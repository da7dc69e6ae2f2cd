/** What an archive holds, item by item, and the check that an item is one. */
import type { Dialect } from '../sql/dialect'
import type { GenerationRow, HistoryRow } from './tables'

export type ArchiveItem =
  | { readonly kind: 'database'; readonly database: ArchivedDatabase }
  | { readonly kind: 'record'; readonly key: string; readonly json: string }
  | { readonly kind: 'run'; readonly run: HistoryRow }
  /** the last one; what comes after it, or without it, is no whole archive */
  | { readonly kind: 'end' }

export interface ArchivedDatabase {
  /** its id where it comes from; files of earlier versions have none */
  readonly id?: string
  readonly name: string
  readonly dialect: Dialect
  readonly sample: string | null
  readonly base: string | null
  readonly createdAt: number
  /** its content, whose chunks come before it; null where nothing was saved */
  readonly state: Pick<GenerationRow, 'at' | 'bytes' | 'length' | 'head' | 'body' | 'seal'> | null
}

/** The item, with nothing in it that is not known; undefined for anything else. */
export function archiveItem(value: unknown): ArchiveItem | undefined {
  const item = fields(value)
  switch (item.kind) {
    case 'end':
      return { kind: 'end' }
    case 'record':
      return isKey(item.key) && isJson(item.json)
        ? { kind: 'record', key: item.key, json: item.json }
        : undefined
    case 'run': {
      const run = runOf(fields(item.run))
      return run && { kind: 'run', run }
    }
    case 'database': {
      const database = databaseOf(fields(item.database))
      return database && { kind: 'database', database }
    }
    default:
      return undefined
  }
}

/** A path that stays inside its database: relative, no way up, nothing that is not printed. */
export function isSafePath(path: string): boolean {
  if (path.length > 255 || /[\p{Cc}\\:]/u.test(path)) return false
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

function databaseOf(row: Record<string, unknown>): ArchivedDatabase | undefined {
  const { name, dialect, sample, base, createdAt } = row
  if (!isText(name) || !isDialect(dialect) || !isTextOrNull(sample) || !isTextOrNull(base)) return undefined
  if (!isTime(createdAt)) return undefined
  const entry = { ...(isKey(row.id) && { id: row.id }), name, dialect, sample, base, createdAt }
  if (row.state === null) return { ...entry, state: null }
  const { at, bytes, length, head, body, seal } = fields(row.state)
  if (!isTime(at) || !isTime(bytes) || !isTime(length)) return undefined
  if (!isHashes(head) || !isHashes(body) || !isHash(seal)) return undefined
  return { ...entry, state: { at, bytes, length, head, body, seal } }
}

function runOf(row: Record<string, unknown>): HistoryRow | undefined {
  const { id, sql, dialect, database, databaseId, at, ms, rows, error, cutFrom } = row
  if (!isKey(id) || !isText(sql) || !isDialect(dialect) || !isText(database) || !isTime(at)) return undefined
  if (typeof ms !== 'number' || !(rows === null || typeof rows === 'number') || !isTextOrNull(error))
    return undefined
  const of = isKey(databaseId) && { databaseId }
  const run = { id, sql, dialect, database, ...of, at, ms, rows, error }
  return isTime(cutFrom) ? { ...run, cutFrom } : run
}

const fields = (value: unknown): Record<string, unknown> => Object(value) as Record<string, unknown>
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 100_000
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value)
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0
const known: Record<Dialect, true> = { sqlite: true, postgres: true }
const isDialect = (value: unknown): value is Dialect =>
  typeof value === 'string' && Object.hasOwn(known, value)
const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
const isHashes = (value: unknown): value is string[] => Array.isArray(value) && value.every(isHash)
const isKey = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 500 && !value.includes('\0')

function isJson(value: unknown): value is string {
  if (typeof value !== 'string') return false
  try {
    JSON.parse(value)
    return true
  } catch {
    return false
  }
}
