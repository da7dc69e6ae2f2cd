/** What a workbook says of its cells that the reader of its rows does not tell: errors, lengths of time, the first day. */
import type { Unzipped } from 'fflate'

/** Of one sheet; rows and columns are counted from 0. */
export interface SheetMarks {
  /** by row: the cells that show an error, `#DIV/0!` for example */
  readonly errors: ReadonlyMap<number, readonly CellError[]>
  /** cells with a text that is stored and empty, which is not the same as no cell; one that a formula gives is none of these */
  readonly empty: readonly (readonly [row: number, column: number])[]
  /** whether a cell shows a length of time (`[h]:mm`), which may be longer than a day */
  readonly elapsed: (row: number, column: number) => boolean
}

export interface CellError {
  /** as the sheet calls it: `E5` */
  readonly place: string
  /** what it shows */
  readonly words: string
}

export interface Marks {
  /** days are counted from 1 January 1904, not from 1900 */
  readonly from1904: boolean
  /** in the order of the workbook */
  readonly sheets: readonly SheetMarks[]
}

const noMarks: SheetMarks = { errors: new Map(), empty: [], elapsed: () => false }

/** Reads the marks of all sheets. A part that is not there, or is written in another way, has none. */
export async function readMarks(workbook: Uint8Array): Promise<Marks> {
  const { unzip } = await import('fflate')
  const files = await new Promise<Unzipped>((resolve, reject) =>
    unzip(workbook, { filter: ({ name }) => wanted.test(name) }, (error, unzipped) =>
      error === null ? resolve(unzipped) : reject(error),
    ),
  )
  const text = (path: string) => {
    const bytes = files[path]
    return bytes === undefined ? '' : new TextDecoder().decode(bytes)
  }
  const book = text('xl/workbook.xml')
  const links = tags(text('xl/_rels/workbook.xml.rels'), 'Relationship').map(attributes)
  const path = (link: Attributes | undefined) =>
    link?.Target?.startsWith('/') === true ? link.Target.slice(1) : `xl/${link?.Target ?? ''}`
  const styles = text(path(links.find(({ Type }) => Type?.endsWith('/styles'))))
  const lengths = lengthStyles(styles)
  const shared = emptyStrings(text(path(links.find(({ Type }) => Type?.endsWith('/sharedStrings')))))
  return {
    from1904: tags(book, 'workbookPr').some((tag) => attributes(tag).date1904 === '1'),
    sheets: tags(book, 'sheet').map((tag) => {
      const { id } = attributes(tag)
      const sheet = text(path(links.find(({ Id }) => Id === id)))
      if (sheet === '') return noMarks
      return {
        errors: errorsOf(sheet),
        empty: emptyOf(sheet, shared),
        elapsed: elapsedOf(sheet, lengths),
      }
    }),
  }
}

/** All of the XML but what can be long and has nothing of this. */
const wanted = /^(?!.*(theme|drawing|chart|comments|pivot)).*\.(xml|rels)$/i

type Attributes = Readonly<Record<string, string | undefined>>

function tags(xml: string, name: string): string[] {
  return xml.match(new RegExp(`<(?:\\w+:)?${name}\\s[^>]*>`, 'g')) ?? []
}

/** By their names without a prefix. */
function attributes(tag: string): Attributes {
  return Object.fromEntries(
    [...tag.matchAll(/([\w]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map((found) => [
      found[1] ?? '',
      found[2] ?? found[3] ?? '',
    ]),
  )
}

/** The styles whose format counts hours, minutes or seconds on: `[h]:mm:ss`, by their number. */
function lengthStyles(styles: string): string[] {
  const formats = new Set(['46']) // [h]:mm:ss has this number everywhere
  for (const tag of tags(styles, 'numFmt')) {
    const { numFmtId, formatCode } = attributes(tag)
    if (numFmtId !== undefined && /\[(h+|m+|s+)\]/i.test(formatCode ?? '')) formats.add(numFmtId)
  }
  const cells = /<(?:\w+:)?cellXfs[\s>].*?<\/(?:\w+:)?cellXfs>/s.exec(styles)?.[0] ?? ''
  return tags(cells, 'xf').flatMap((tag, style) =>
    formats.has(attributes(tag).numFmtId ?? '') ? [String(style)] : [],
  )
}

function errorsOf(sheet: string): Map<number, CellError[]> {
  const errors = new Map<number, CellError[]>()
  if (!sheet.includes('"e"')) return errors
  const cells = /<(?:\w+:)?c\s([^>]*\bt="e"(?:[^>]*[^>/])?)>(?:(?!<\/(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)</gs
  for (const [, inside, words = ''] of sheet.matchAll(cells)) {
    const place = attributes(inside ?? '').r ?? ''
    const [row] = address(place)
    const others = errors.get(row)
    if (others === undefined) errors.set(row, [{ place, words }])
    else others.push({ place, words })
  }
  return errors
}

/** The numbers of the shared texts that are empty. */
function emptyStrings(strings: string): string[] {
  const empty =
    /<(?:\w+:)?si>\s*(?:<(?:\w+:)?t(?:\s[^>]*)?(?:\/>|><\/(?:\w+:)?t>)\s*)?<\/(?:\w+:)?si>|<(?:\w+:)?si\/>/
  if (!empty.test(strings)) return []
  return (strings.match(/<(?:\w+:)?si(?:\/>|\s*>.*?<\/(?:\w+:)?si>)/gs) ?? []).flatMap((each, number) =>
    empty.test(each) ? [String(number)] : [],
  )
}

function emptyOf(sheet: string, shared: readonly string[]): SheetMarks['empty'] {
  const cell = (type: string, inside: string) =>
    new RegExp(`<(?:\\w+:)?c\\s([^>]*\\bt="${type}"[^>]*)>${inside}<\\/(?:\\w+:)?c>`, 'g')
  const text = String.raw`\s*<(?:\w+:)?is>\s*<(?:\w+:)?t(?:\s[^>]*)?(?:\/>|><\/(?:\w+:)?t>)\s*<\/(?:\w+:)?is>\s*`
  const kinds = [
    cell('inlineStr', text),
    cell('str', String.raw`\s*(?:<(?:\w+:)?v\s*\/>|<(?:\w+:)?v><\/(?:\w+:)?v>)\s*`),
    ...(shared.length === 0
      ? []
      : [cell('s', `\\s*<(?:\\w+:)?v>(?:${shared.join('|')})<\\/(?:\\w+:)?v>\\s*`)]),
  ]
  return kinds
    .flatMap((kind) => [...sheet.matchAll(kind)])
    .map(([, inside]) => address(attributes(inside ?? '').r ?? ''))
    .filter(([row, column]) => row >= 0 && column >= 0)
}

function elapsedOf(sheet: string, styles: readonly string[]): SheetMarks['elapsed'] {
  if (!styles.some((style) => sheet.includes(` s="${style}"`))) return noMarks.elapsed
  const found = new Set<string>()
  for (const tag of sheet.match(
    new RegExp(`<(?:\\w+:)?c\\s[^>]*\\bs="(?:${styles.join('|')})"[^>]*>`, 'g'),
  ) ?? [])
    found.add(address(attributes(tag).r ?? '').join())
  return (row, column) => found.has(`${row},${column}`)
}

/** `AB5` → 4, 27 */
function address(place: string): [row: number, column: number] {
  const [, letters = '', digits = ''] = /^([A-Z]+)(\d+)$/.exec(place) ?? []
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return [Number(digits) - 1, column - 1]
}
