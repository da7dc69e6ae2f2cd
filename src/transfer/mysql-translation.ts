import type { Dialect } from '../sql/dialect'
import { bitColumns, bitsIn, RowsOfBits } from './mysql-bits'
import { lineCounter } from './line-counter'
import { meant, textIn } from './mysql-literal'
import type { MysqlNotes } from './mysql-notes'
import { leaveComment } from './mysql-routines'
import { name, onlyLines, string, type Mysqlism } from './mysql-words'

const everyName = new RegExp(name, 'g')
const intoParts = new RegExp(String.raw`INTO\s+(${name})\s*(\([^()]*\))?`, 'i')

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

/** A name of MySQL in double quotes. */
const quotedName = (found: string) => `"${found.slice(1, -1).replaceAll('``', '`').replaceAll('"', '""')}"`

/** Columns in parentheses, without lengths of their beginnings, in one line. */
const names = (text: string) =>
  text
    .replace(everyName, quotedName)
    .replace(/"\s*\(\d+\)/g, '"')
    .replace(/\s+/g, ' ')

/**
 * What stands in place of each thing that MySQL writes in its own way. They are asked for in the order of the script,
 * since what a thing means hangs on the statement around it.
 */
export class Translation implements Record<Mysqlism, (found: string, at: number) => string> {
  /** statements for the end of the script */
  readonly after: string[] = []
  /** of the CREATE TABLE around it: the table, its column that counts up, the name that stood last, the digits of the last type BIT */
  #table: string | null = null
  #numbered = ''
  #last = ''
  #width = 0
  /** the tables with columns of type BIT, and the rows that go into one */
  readonly #bits = new Map<string, ReadonlyMap<string, number>>()
  #rows: RowsOfBits | null = null
  readonly #lineAt: (offset: number) => number

  constructor(
    readonly script: string,
    readonly dialect: Dialect,
    readonly notes: MysqlNotes,
  ) {
    this.#lineAt = lineCounter(script)
  }

  /** Goes on over text that stays as it is. */
  pass(text: string): void {
    this.#rows?.pass(text)
  }

  text(found: string): string {
    const text = meant(found)
    if (this.dialect === 'sqlite' || !/^0000-00-00/.test(text)) return textIn(this.dialect, text, found)
    this.notes.count('dates 0000-00-00 are NULL')
    return 'NULL'
  }

  quoted(found: string): string {
    return this.text(found)
  }

  create(found: string, at: number): string {
    const quoted = found.slice(found.indexOf('`'))
    this.#table = quotedName(quoted)
    const last = this.script.indexOf('\n)', at)
    const end = last < 0 ? this.script.indexOf(';', at) : last
    const widths = bitColumns(this.script.slice(at, end < 0 ? this.script.length : end))
    if (widths === null) this.#bits.delete(quoted)
    else this.#bits.set(quoted, widths)
    return found.slice(0, -quoted.length) + this.#table
  }

  key(found: string): string {
    if (this.#table === null) return found
    const columns = names(found.slice(found.indexOf('(', found.lastIndexOf('` ('))))
    if (/^,\s*UNIQUE/i.test(found)) return `${onlyLines(found)}, UNIQUE ${columns}`
    const own = quotedName(/`[^`]*`/.exec(found)?.[0] ?? '``')
    this.after.push(`CREATE INDEX ${this.#table.slice(0, -1)}_${own.slice(1)} ON ${this.#table} ${columns}`)
    return onlyLines(found)
  }

  foreign(found: string): string {
    if (this.#table === null || this.dialect === 'sqlite') return names(found) + onlyLines(found)
    this.after.push(`ALTER TABLE ${this.#table} ADD ${names(found.slice(1)).trim()}`)
    return onlyLines(found)
  }

  name(found: string): string {
    return (this.#last = quotedName(found))
  }

  comment(found: string, at: number): string {
    if (found.startsWith('#')) return `-- ${found.slice(1)}`
    leaveComment(found, this.#lineAt(at), this.notes)
    return found
  }

  binary(found: string): string {
    const text = meant(found.slice(found.indexOf("'")))
    if (text.includes('\ufffd'))
      this.notes.count('bytes that are no text were lost: write the dump with --hex-blob')
    const hex = Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0'))
    return this.#raw(hex.join('')) + onlyLines(found)
  }

  bytes(found: string): string {
    return this.#raw(found.slice(2))
  }

  /** Bytes for a column of type BIT, or for any other. */
  #raw(hex: string): string {
    const width = this.#rows?.width ?? 0
    if (width > 0) return bitsIn(this.dialect, BigInt(`0x0${hex}`).toString(2), width)
    return this.dialect === 'sqlite' ? `X'${hex}'` : `'\\x${hex}'`
  }

  bits(found: string): string {
    return bitsIn(
      this.dialect,
      found.slice(2, -1),
      this.#table === null ? (this.#rows?.width ?? 0) : this.#width,
    )
  }

  into(found: string): string {
    const [, quoted = '', columns] = intoParts.exec(found) ?? []
    const widths = this.#bits.get(quoted)
    if (widths !== undefined) {
      const order =
        columns === undefined ? [...widths.keys()] : Array.from(columns.matchAll(everyName), ([each]) => each)
      this.#rows = new RowsOfBits(order.map((each) => widths.get(each) ?? 0))
    }
    return found.replace(everyName, quotedName)
  }

  option(found: string): string {
    if (this.#table === null && !/^\s*(COLLATE|CHARACTER)/i.test(found)) return found
    if (/ON\s+UPDATE/i.test(found))
      this.notes.count('ON UPDATE CURRENT_TIMESTAMP: a trigger would do this here')
    else if (/UNSIGNED/i.test(found)) this.notes.count('UNSIGNED: a CHECK would do this here')
    else this.notes.count('character sets, comments and storage options')
    return onlyLines(found)
  }

  next(found: string): string {
    if (this.#table !== null && this.dialect === 'sqlite')
      this.notes.count('next numbers of AUTO_INCREMENT: SQLite goes on from the highest number in the table')
    if (this.#table !== null && this.#numbered !== '' && this.dialect === 'postgres')
      this.after.push(
        `ALTER TABLE ${this.#table} ALTER COLUMN ${this.#numbered} RESTART WITH ${/\d+/.exec(found)?.[0] ?? '1'}`,
      )
    return onlyLines(found)
  }

  counts(found: string): string {
    if (this.#table === null) return found
    this.#numbered = this.#last
    return this.dialect === 'sqlite' ? '' : 'GENERATED BY DEFAULT AS IDENTITY'
  }

  choice(found: string): string {
    if (this.#table === null) return found
    const values = found.slice(found.indexOf('(')).replace(new RegExp(string, 'g'), (each) => this.text(each))
    return /^ENUM/i.test(found) ? `TEXT CHECK (${this.#last} IN ${values})` : 'TEXT'
  }

  now(): string {
    return 'CURRENT_TIMESTAMP'
  }

  type(found: string): string {
    if (this.#table === null) return found
    if (/UNSIGNED/i.test(found)) this.notes.count('UNSIGNED: a CHECK would do this here')
    this.#width = /^BIT\b/i.test(found) ? Number(/\d+/.exec(found)?.[0] ?? 1) : 0
    return types[this.dialect].find(([pattern]) => pattern.test(found))?.[1] ?? found
  }

  json(found: string): string {
    const column = quotedName(/`.*`/s.exec(found)?.[0] ?? '``')
    return this.dialect === 'sqlite' ? `json_valid(${column})` : `${column} IS JSON`
  }

  introducer(): string {
    return ''
  }

  end(found: string): string {
    this.#table = null
    this.#rows = null
    this.#numbered = ''
    return found
  }
}
