/** phpMyAdmin makes its tables without keys and adds them behind the rows; here they are put where mysqldump has them. */

/**
 * A dump with the keys, counters and foreign keys of its ALTER TABLE statements inside of the CREATE TABLE they belong
 * to. Each statement begins in the line that it had. An ALTER that says something else stays, and so does one whose table
 * is not made here.
 */
export function withKeysInside(script: string): string {
  const added = new Map<string, Added>()
  const tables = new Set(Array.from(script.matchAll(create), ([, table]) => table ?? ''))
  const rest = script.replace(alter, (found, table: string, body: string) => {
    const clauses = body.split(/,\s*(?=(?:ADD|MODIFY|AUTO_INCREMENT)\b)/i).map((each) => each.trim())
    const known = clauses.map(clauseOf)
    if (!tables.has(table) || known.includes(null)) return found
    const all = added.get(table) ?? { inside: [], counts: [], next: '' }
    for (const each of known) {
      if (each === null) continue
      if (each.kind === 'inside') all.inside.push(each.text)
      else if (each.kind === 'counts') all.counts.push(each.text)
      else all.next = each.text
    }
    added.set(table, all)
    return found.replace(/[^\n]+/g, '')
  })
  if (added.size === 0) return script
  const made = rest.replace(create, (found, table: string, columns: string) => {
    const all = added.get(table)
    if (all === undefined) return found
    const inside = all.counts.reduce(counting, columns)
    const keys = all.inside.map((key) => `, ${key.replace(/\s+/g, ' ')}`).join('')
    return `${found.slice(0, found.indexOf('(', found.indexOf(table) + table.length) + 1)}${inside}${keys}\n)${all.next}`
  })
  // MySQL ends a transaction at each CREATE TABLE: that of phpMyAdmin holds nothing together
  return /^-- phpMyAdmin SQL Dump/m.test(script)
    ? made.replace(/^(?:START TRANSACTION|COMMIT);[ \t]*$/gm, '')
    : made
}

interface Added {
  readonly inside: string[]
  readonly counts: string[]
  next: string
}

const name = '`(?:[^`]|``)+`'
const alter = new RegExp(`^ALTER TABLE (${name})\\s+((?:ADD|MODIFY)\\b[\\s\\S]*?);[ \\t]*\\r?$`, 'gm')
const create = new RegExp(`^CREATE TABLE (?:IF NOT EXISTS )?(${name}) \\(([\\s\\S]*?)\\n\\)`, 'gm')

/** A clause of ALTER TABLE as it is said in CREATE TABLE; null where it is none of these. */
function clauseOf(
  text: string,
): { readonly kind: 'inside' | 'counts' | 'next'; readonly text: string } | null {
  const key =
    /^ADD\s+((?:PRIMARY|UNIQUE|FULLTEXT|SPATIAL)?\s*(?:KEY|INDEX)\b.*|CONSTRAINT\b.*\bFOREIGN\s+KEY\b.*)$/is.exec(
      text,
    )
  if (key?.[1] !== undefined) return { kind: 'inside', text: key[1].trim() }
  const column = new RegExp(`^MODIFY (${name}) .*\\bAUTO_INCREMENT\\b`, 'is').exec(text)
  if (column?.[1] !== undefined) return { kind: 'counts', text: column[1] }
  return /^AUTO_INCREMENT\s*=\s*\d+$/i.test(text) ? { kind: 'next', text: ` ${text}` } : null
}

/** The lines of a table's columns, with the one that counts up marked. */
const counting = (columns: string, column: string): string =>
  columns
    .split('\n')
    .map((line) =>
      line.trimStart().startsWith(`${column} `) ? line.replace(/(,?\s*)$/, ' AUTO_INCREMENT$1') : line,
    )
    .join('\n')
