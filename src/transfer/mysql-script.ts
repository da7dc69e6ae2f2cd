/** A dump of MySQL or MariaDB in the words of one of the engines here. */
import type { Dialect } from '../sql/dialect'
import { quoteText } from '../sql/quote'
import { turn } from '../storage/turn'
import { withKeysInside } from './mysql-alters'

/** Something of MySQL's that was not made, with its place. */
export interface NotMade {
  /** counted from 1 */
  readonly line: number
  readonly kind: 'view' | 'trigger' | 'procedure' | 'function' | 'event'
  readonly name: string
}

export interface Translated {
  /** every statement begins in the line that it had */
  readonly text: string
  /** what was changed or left out, in words */
  readonly notes: readonly string[]
  /** what stands in MySQL's own language, in the order of the text */
  readonly notMade: readonly NotMade[]
}

const word = '`(?:[^`]|``)*`'
const string = String.raw`'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'`
const list = String.raw`\((?:[^()]|\(\d+\))*\)`
const action = String.raw`(?:\s+ON\s+(?:DELETE|UPDATE)\s+(?:CASCADE|RESTRICT|NO\s+ACTION|SET\s+(?:NULL|DEFAULT)))*`

/** One alternative per thing that MySQL writes in its own way; everything else stays. */
const patterns = {
  text: string,
  quoted: String.raw`"[^"\\]*(?:(?:\\[\s\S]|"")[^"\\]*)*"`,
  create: String.raw`\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?${word}`,
  key: String.raw`,\s*(?:UNIQUE\s+|FULLTEXT\s+|SPATIAL\s+)?(?:KEY|INDEX)\s+${word}\s*${list}`,
  foreign: String.raw`,\s*CONSTRAINT\s+${word}\s+FOREIGN\s+KEY\s*${list}\s*REFERENCES\s*${word}\s*${list}${action}`,
  name: word,
  comment: String.raw`--(?=\s)[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/`,
  binary: String.raw`\b_binary\s*${string}`,
  bytes: String.raw`\b0x[0-9a-f]+\b`,
  bits: String.raw`\bb'[01]+'`,
  into: String.raw`\b(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+${word}\s*(?:\([^()]*\)\s*)?VALUES\b`,
  option: String.raw`\s*\b(?:(?:DEFAULT\s+)?(?:CHARACTER\s+SET|CHARSET|COLLATE)\s*=?\s*(?:utf8|utf16|utf32|latin|ascii|ucs2|binary|cp|koi8|big5|gbk|sjis)\w*|COMMENT\s*=?\s*${string}|(?:ENGINE|ROW_FORMAT|KEY_BLOCK_SIZE|PACK_KEYS|CHECKSUM|AVG_ROW_LENGTH|MAX_ROWS|MIN_ROWS)\s*=\s*\w+|USING\s+(?:BTREE|HASH)|ZEROFILL|UNSIGNED|ON\s+UPDATE\s+CURRENT_TIMESTAMP(?:\s*\(\d*\))?)`,
  next: String.raw`\s*\bAUTO_INCREMENT\s*=\s*\d+`,
  counts: String.raw`\bAUTO_INCREMENT\b`,
  choice: String.raw`\b(?:ENUM|SET)\s*\((?:\s*${string}\s*,?)+\)`,
  now: String.raw`\bCURRENT_TIMESTAMP\s*\(\d*\)`,
  type: String.raw`\b(?:(?:TINY|SMALL|MEDIUM|BIG)?INT(?:EGER)?(?:\s*\(\d+\))?|(?:TINY|MEDIUM|LONG)(?:TEXT|BLOB)|BLOB|(?:VAR)?BINARY\s*\(\d+\)|BIT(?:\s*\(\d+\))?|DATETIME(?:\(\d\))?|DOUBLE|FLOAT|YEAR(?:\(4\))?)(?=[\s,)])(?:\s+UNSIGNED\b)?`,
  json: String.raw`\bjson_valid\s*\(\s*${word}\s*\)`,
  introducer: String.raw`\b_(?:utf8|utf8mb3|utf8mb4|latin1)\s*(?=')`,
  end: ';',
}
const wordAnywhere = new RegExp(word, 'g')
const intoParts = new RegExp(String.raw`INTO\s+(${word})\s*(\([^()]*\))?`, 'i')
type What = keyof typeof patterns
const whats = Object.keys(patterns) as What[]
const anything = new RegExp(
  (Object.entries(patterns) as [What, string][]).map(([what, pattern]) => `(?<${what}>${pattern})`).join('|'),
  'gi',
)
const notNullDate = new RegExp(
  String.raw`^(\s*${word}\s+(?:date|datetime|timestamp)(?:\(\d\))?)\s+NOT\s+NULL\b`,
  'gim',
)
/** Triggers and routines: from one DELIMITER line to the one that takes it back. */
const routines = /^DELIMITER[ \t]+(?!;\s*$)\S[^\n]*\n[\s\S]*?^DELIMITER[ \t]+;[ \t]*$/gim

const types: Record<Dialect, readonly (readonly [RegExp, string])[]> = {
  sqlite: [[/^((TINY|SMALL|MEDIUM|BIG)?INT|BIT)/i, 'INTEGER']],
  postgres: [
    [/^(BIGINT|INT.*UNSIGNED)/i, 'bigint'],
    [/^(MEDIUM)?INT|^SMALLINT.*UNSIGNED/i, 'integer'],
    [/^(TINYINT|SMALLINT|YEAR)/i, 'smallint'],
    [/TEXT$/i, 'text'],
    [/BLOB$|BINARY/i, 'bytea'],
    [/^DATETIME/i, 'timestamp'],
    [/^DOUBLE/i, 'double precision'],
    [/^FLOAT/i, 'real'],
  ],
}

const modifiers = String.raw`(?:\s|\*\/|\/\*!\d*|OR\s+REPLACE\b|AGGREGATE\b|ALGORITHM\s*=\s*\w+|DEFINER\s*=\s*[^\s*]+|SQL\s+SECURITY\s+\w+)*`
const made = String.raw`(VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT)\s+(?:IF\s+NOT\s+EXISTS\s+)?(${word}|[\w$.]+)`
/** In a block between DELIMITER lines. */
const creates = new RegExp(String.raw`\bCREATE\b${modifiers}\b${made}`, 'gi')
/** In a comment that only MySQL runs: mysqldump cuts one CREATE into several of them. */
const onlyMysql = new RegExp(String.raw`^\/\*!\d*\s*(?:CREATE\b${modifiers})?${made}`, 'i')

/** The columns of a table as its CREATE stands in the lines of a dump: the width of those of type BIT, by their names. */
function bitColumns(create: string): ReadonlyMap<string, number> | null {
  const widths = new Map<string, number>()
  for (const [, column, type, width] of create.matchAll(/^\s*(`(?:[^`]|``)*`)\s+(\w+)(?:\s*\((\d+)\))?/gm)) {
    if (column !== undefined) widths.set(column, /^bit$/i.test(type ?? '') ? Number(width ?? 1) : 0)
  }
  return [...widths.values()].some((width) => width > 0) ? widths : null
}

/** Where in the rows of an INSERT the translation is, for a table with columns of type BIT. */
class Values {
  #depth = 0
  #column = 0

  constructor(readonly widths: readonly number[]) {}

  /** The width of the BIT column whose value comes next; 0 for any other column. */
  get width(): number {
    return this.#depth === 1 ? (this.widths[this.#column] ?? 0) : 0
  }

  /** Goes on over text that holds no literal. */
  pass(text: string): void {
    for (const character of text) {
      if (character === '(' && ++this.#depth === 1) this.#column = 0
      else if (character === ')') this.#depth--
      else if (character === ',' && this.#depth === 1) this.#column++
    }
  }
}

const lines = (text: string) => text.replace(/[^\n]+/g, '')
/** Digits of a BIT in a column so wide, as MySQL fills it up. */
const fit = (digits: string, width: number) => digits.padStart(width, '0').slice(-width)

/** The line of an offset, counted from 1; offsets are asked in ascending order. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1
  let next = text.indexOf('\n')
  return (offset) => {
    for (; next >= 0 && next < offset; next = text.indexOf('\n', next + 1)) line++
    return line
  }
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', Z: '\x1a', '0': '\0' }

/** What a MySQL literal says, without its quotes and escapes. */
function meant(literal: string): string {
  const quote = literal.charAt(0)
  return literal
    .slice(1, -1)
    .replace(/\\([\s\S])|(['"])\2/g, (found, escaped: string | undefined, doubled: string | undefined) => {
      if (escaped !== undefined) return escapes[escaped] ?? (/[%_]/.test(escaped) ? `\\${escaped}` : escaped)
      return doubled === quote ? quote : found
    })
}

/**
 * Translates what can be told from the letters alone; statements that have no counterpart stay, to be explained. Works in
 * slices of about 8 ms.
 */
export async function fromMysql(script: string, dialect: Dialect): Promise<Translated> {
  const counts = new Map<string, number>()
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1)
  const after: string[] = []
  let table: string | null = null
  let last = ''
  let numbered = ''
  let width = 0
  // changed by the functions below, which narrowing does not see
  let values = null as Values | null
  const bitTables = new Map<string, ReadonlyMap<string, number>>()
  const notMade = new Map<string, NotMade>()
  const note = (line: number, kind: string, quoted: string) => {
    const name = quoted.startsWith('`') ? quoted.slice(1, -1).replaceAll('``', '`') : quoted
    const what = kind.toLowerCase() as NotMade['kind']
    // a view is made twice: first as a stand-in
    notMade.delete(`${what} ${name}`)
    notMade.set(`${what} ${name}`, { line, kind: what, name })
  }
  let at = 0

  const name = (quoted: string) => `"${quoted.slice(1, -1).replaceAll('``', '`').replaceAll('"', '""')}"`
  const names = (text: string) =>
    text
      .replace(new RegExp(word, 'g'), name)
      .replace(/"\s*\(\d+\)/g, '"')
      .replace(/\s+/g, ' ')

  /** A literal in as many lines as it had. */
  function literal(found: string): string {
    const text = meant(found)
    if (dialect === 'postgres') {
      if (/^0000-00-00/.test(text)) {
        count('dates 0000-00-00 are NULL')
        return 'NULL'
      }
      const plain = text.replaceAll('\0', '')
      if (!/[\n\\]/.test(plain)) return quoteText(plain, dialect)
      return ` E'${plain.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'${lines(found)}`
    }
    if (!text.includes('\n')) return quoteText(text, dialect)
    let mark = '\\n'
    for (let n = 1; text.includes(mark); n++) mark = `\\n${n}`
    return `(replace(${quoteText(text.replaceAll('\n', mark), dialect)},'${mark}',char(10)))${lines(found)}`
  }

  /** A value of type BIT, given by its digits. */
  const bits = (digits: string, wide: number) =>
    dialect === 'sqlite' ? BigInt(`0b${digits}`).toString() : `B'${wide > 0 ? fit(digits, wide) : digits}'`

  /** Bytes for a column of type BIT, or for any other. */
  function raw(hex: string): string {
    const wide = values?.width ?? 0
    if (wide > 0) return bits(BigInt(`0x0${hex}`).toString(2), wide)
    return dialect === 'sqlite' ? `X'${hex}'` : `'\\x${hex}'`
  }

  const change: Record<What, (found: string) => string> = {
    text: literal,
    quoted: literal,
    create(found) {
      const quoted = found.slice(found.indexOf('`'))
      table = name(quoted)
      const last = left.indexOf('\n)', at)
      const end = last < 0 ? left.indexOf(';', at) : last
      const widths = bitColumns(left.slice(at, end < 0 ? left.length : end))
      if (widths === null) bitTables.delete(quoted)
      else bitTables.set(quoted, widths)
      return found.slice(0, -quoted.length) + table
    },
    key(found) {
      if (table === null) return found
      const columns = names(found.slice(found.indexOf('(', found.lastIndexOf('` ('))))
      if (/^,\s*UNIQUE/i.test(found)) return `${lines(found)}, UNIQUE ${columns}`
      const own = name(/`[^`]*`/.exec(found)?.[0] ?? '``')
      after.push(`CREATE INDEX ${table.slice(0, -1)}_${own.slice(1)} ON ${table} ${columns}`)
      return lines(found)
    },
    foreign(found) {
      if (table === null || dialect === 'sqlite') return names(found) + lines(found)
      after.push(`ALTER TABLE ${table} ADD ${names(found.slice(1)).trim()}`)
      return lines(found)
    },
    name: (found) => (last = name(found)),
    comment(found) {
      if (found.startsWith('#')) return `-- ${found.slice(1)}`
      const [, kind, quoted] = onlyMysql.exec(found) ?? []
      if (kind !== undefined && quoted !== undefined) note(lineAt(at), kind, quoted)
      return found
    },
    binary(found) {
      const text = meant(found.slice(found.indexOf("'")))
      if (text.includes('\ufffd')) count('bytes that are no text were lost: write the dump with --hex-blob')
      const hex = Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0'))
      return raw(hex.join('')) + lines(found)
    },
    bytes: (found) => raw(found.slice(2)),
    bits: (found) => bits(found.slice(2, -1), table === null ? (values?.width ?? 0) : width),
    into(found) {
      const [, quoted = '', columns] = intoParts.exec(found) ?? []
      const widths = bitTables.get(quoted)
      if (widths !== undefined) {
        const order =
          columns === undefined
            ? [...widths.keys()]
            : Array.from(columns.matchAll(wordAnywhere), ([each]) => each)
        values = new Values(order.map((each) => widths.get(each) ?? 0))
      }
      return found.replace(wordAnywhere, name)
    },
    option(found) {
      if (table === null && !/^\s*(COLLATE|CHARACTER)/i.test(found)) return found
      if (/ON\s+UPDATE/i.test(found)) count('ON UPDATE CURRENT_TIMESTAMP: a trigger would do this here')
      else if (/UNSIGNED/i.test(found)) count('UNSIGNED: a CHECK would do this here')
      else count('character sets, comments and storage options')
      return lines(found)
    },
    next(found) {
      if (table !== null && dialect === 'sqlite')
        count('next numbers of AUTO_INCREMENT: SQLite goes on from the highest number in the table')
      if (table !== null && numbered !== '' && dialect === 'postgres') {
        after.push(
          `ALTER TABLE ${table} ALTER COLUMN ${numbered} RESTART WITH ${/\d+/.exec(found)?.[0] ?? '1'}`,
        )
      }
      return lines(found)
    },
    counts(found) {
      if (table === null) return found
      numbered = last
      return dialect === 'sqlite' ? '' : 'GENERATED BY DEFAULT AS IDENTITY'
    },
    choice(found) {
      if (table === null) return found
      const values = found.slice(found.indexOf('(')).replace(new RegExp(string, 'g'), literal)
      return /^ENUM/i.test(found) ? `TEXT CHECK (${last} IN ${values})` : 'TEXT'
    },
    now: () => 'CURRENT_TIMESTAMP',
    type(found) {
      if (table === null) return found
      if (/UNSIGNED/i.test(found)) count('UNSIGNED: a CHECK would do this here')
      width = /^BIT\b/i.test(found) ? Number(/\d+/.exec(found)?.[0] ?? 1) : 0
      return types[dialect].find(([pattern]) => pattern.test(found))?.[1] ?? found
    },
    json(found) {
      const column = name(/`.*`/s.exec(found)?.[0] ?? '``')
      return dialect === 'sqlite' ? `json_valid(${column})` : `${column} IS JSON`
    },
    introducer: () => '',
    end(found) {
      table = null
      values = null
      numbered = ''
      return found
    },
  }

  const whole = withKeysInside(script)
  const zeroDates = dialect === 'postgres' && whole.includes("'0000-00-00")
  const nullable = !zeroDates
    ? whole
    : whole.replace(notNullDate, (_, column: string) => {
        count('NOT NULL of dates: some are 0000-00-00')
        return column
      })
  const lineOf = lineCounter(nullable)
  const left = nullable.replace(routines, (block, offset: number) => {
    let named = false
    for (const { 1: kind, 2: quoted, index } of block.matchAll(creates)) {
      if (kind === undefined || quoted === undefined) continue
      named = true
      note(lineOf(offset + index), kind, quoted)
    }
    if (!named && /\bCREATE\b/i.test(block))
      count('triggers and routines, which MySQL writes in a language of its own')
    return lines(block)
  })
  const lineAt = lineCounter(left)
  const pieces: string[] = []
  let done = 0
  let since = performance.now()
  for (const match of left.matchAll(anything)) {
    const [found] = match
    const what = whats.find((each) => match.groups?.[each] !== undefined)
    const between = left.slice(done, match.index)
    // the change below may begin to follow the values of an INSERT, or end it
    values?.pass(between)
    at = match.index
    pieces.push(between, what === undefined ? found : change[what](found))
    done = match.index + found.length
    if (performance.now() - since < 8) continue
    pieces.push(pieces.splice(0).join(''))
    await turn()
    since = performance.now()
  }
  const text = pieces.join('') + left.slice(done)
  const closing = after.map((statement) => `;${statement}`).join('')
  return {
    text:
      dialect === 'sqlite'
        ? `PRAGMA foreign_keys=OFF;${text}${closing};PRAGMA foreign_keys=ON;`
        : text + closing + ';',
    notes: [
      'MySQL’s way of writing texts, names, types and keys was put into standard SQL.',
      ...[...counts].map(([what, times]) => `MySQL’s ${what} (${times.toLocaleString('en')} ×).`),
    ],
    notMade: [...notMade.values()].sort((a, b) => a.line - b.line),
  }
}
