/** SQL text cut into coloured pieces when the site is built, coloured as in the editor. */
import type { Span } from '../course/prose.ts'
import { lastAfter, tokenLook } from '../editor/token-look.ts'
import type { Dialect } from '../sql/dialect.ts'
import { Tokens } from '../sql/tokens.ts'

/** Pieces whose texts joined give `text` again. */
export function sqlSpans(text: string, dialect: Dialect): Span[] {
  const spans: Span[] = []
  const put = (piece: string, style: Span[0]) => {
    const before = spans.at(-1)
    if (before !== undefined && before[0] === style) spans[spans.length - 1] = [style, before[1] + piece]
    else spans.push([style, piece])
  }
  const tokens = new Tokens(text, dialect)
  let last = ''
  for (let kind = tokens.next(); kind !== 'end'; kind = tokens.next()) {
    put(text.slice(tokens.from, tokens.to), kind === 'blank' ? '' : (tokenLook(tokens, last) ?? ''))
    if (kind !== 'blank') last = lastAfter(tokens, last)
  }
  return spans
}
