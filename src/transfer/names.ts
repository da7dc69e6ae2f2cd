/**
 * Column names that a table can have, made from a file's header: blanks around and control characters go, an empty
 * name becomes `column3`, one that was there before gets a number (`name_2`). Letters' case makes no difference, as in
 * both engines. The same header always gives the same names. `reserved`: names that no column may have, in small letters.
 */
export function uniqueNames(header: readonly string[], reserved: readonly string[] = []): string[] {
  const taken = new Set(reserved)
  return header.map((raw, index) => {
    const base = cut(clean(raw)) || `column${index + 1}`
    let name = base
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${cut(base, 58)}_${n}`
    taken.add(name.toLowerCase())
    return name
  })
}

/** A table's name from a file's: `Sales 2024 (1).csv` → `sales_2024_1`. */
export function tableName(fileName: string): string {
  const base = fileName.replace(/^.*[/\\]/, '').replace(/(\.[a-z0-9]{1,8}){1,2}$/i, '')
  const name = base
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
  return cut(/^\p{N}/u.test(name) ? `t_${name}` : name) || 'imported'
}

/** What tables are called in a list: by their names, and with their schemas where two have one name. */
export function tableLabels(tables: readonly { readonly schema: string; readonly name: string }[]): string[] {
  const times = new Map<string, number>()
  for (const { name } of tables) times.set(name, (times.get(name) ?? 0) + 1)
  return tables.map(({ schema, name }) => ((times.get(name) ?? 0) > 1 ? `${schema}.${name}` : name))
}

/** A name that is not in `taken`: itself, or with a number behind it. */
export function freeName(name: string, taken: readonly string[]): string {
  const known = new Set(taken.map((each) => each.toLowerCase()))
  let free = name
  for (let n = 2; known.has(free.toLowerCase()); n++) free = `${cut(name, 58)}_${n}`
  return free
}

const clean = (raw: string) => raw.replace(/[\p{Cc}\p{Cf}\ufffe\uffff]+/gu, ' ').trim()

/** PostgreSQL cuts names after 63 bytes of UTF-8; here they are cut first, so that two never become one. */
function cut(name: string, limit = 63): string {
  const encoder = new TextEncoder()
  if (name.length * 3 <= limit || encoder.encode(name).length <= limit) return name
  let kept = ''
  let bytes = 0
  for (const character of name) {
    bytes += encoder.encode(character).length
    if (bytes > limit) break
    kept += character
  }
  return kept.trimEnd()
}
