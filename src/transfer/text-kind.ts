/** What a text is: a table of separated values, JSON or a script. */
import type { Dialect } from '../sql/dialect'
import { JsonText } from './json-text'
import { shellOf, signsOf } from './script-signs'

export type TextKind = 'csv' | 'json' | 'ndjson' | 'sql'

/** Whose script it is; null where nothing tells. */
export type ScriptOrigin = Dialect | 'mysql' | null

const endings: Record<string, TextKind> = {
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  psv: 'csv',
  json: 'json',
  geojson: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  sql: 'sql',
  psql: 'sql',
  pgsql: 'sql',
  mysql: 'sql',
  ddl: 'sql',
}

/** What a file's name says of it; null where it says nothing. */
export function namedKind(fileName: string): TextKind | null {
  const ending = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? ''
  return Object.hasOwn(endings, ending) ? (endings[ending] ?? null) : null
}

/**
 * What a text is by its beginning, without blanks before it. `cut`: it goes on. What its name says holds unless the text
 * is outright something else: whole JSON, statements, or even columns where no statement begins.
 */
export function textKind(text: string, cut: boolean, named: TextKind | null): TextKind {
  const signs = signsOf(text, cut)
  const json = jsonKind(text, cut, signs.even)
  if (named === 'json' || named === 'ndjson') {
    if (named === 'ndjson' && /^[[{]/.test(text) && isObject(lines(text)[1])) return 'ndjson'
    if (json === 'json' || json === 'ndjson') return json
    if (/^[[{]/.test(text) || isJson(lines(text)[0])) return named
  } else if (json === 'json' || json === 'ndjson') return json
  else if (json === 'broken' && named === null) return 'json'

  const { begins, grammar, comments, ended, even } = signs
  if (named === 'sql') return even && !begins && !ended ? 'csv' : 'sql'
  if (named === 'csv') return grammar && ended && !even ? 'sql' : 'csv'
  if (grammar || signature(text) !== null) return 'sql'
  if (even) return 'csv'
  return comments || (begins && (ended || isOnePhrase(text))) ? 'sql' : 'csv'
}

/** A single line such as `select 1`, with nothing that could stand between fields. */
const isOnePhrase = (text: string) => /^\S+ [^\n,;|\t]*\s*$/.test(text)

/** 'broken': it sets out as JSON, and is none. Null: it is something else. */
function jsonKind(text: string, cut: boolean, even: boolean): 'json' | 'ndjson' | 'broken' | null {
  const [first = '', second = ''] = lines(text)
  if (text.startsWith('{')) {
    if (second !== '' && isObject(first)) return 'ndjson'
    if (/^\{\s*(["}]|$)/.test(text)) return isWhole(text, cut) ? 'json' : 'broken'
    // a name in braces, as Windows writes its GUIDs
    return /^\{[^{}\n"':]*\}/.test(text) ? null : 'broken'
  }
  if (!/^\[\s*([[{"\]]|-?\d|true\b|false\b|null\b|$)/.test(text)) return null
  if (isJson(first) && second.startsWith('[') && !/^\[\s*[[{\]]/.test(text)) return 'ndjson'
  if (isWhole(text, cut)) return 'json'
  if (/^\[\s*([[{"\]]|$)/.test(text)) return 'broken'
  // `[1] a,b` and `[2024-01-31 08:00] started` are lines like others
  const bracket = /^\[[^\]\n]*\]/.exec(text)?.[0]
  return bracket !== undefined && (even || !isJson(bracket)) ? null : 'broken'
}

/** Whether a JSON value ends where the text does, or the next one begins; of a text that is cut, nothing is asked for its end. */
function isWhole(text: string, cut: boolean): boolean {
  const json = new JsonText(text)
  try {
    json.skip()
    return /^[[{]?$/.test(json.peek())
  } catch {
    return cut && (text[json.at] === '"' || json.at > text.length - 10)
  }
}

/** The first two lines that hold something. */
const lines = (text: string): readonly string[] => /^(.*)\s*(.*)/.exec(text)?.slice(1) ?? []

const isObject = (line = ''): boolean => line.startsWith('{') && isJson(line)

function isJson(text = ''): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Whose dump it is, by the lines that a program writes into it. */
function signature(text: string): Dialect | 'mysql' | null {
  if (/^-- (MySQL|MariaDB) dump|^\/\*M?!\d+|-- phpMyAdmin SQL Dump/m.test(text)) return 'mysql'
  if (/^-- PostgreSQL database (cluster )?dump|^\\restrict |^COPY .* FROM stdin;/im.test(text))
    return 'postgres'
  return /^PRAGMA foreign_keys\s*=\s*OFF;\s*BEGIN TRANSACTION;/im.test(text) ? 'sqlite' : null
}

export function scriptOrigin(text: string): ScriptOrigin {
  const told = signature(text) ?? shellOf(text)
  if (told !== null) return told
  if (
    /\bENGINE\s*=\s*\w+|\bAUTO_INCREMENT\b|^LOCK TABLES|^DELIMITER\b|`\w+` (int|varchar|tinyint)/im.test(text)
  )
    return 'mysql'
  if (
    /\$\$|::\w|\bSERIAL\b|\bjsonb\b|\bGENERATED (ALWAYS|BY DEFAULT) AS IDENTITY\b|\btimestamptz\b/i.test(text)
  )
    return 'postgres'
  return /\bAUTOINCREMENT\b|^PRAGMA\b|\bWITHOUT ROWID\b|\bstrftime\(/im.test(text) ? 'sqlite' : null
}
