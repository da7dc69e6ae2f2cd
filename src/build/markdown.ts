/** Markdown, as far as lessons use it, into the page's own blocks. What it does not know is a problem, never HTML. */
import { marked, type Token, type Tokens } from 'marked'
import type { Block, BlockContent, Inline } from '../course/prose.ts'
import { dialects, dialectName, type Dialect } from '../sql/dialect.ts'
import type { Problems } from './problems.ts'

export interface Writing {
  readonly file: string
  readonly problems: Problems
  /** headings are allowed and left out */
  readonly headings?: boolean
  /** turns a link as written into the page's address; null when it leads nowhere */
  link(href: string): string | null
  /** a fence; what it returns stands at its place in the text */
  fence(info: string, text: string, line: number): Block | null
}

/** Blocks of a text that begins on `line` of its file. Line ends must be `\n`. */
export function readMarkdown(text: string, line: number, writing: Writing): Block[] {
  const blocks: Block[] = []
  for (const token of marked.lexer(text)) {
    const block = readBlock(token, line + leadingLines(token.raw), writing)
    if (block !== null) blocks.push(block)
    line += token.raw.split('\n').length - 1
  }
  return blocks
}

function leadingLines(raw: string): number {
  return /^\n*/.exec(raw)?.[0].length ?? 0
}

function readBlock(token: Token, line: number, writing: Writing): Block | null {
  switch (token.type) {
    case 'space':
    case 'def':
      return null
    case 'paragraph':
    case 'text':
      return { kind: 'paragraph', inner: readInline(inner(token), line, writing) }
    case 'list':
      return readList(token as Tokens.List, line, writing)
    case 'table':
      return readTable(token as Tokens.Table, line, writing)
    case 'blockquote':
      return readQuote(token as Tokens.Blockquote, line, writing)
    case 'code': {
      const code = token as Tokens.Code
      if (code.codeBlockStyle === 'indented') {
        writing.problems.add(
          writing.file,
          line,
          'Text indented by four blanks is code in Markdown. Use a fence or indent less.',
        )
        return null
      }
      return writing.fence(code.lang ?? '', code.text, line + 1)
    }
    default:
      if (token.type !== 'heading' || writing.headings !== true)
        writing.problems.add(writing.file, line, unknown(token.type))
      return null
  }
}

function unknown(type: string): string {
  if (type === 'heading')
    return 'A step has no headings: its title is in the front matter, and it holds one idea.'
  if (type === 'html') return 'HTML is not used in lessons. Write < as `<` in code, or use a fence.'
  return `Markdown's "${type}" is not used in lessons. Use paragraphs, lists, tables, quotes and fences.`
}

function readList(list: Tokens.List, line: number, writing: Writing): Block {
  const items = list.items.map((item) => {
    if (
      item.tokens.some(
        (token) => token.type !== 'text' && token.type !== 'paragraph' && token.type !== 'space',
      )
    )
      writing.problems.add(
        writing.file,
        line,
        'An item of a list holds text only. Move what is nested out of the list.',
      )
    return readInline(item.tokens.flatMap(inner), line, writing)
  })
  return { kind: 'list', ordered: list.ordered, items }
}

function readTable(table: Tokens.Table, line: number, writing: Writing): Block {
  const cells = (row: readonly Tokens.TableCell[]) =>
    row.map((cell) => readInline(cell.tokens, line, writing))
  return {
    kind: 'table',
    numeric: table.align.map((align) => align === 'right'),
    head: cells(table.header),
    rows: table.rows.map(cells),
  }
}

/**
 * A quote that begins with **SQLite:** or **PostgreSQL:** is for that engine only, and says so; one that begins with
 * **The engines differ.** holds a list with an item for each; any other stands beside the argument.
 */
function readQuote(quote: Tokens.Blockquote, line: number, writing: Writing): Block {
  const blocks = quote.tokens.flatMap((token) => readBlock(token, line, writing) ?? [])
  const first = blocks[0]
  const lead = first?.kind === 'paragraph' ? leadOf(first.inner) : ''
  const dialect = dialectOf(lead)
  if (dialect !== undefined) {
    const label: Inline = { kind: 'engine', dialect }
    const [only, ...more] = blocks.map((block) =>
      block === first && block.kind === 'paragraph'
        ? { ...block, inner: [label, ...block.inner.slice(1)] }
        : block,
    )
    if (only !== undefined && more.length === 0) return { ...only, only: dialect }
    return { kind: 'aside', blocks: only === undefined ? [] : [only, ...more], only: dialect }
  }
  if (lead === 'The engines differ')
    writing.problems.add(
      writing.file,
      line,
      'Write **The engines differ.** with its full stop inside the stars, and the sentence after it.',
    )
  if (lead === 'The engines differ.') return readDiffer(withoutLead(blocks), line, writing)
  return { kind: 'aside', blocks }
}

function readDiffer(blocks: readonly Block[], line: number, writing: Writing): Block {
  const list = blocks.find((block) => block.kind === 'list')
  const engines = (list?.kind === 'list' ? list.items : []).flatMap((item) => {
    const dialect = dialectOf(leadOf(item))
    return dialect === undefined ? [] : [{ dialect, inner: trimStart(item.slice(1)) }]
  })
  if (dialects.some((dialect) => engines.filter((one) => one.dialect === dialect).length !== 1))
    writing.problems.add(
      writing.file,
      line,
      'After **The engines differ.** comes a list with one item that begins **SQLite:** and one that begins **PostgreSQL:**.',
    )
  return { kind: 'differ', blocks: blocks.filter((block) => block !== list), engines }
}

/** The bold words a text begins with. */
function leadOf(text: readonly Inline[]): string {
  const first = text[0]
  return typeof first === 'object' && first.kind === 'strong' ? plain(first.inner) : ''
}

function dialectOf(lead: string): Dialect | undefined {
  return dialects.find((dialect) => lead === `${dialectName[dialect]}:`)
}

function withoutLead(blocks: readonly Block[]): Block[] {
  const [first, ...rest] = blocks
  if (first?.kind !== 'paragraph') return [...blocks]
  const inner = trimStart(first.inner.slice(1))
  return inner.length === 0 ? rest : [{ ...first, inner }, ...rest]
}

function trimStart(text: readonly Inline[]): Inline[] {
  const [first, ...rest] = text
  if (typeof first !== 'string') return [...text]
  const trimmed = first.trimStart()
  return trimmed === '' ? rest : [trimmed, ...rest]
}

/** Inline Markdown of one line, such as a caption. */
export function readLine(text: string, line: number, writing: Writing): Inline[] {
  return readInline(marked.Lexer.lexInline(text), line, writing)
}

function readInline(tokens: readonly Token[], line: number, writing: Writing): Inline[] {
  return joined(
    tokens.flatMap((token): Inline[] => {
      switch (token.type) {
        case 'text': {
          const nested = inner(token)
          return nested.length > 0 ? readInline(nested, line, writing) : [typeset(oneLine(token.raw))]
        }
        case 'escape':
          return [(token as Tokens.Escape).text]
        case 'codespan':
          return [{ kind: 'code', text: oneLine((token as Tokens.Codespan).text) }]
        case 'em':
        case 'strong':
          return [{ kind: token.type, inner: readInline(inner(token), line, writing) }]
        case 'br':
          return [{ kind: 'break' }]
        case 'link':
          return [readLink(token as Tokens.Link, line, writing)]
        default:
          writing.problems.add(writing.file, line, unknown(token.type))
          return []
      }
    }),
  )
}

function readLink(link: Tokens.Link, line: number, writing: Writing): Inline {
  // an e-mail address in the text is an example, and nobody to write to
  if (link.href === `mailto:${link.raw}`) return link.raw
  const href = writing.link(link.href)
  if (href === null)
    writing.problems.add(
      writing.file,
      line,
      `The link to ${link.href} leads nowhere. Link to another step's file (../04-left-join/02-x.md), to #/play, or to an https address.`,
    )
  return { kind: 'link', href: href ?? '#/learn', inner: readInline(link.tokens, line, writing) }
}

function inner(token: Token): Token[] {
  return 'tokens' in token && Array.isArray(token.tokens) ? token.tokens : []
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ')
}

/** A keyboard's apostrophe as it is printed. */
function typeset(text: string): string {
  return text.replaceAll(/(?<=\p{L})'/gu, '’')
}

function joined(parts: readonly Inline[]): Inline[] {
  const all: Inline[] = []
  for (const part of parts) {
    const last = all.at(-1)
    if (typeof part === 'string' && typeof last === 'string') all[all.length - 1] = last + part
    else all.push(part)
  }
  return all
}

/** The words of a text without their marks. */
export function plain(text: readonly Inline[], code = true): string {
  return text
    .map((part) => {
      if (typeof part === 'string') return part
      if (part.kind === 'code') return code ? part.text : ' '
      if (part.kind === 'engine') return `${dialectName[part.dialect]}:`
      return part.kind === 'break' ? ' ' : plain(part.inner, code)
    })
    .join('')
}

/** The words of blocks, without those of fences; `code` leaves out what stands in code spans when false. */
export function words(blocks: readonly BlockContent[], code = true): string {
  return blocks
    .map((block) => {
      switch (block.kind) {
        case 'paragraph':
          return plain(block.inner, code)
        case 'list':
          return block.items.map((item) => plain(item, code)).join('\n')
        case 'table':
          return [block.head, ...block.rows]
            .flat()
            .map((cell) => plain(cell, code))
            .join(' ')
        case 'aside':
          return words(block.blocks, code)
        case 'differ':
          return [words(block.blocks, code), ...block.engines.map((one) => plain(one.inner, code))].join('\n')
        case 'figure':
          return 'caption' in block.figure ? plain(block.figure.caption, code) : ''
        case 'sql':
          return ''
      }
    })
    .join('\n')
}
