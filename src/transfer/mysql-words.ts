/** What MySQL writes in its own way, as patterns. */

/** A name. */
export const name = '`(?:[^`]|``)*`'
/** A text in single quotes. */
export const string = String.raw`'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'`
const list = String.raw`\((?:[^()]|\(\d+\))*\)`
const action = String.raw`(?:\s+ON\s+(?:DELETE|UPDATE)\s+(?:CASCADE|RESTRICT|NO\s+ACTION|SET\s+(?:NULL|DEFAULT)))*`

/** One alternative per thing that MySQL writes in its own way; everything else stays. */
const patterns = {
  text: string,
  quoted: String.raw`"[^"\\]*(?:(?:\\[\s\S]|"")[^"\\]*)*"`,
  create: String.raw`\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?${name}`,
  key: String.raw`,\s*(?:UNIQUE\s+|FULLTEXT\s+|SPATIAL\s+)?(?:KEY|INDEX)\s+${name}\s*${list}`,
  foreign: String.raw`,\s*CONSTRAINT\s+${name}\s+FOREIGN\s+KEY\s*${list}\s*REFERENCES\s*${name}\s*${list}${action}`,
  name,
  comment: String.raw`--(?=\s)[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/`,
  binary: String.raw`\b_binary\s*${string}`,
  bytes: String.raw`\b0x[0-9a-f]+\b`,
  bits: String.raw`\bb'[01]+'`,
  into: String.raw`\b(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+${name}\s*(?:\([^()]*\)\s*)?VALUES\b`,
  option: String.raw`\s*\b(?:(?:DEFAULT\s+)?(?:CHARACTER\s+SET|CHARSET|COLLATE)\s*=?\s*(?:utf8|utf16|utf32|latin|ascii|ucs2|binary|cp|koi8|big5|gbk|sjis)\w*|COMMENT\s*=?\s*${string}|(?:ENGINE|ROW_FORMAT|KEY_BLOCK_SIZE|PACK_KEYS|CHECKSUM|AVG_ROW_LENGTH|MAX_ROWS|MIN_ROWS)\s*=\s*\w+|USING\s+(?:BTREE|HASH)|ZEROFILL|UNSIGNED|ON\s+UPDATE\s+CURRENT_TIMESTAMP(?:\s*\(\d*\))?)`,
  next: String.raw`\s*\bAUTO_INCREMENT\s*=\s*\d+`,
  counts: String.raw`\bAUTO_INCREMENT\b`,
  choice: String.raw`\b(?:ENUM|SET)\s*\((?:\s*${string}\s*,?)+\)`,
  now: String.raw`\bCURRENT_TIMESTAMP\s*\(\d*\)`,
  type: String.raw`\b(?:(?:TINY|SMALL|MEDIUM|BIG)?INT(?:EGER)?(?:\s*\(\d+\))?|(?:TINY|MEDIUM|LONG)(?:TEXT|BLOB)|BLOB|(?:VAR)?BINARY\s*\(\d+\)|BIT(?:\s*\(\d+\))?|DATETIME(?:\(\d\))?|DOUBLE|FLOAT|YEAR(?:\(4\))?)(?=[\s,)])(?:\s+UNSIGNED\b)?`,
  json: String.raw`\bjson_valid\s*\(\s*${name}\s*\)`,
  introducer: String.raw`\b_(?:utf8|utf8mb3|utf8mb4|latin1)\s*(?=')`,
  end: ';',
}

/** A thing that MySQL writes in its own way. */
export type Mysqlism = keyof typeof patterns
const all = Object.entries(patterns) as [Mysqlism, string][]
const anything = new RegExp(all.map(([what, pattern]) => `(?<${what}>${pattern})`).join('|'), 'gi')

/** All of them in a text, in their order. */
export function* mysqlisms(
  text: string,
): Generator<{ readonly what: Mysqlism; readonly found: string; readonly at: number }> {
  for (const { 0: found, index: at, groups } of text.matchAll(anything)) {
    const what = all.find(([each]) => groups?.[each] !== undefined)
    if (what !== undefined) yield { what: what[0], found, at }
  }
}

/** No more of a text than its ends of lines: what follows stays in its line. */
export const onlyLines = (text: string) => text.replace(/[^\n]+/g, '')
