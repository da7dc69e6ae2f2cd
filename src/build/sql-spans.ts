/** SQL text cut into coloured pieces when the site is built, with the editor's own grammar. */
import { PostgreSQL, SQLite } from '@codemirror/lang-sql'
import { highlightCode, tagHighlighter, tags } from '@lezer/highlight'
import type { Span } from '../course/prose.ts'
import type { Dialect } from '../sql/dialect.ts'

const grammar: Record<Dialect, typeof SQLite> = { sqlite: SQLite, postgres: PostgreSQL }

const styles = tagHighlighter([
  { tag: tags.keyword, class: 'keyword' },
  { tag: tags.typeName, class: 'type' },
  { tag: [tags.string, tags.special(tags.string)], class: 'string' },
  { tag: [tags.number, tags.bool], class: 'number' },
  { tag: tags.null, class: 'null' },
  { tag: [tags.operator, tags.punctuation], class: 'operator' },
  { tag: tags.comment, class: 'comment' },
  { tag: [tags.name, tags.standard(tags.name)], class: 'name' },
])

/** Pieces whose texts joined give `text` again. */
export function sqlSpans(text: string, dialect: Dialect): Span[] {
  const spans: Span[] = []
  const put = (piece: string, style: Span[0]) => {
    const last = spans.at(-1)
    if (last !== undefined && last[0] === style) spans[spans.length - 1] = [style, last[1] + piece]
    else spans.push([style, piece])
  }
  highlightCode(
    text,
    grammar[dialect].language.parser.parse(text),
    styles,
    (piece, classes) => put(piece, style(classes)),
    () => put('\n', ''),
  )
  return spans.map((span, index) => (called(span, spans[index + 1]) ? ['function', span[1]] : span))
}

function style(classes: string): Span[0] {
  const known = ['keyword', 'type', 'string', 'number', 'null', 'operator', 'comment', 'name'] as const
  return known.find((name) => name === classes) ?? ''
}

/** A word right before `(` is a function, save for the few keywords that take a list. */
function called([style, text]: Span, next: Span | undefined): boolean {
  if (next === undefined || !next[1].startsWith('(')) return false
  if (style === 'name') return true
  return (
    (style === 'keyword' || style === 'type') &&
    /^(date|time|timestamp|row_number|rank|count|sum|avg|min|max|replace|coalesce|extract|lag|lead|left|right|nullif|lower|upper|length|substr|substring|trim|round|abs|now)$/i.test(
      text,
    )
  )
}
