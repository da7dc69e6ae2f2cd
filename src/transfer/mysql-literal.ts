import type { Dialect } from '../sql/dialect'
import { quoteText } from '../sql/quote'
import { onlyLines } from './mysql-words'

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', Z: '\x1a', '0': '\0' }

/** What a MySQL literal says, without its quotes and escapes. */
export function meant(literal: string): string {
  const quote = literal.charAt(0)
  return literal
    .slice(1, -1)
    .replace(/\\([\s\S])|(['"])\2/g, (found, escaped: string | undefined, doubled: string | undefined) => {
      if (escaped !== undefined) return escapes[escaped] ?? (/[%_]/.test(escaped) ? `\\${escaped}` : escaped)
      return doubled === quote ? quote : found
    })
}

/** A text in the words of the dialect, in as many lines as MySQL's `literal` of it has. */
export function textIn(dialect: Dialect, text: string, literal: string): string {
  if (dialect === 'postgres') {
    const plain = text.replaceAll('\0', '')
    if (!/[\n\\]/.test(plain)) return quoteText(plain, dialect)
    return ` E'${plain.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'${onlyLines(literal)}`
  }
  if (!text.includes('\n')) return quoteText(text, dialect)
  let mark = '\\n'
  for (let n = 1; text.includes(mark); n++) mark = `\\n${n}`
  return `(replace(${quoteText(text.replaceAll('\n', mark), dialect)},'${mark}',char(10)))${onlyLines(literal)}`
}
