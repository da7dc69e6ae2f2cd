/** Expressions of one dialect in the words of the other: defaults, checks, views. What is not known stays as it is. */
import type { Dialect } from '../sql/dialect'
import { quoteName } from '../sql/quote'
import { Tokens } from '../sql/tokens'
import { callEdits } from './copy-calls'
import type { CopyColumn } from './copy-model'
import { castEdits, edited, likeAt, likeEdits, operandOf, type Edit, type Piece } from './copy-words'
import type { Kind } from './kinds'

/** Words that go on a type's name. */
const typeWords = new Set(['VARYING', 'PRECISION', 'WITHOUT', 'WITH', 'TIME', 'ZONE'])

/** What a text is made of, without blanks and comments. */
export function pieces(sql: string, dialect: Dialect): Piece[] {
  const tokens = new Tokens(sql, dialect)
  const found: Piece[] = []
  while (tokens.solid() !== 'end')
    found.push({ text: tokens.value, kind: tokens.kind, from: tokens.from, to: tokens.to })
  return found
}

/**
 * PostgreSQL's expression in SQLite's words: without the schema public, with IN for `= ANY (ARRAY[…])` and LIKE or GLOB for
 * `~~`; a cast is left out where SQLite keeps the value as it is (`'new'::text`).
 */
export function toSqlite(sql: string): string {
  const all = pieces(sql, 'postgres')
  const divides = all.some(({ text }) => text === '/')
  const edits: Edit[] = []
  let cast = { begin: -1, end: -1 }
  for (let i = 0; i < all.length; i++) {
    const piece = all[i]
    if (piece === undefined) break
    if (piece.text === '::') {
      // of `a::text::date` the second is for what the first is for
      const begin = cast.end === i ? cast.begin : operandOf(all, i)
      const end = typeEnd(all, i + 1)
      const type = all.slice(i + 1, end).map(({ text }) => text.toLowerCase())
      const behind = all[end - 1]?.to ?? sql.length
      const typeName = type.join(' ').replace(/ ?([(),]) ?/g, '$1')
      edits.push(...castEdits(all.slice(begin, i), typeName, { from: piece.from, to: behind }, divides))
      cast = { begin, end }
      i = end - 1
    } else if (piece.kind === 'word' && piece.text.toLowerCase() === 'public' && all[i + 1]?.text === '.') {
      edits.push({ from: piece.from, to: all[++i]?.to ?? sql.length, text: '' })
    } else {
      const like = likeAt(all, i)
      if (like === null) continue
      i += like.length - 1
      edits.push(...likeEdits(like.marks, piece.from, all[i]?.to ?? piece.to, all[i + 1]))
    }
  }
  return listed(listed(edited(sql, edits), '= ANY (', 'IN'), '<> ALL (', 'NOT IN')
    .replace(
      /\bnow\(\)|\b(statement|transaction|clock)_timestamp\(\)|\blocaltimestamp\b/gi,
      'CURRENT_TIMESTAMP',
    )
    .replace(/\bCURRENT_TIMESTAMP\(\d\)/gi, 'CURRENT_TIMESTAMP')
    .replace(/\bchar(?:acter)?_length\(/gi, 'length(')
    .replace(/\bSUBSTRING\(([^()]+) FROM (\d+) FOR (\d+)\)/gi, 'substr($1, $2, $3)')
    .replace(/\bTRIM\(BOTH FROM ([^()]+)\)/gi, 'trim($1)')
    .replace(
      /\bEXTRACT\((year|month|day|hour|minute) FROM ([^()]+)\)/gi,
      (_, part: string, of: string) =>
        `CAST(strftime('${timeParts[part.toLowerCase()] ?? ''}', ${of}) AS INTEGER)`,
    )
}

const timeParts: Record<string, string> = { year: '%Y', month: '%m', day: '%d', hour: '%H', minute: '%M' }

/** PostgreSQL's expression with other names for columns or tables. */
export function renamed(sql: string, names: ReadonlyMap<string, string>): string {
  let text = ''
  let at = 0
  for (const { name, from, to } of namesIn(sql)) {
    const other = names.get(name)
    if (other === undefined) continue
    text += sql.slice(at, from) + quoteName(other, 'postgres')
    at = to
  }
  return text + sql.slice(at)
}

/** A query of PostgreSQL with other names for tables, by `schema.table`; their columns still stand behind the old ones. */
export function withoutSchemas(sql: string, names: ReadonlyMap<string, string>): string {
  const all = pieces(sql, 'postgres')
  const edits: Edit[] = []
  all.forEach((dot, i) => {
    const [room, table, next] = [all[i - 1], all[i + 1], all[i + 2]]
    if (dot.text !== '.' || room === undefined || table === undefined) return
    const other = names.get(`${stored(room)}.${stored(table)}`)
    if (other === undefined) return
    const hasAlias = next?.kind === 'name' || (next?.kind === 'word' && !clauses.has(next.text.toUpperCase()))
    const alias = hasAlias || next?.text === '.' ? '' : ` AS ${table.text}`
    edits.push({ from: room.from, to: table.to, text: quoteName(other, 'postgres') + alias })
  })
  return edited(sql, edits)
}

/** Words that can stand behind a table without another name. */
const clauses = new Set(
  'WHERE JOIN LEFT RIGHT FULL INNER CROSS NATURAL ON USING GROUP ORDER HAVING LIMIT OFFSET UNION INTERSECT EXCEPT WINDOW FETCH FOR'.split(
    ' ',
  ),
)

/** As PostgreSQL stores a name. */
export const stored = ({ kind, text }: Piece) =>
  kind === 'name' ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase()

/** Whether a query of PostgreSQL uses one of these names. */
export const mentions = (sql: string, names: ReadonlySet<string>): boolean =>
  namesIn(sql).some(({ name }) => names.has(name))

/** What could be the name of a column or a table, as PostgreSQL stores it. */
function namesIn(sql: string): (Piece & { readonly name: string })[] {
  const all = pieces(sql, 'postgres')
  return all.flatMap((piece, i) => {
    const { kind } = piece
    if ((kind !== 'word' && kind !== 'name') || all[i - 1]?.text === '::' || all[i + 1]?.text === '(')
      return []
    return [{ ...piece, name: stored(piece) }]
  })
}

/** `= ANY (ARRAY[a, b])`, in any number of parentheses, as `IN (a, b)`. */
function listed(text: string, words: string, instead: string): string {
  let rest = text
  let done = ''
  for (let at = rest.indexOf(words); at >= 0; at = rest.indexOf(words)) {
    const open = at + words.length - 1
    const close = closing(rest, open)
    const array = /^[\s(]*ARRAY\[(.*)\][\s)]*$/s.exec(rest.slice(open + 1, close))
    done +=
      rest.slice(0, at) + (array === null ? rest.slice(at, close + 1) : `${instead} (${array[1] ?? ''})`)
    rest = rest.slice(close + 1)
  }
  return done + rest
}

/** The parenthesis that closes the one at `open`; the end where none does. */
function closing(text: string, open: number): number {
  let depth = 0
  for (const { text: mark, kind, from } of pieces(text.slice(open), 'postgres')) {
    if (kind !== 'mark') continue
    if (mark === '(') depth++
    else if (mark === ')' && --depth === 0) return open + from
  }
  return text.length - 1
}

/** The index behind a type's name that begins at `at`. */
function typeEnd(all: readonly Piece[], at: number): number {
  at++
  while (all[at]?.text === '.') at += 2
  while (all[at]?.kind === 'word' && typeWords.has((all[at]?.text ?? '').toUpperCase())) at++
  if (all[at]?.text === '(') {
    while (at < all.length && all[at]?.text !== ')') at++
    at++
    while (all[at]?.kind === 'word' && typeWords.has((all[at]?.text ?? '').toUpperCase())) at++
  }
  while (all[at]?.text === '[' && all[at + 1]?.text === ']') at += 2
  return at
}

/**
 * SQLite's expression with PostgreSQL's words for the time, names in double quotes for those in others, and ILIKE, which
 * is what SQLite's LIKE does with letters. `columns`: those whose names in quotes are others in the copy.
 */
export function toPostgres(sql: string, columns: readonly CopyColumn[] = []): string {
  const all = pieces(sql, 'sqlite')
  const edits = all.flatMap(({ kind, text: word, from, to }, i): Edit[] => {
    const other = (text: string) => [{ from, to, text }]
    if (word === '==') return other('=')
    const column = kind === 'name' ? named(word, columns) : undefined
    if (column !== undefined) return other(quoteName(column.name, 'postgres'))
    if (kind === 'name' && (word.startsWith('`') || word.startsWith('[')))
      return other(`"${word.slice(1, -1).replaceAll('"', '""')}"`)
    if (kind === 'string' && /^x'/i.test(word)) return other(`'\\x${word.slice(2, -1)}'::bytea`)
    const next = all[i + 1]
    const hasLetters = next?.kind !== 'string' || /\p{L}/u.test(next.text)
    return kind === 'word' && /^like$/i.test(word) && hasLetters ? other('ILIKE') : []
  })
  return edited(sql, [...edits, ...callEdits(all)])
    .replace(/\bdatetime\(\s*'now'\s*\)/gi, "date_trunc('second', LOCALTIMESTAMP)")
    .replace(/\bdate\(\s*'now'\s*\)/gi, 'CURRENT_DATE')
    .replace(/\bifnull\s*\(/gi, 'coalesce(')
    .replace(/\bsubstr\s*\(/gi, 'substring(')
}

/** An expression or a query of the other engine, by the dialect that it gets. */
export const translate: Record<Dialect, (sql: string) => string> = { sqlite: toSqlite, postgres: toPostgres }

/** What AND joins in a check. */
export interface CheckPart {
  /** as it stands in SQLite */
  readonly sql: string
  /** in PostgreSQL's words; null where the types of the copy's columns see to it */
  readonly instead: string | null
}

/** The parts of SQLite's check. What keeps a column to the type that it has in the copy is no longer in them. */
export function checkParts(sql: string, columns: readonly CopyColumn[]): CheckPart[] {
  return conjuncts(withoutTypes(pieces(sql, 'sqlite'), columns)).map((part) => {
    const from = part[0]?.from ?? 0
    const to = part.at(-1)?.to ?? sql.length
    let text = ''
    let at = from
    for (const piece of part.filter(({ kind }) => kind === 'typed')) {
      text += sql.slice(at, piece.from) + piece.text
      at = piece.to
    }
    return {
      sql: sql.slice(from, to),
      instead: always(part, columns) ? null : toPostgres(text + sql.slice(at, to), columns),
    }
  })
}

/** Terms such as `typeof(n) = 'integer'` as what is left of them in the copy: TRUE, or that the column is not NULL. */
function withoutTypes(all: readonly Piece[], columns: readonly CopyColumn[]): Piece[] {
  const found: Piece[] = []
  const isBorder = (piece: Piece | undefined) =>
    piece === undefined || /^([()]|and|or|not|when|then|else|end)$/i.test(piece.text)
  for (let i = 0; i < all.length;) {
    const piece = all[i]
    if (piece === undefined) break
    const term = isBorder(all[i - 1]) ? typeTerm(all.slice(i, i + 24), columns) : null
    if (term === null || !isBorder(all[i + term.length])) {
      found.push(piece)
      i++
      continue
    }
    i += term.length
    found.push({ kind: 'typed', text: term.text, from: piece.from, to: all[i - 1]?.to ?? piece.to })
  }
  return found
}

/** In what SQLite's typeof calls the values of a column. */
const storage: Record<Kind, readonly string[]> = {
  text: ['text'],
  integer: ['integer'],
  decimal: ['integer', 'real'],
  real: ['real'],
  boolean: ['integer'],
  date: ['text'],
  timestamp: ['text'],
  json: ['text'],
  bytes: ['blob'],
}

const column = '("(?:[^"]|"")*"|`[^`]*`|\\[[^\\]]*\\]|[^\\s"\'(),]+)'
const time = `(date|datetime|strftime) \\( (?:'([^']*)' , )?${column} \\)`
const terms = {
  type: new RegExp(
    `^typeof \\( ${column} \\) (=|==|IS|IN|<>|!=|IS NOT|NOT IN) ('\\w+'|\\( '\\w+'(?: , '\\w+')* \\))`,
    'i',
  ),
  isTime: new RegExp(`^${column} (?:=|==|IS) ${time}`, 'i'),
  timeIs: new RegExp(`^${time} (?:=|==|IS) ${column}`, 'i'),
  bit: new RegExp(`^${column} IN \\( [01] , [01] \\)`, 'i'),
}
const written: Partial<Record<Kind, readonly string[]>> = {
  date: ['date', 'strftime %Y-%m-%d'],
  timestamp: ['datetime', 'strftime %Y-%m-%d %H:%M:%S'],
}

/** A term at the beginning of these pieces that the type of its column answers: what is left of it, and how many pieces it has. */
function typeTerm(
  all: readonly Piece[],
  columns: readonly CopyColumn[],
): { readonly text: string; readonly length: number } | null {
  const spaced = all.map(({ text }) => text).join(' ')
  const term = (match: string, text: string) => {
    let length = 0
    for (let left = match.length; left > 0; length++) left -= (all[length]?.text.length ?? left) + 1
    return { text, length }
  }
  const type = terms.type.exec(spaced)
  if (type !== null) {
    const [match, name = '', operator = '', words = ''] = type
    const of = named(name, columns)
    const isOther = /<>|!=|not/i.test(operator)
    const allows = (word: string) => words.toLowerCase().includes(`'${word}'`) !== isOther
    if (of === undefined || !storage[of.kind].every(allows)) return null
    return term(match, allows('null') || of.notNull ? 'TRUE' : notNull(of))
  }
  const is = terms.isTime.exec(spaced)
  const [match, name = '', form = '', format, inside = ''] =
    is ?? swapped(terms.timeIs.exec(spaced)) ?? ([] as string[])
  if (match !== undefined) {
    const of = named(name, columns)
    const word = [form, ...(format === undefined ? [] : [format])].join(' ')
    const isWritten =
      of !== undefined &&
      of === named(inside, columns) &&
      written[of.kind]?.some((each) => each.toLowerCase() === word.toLowerCase()) === true
    return isWritten ? term(match, 'TRUE') : null
  }
  const bit = terms.bit.exec(spaced)
  if (bit === null || !bit[0].includes('0') || !bit[0].includes('1')) return null
  return named(bit[1] ?? '', columns)?.kind === 'boolean' ? term(bit[0], 'TRUE') : null
}

/** `date(d) IS d` read as `d IS date(d)`. */
const swapped = (found: RegExpExecArray | null) =>
  found === null ? null : [found[0], found[4], found[1], found[2], found[3]]

/** The column of the copy that a word of SQLite names. */
function named(word: string, columns: readonly CopyColumn[]): CopyColumn | undefined {
  const [mark = ''] = word
  const name = !/["`[]/.test(mark)
    ? word
    : mark === '"'
      ? word.slice(1, -1).replaceAll('""', '"')
      : word.slice(1, -1)
  return columns.find(({ from }) => from.toLowerCase() === name.toLowerCase())
}

const notNull = ({ name }: CopyColumn) => `(${quoteName(name, 'postgres')} IS NOT NULL)`

/** What AND joins, also in parentheses around all of it. */
function conjuncts(all: readonly Piece[]): (readonly Piece[])[] {
  const inner = bare(all)
  const parts = split(inner, 'OR').length > 1 ? [inner] : split(inner, 'AND')
  return parts.length === 1 ? [inner] : parts.flatMap(conjuncts)
}

/** Whether there is nothing left that could be false. */
function always(part: readonly Piece[], columns: readonly CopyColumn[]): boolean {
  const inner = bare(part)
  const either = split(inner, 'OR').map(bare)
  if (either.length > 1) {
    const isNull = either.flatMap(([name, ...rest]) => {
      const of = /^(is null|isnull)$/i.test(rest.map(({ text }) => text).join(' '))
        ? named(name?.text ?? '', columns)
        : undefined
      return of === undefined ? [] : [notNull(of)]
    })
    return either.some(
      (each) => always(each, columns) || (each.length === 1 && isNull.includes(each[0]?.text ?? '')),
    )
  }
  const both = split(inner, 'AND')
  if (both.length > 1) return both.every((each) => always(each, columns))
  return inner.length === 1 && inner[0]?.kind === 'typed' && inner[0].text === 'TRUE'
}

/** Without the parentheses around all of it. */
function bare(all: readonly Piece[]): readonly Piece[] {
  if (all[0]?.text !== '(' || all.at(-1)?.text !== ')') return all
  let depth = 0
  for (const [i, { text }] of all.entries()) {
    if (text === '(') depth++
    else if (text === ')' && --depth === 0 && i < all.length - 1) return all
  }
  return bare(all.slice(1, -1))
}

/** Cuts at a word that stands outside of parentheses and of CASE; the AND of a BETWEEN is none. */
function split(all: readonly Piece[], by: 'AND' | 'OR'): Piece[][] {
  let part: Piece[] = []
  const parts = [part]
  let depth = 0
  let betweens = 0
  for (const piece of all) {
    const word = piece.text.toUpperCase()
    if (word === '(' || word === 'CASE') depth++
    else if (word === ')' || word === 'END') depth--
    else if (depth === 0 && word === 'BETWEEN') betweens++
    else if (depth === 0 && word === 'AND' && betweens > 0) betweens--
    else if (depth === 0 && word === by) {
      parts.push((part = []))
      continue
    }
    part.push(piece)
  }
  return parts
}
