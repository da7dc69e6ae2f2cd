import { readText, type Encoding } from './encoding'
import { JsonText } from './json-text'
import {
  cellWords,
  maxColumns,
  TransferError,
  type Cell,
  type Problem,
  type Row,
  type RowBatch,
  type TableSource,
} from './source'
import { turn } from '../storage/turn'

/** Rows between two looks at the clock. */
const step = 500

/** What the rows of a JSON text are: objects with names, arrays with places, or single values. */
type Shape = 'objects' | 'arrays' | 'values'

/**
 * A JSON file as rows: an array of objects, of arrays or of values; several objects or arrays one after the other, as jq
 * writes them; an object that holds one array of rows; or one object, which is one row. Throws TransferError with the
 * line where it is none of these. `header`: the first of the arrays holds the names; null to guess.
 */
export async function openJson(
  file: Blob,
  encoding: Encoding,
  header: boolean | null = null,
): Promise<TableSource> {
  let text = ''
  for await (const piece of readText(file, encoding)) text += piece.text
  const place = await findRows(text)
  return withColumns(place.shape, place.names, 'row', header, (problem) => walk(text, place, problem))
}

/** A file with one JSON value a line, with `header` as in `openJson`. Lines that are no JSON are listed and left out. */
export async function openNdjson(
  file: Blob,
  encoding: Encoding,
  header: boolean | null = null,
): Promise<TableSource> {
  let shape: Shape = 'values'
  for await (const { text } of lines(file, encoding)) {
    shape = shapeOf(new JsonText(text).peek())
    break
  }
  const rows = async function* (problem?: (problem: Problem) => void) {
    for await (const { text, line, share } of lines(file, encoding)) {
      const json = new JsonText(text, line)
      try {
        const cells = oneRow(json, shape)
        json.expect('')
        yield { cells, line, share }
      } catch (error) {
        if (!(error instanceof TransferError)) throw error
        problem?.({ line, message: 'It is no JSON, or not like the first line, and is left out.' })
      }
    }
  }
  return withColumns(shape, null, 'line', header, rows)
}

type Line = ReadonlyMap<string, Cell> | readonly Cell[]

const shapeOf = (first: string): Shape => (first === '{' ? 'objects' : first === '[' ? 'arrays' : 'values')

function oneRow(json: JsonText, shape: Shape): Line {
  if (shape === 'objects') return json.members()
  return shape === 'arrays' ? json.elements() : [json.cell()]
}

/** Where the rows of a JSON text are. */
interface Place {
  readonly start: number
  /** of arrays whose elements are rows, of values each of which is a row, or of an object of which one array is the rows */
  readonly form: 'lists' | 'rows' | 'inside'
  readonly shape: Shape
  /** of the columns, where they stand apart */
  readonly names: readonly string[] | null
  /** the members beside the rows, which have no place in a table */
  readonly beside: readonly string[]
}

async function findRows(text: string): Promise<Place> {
  const json = new JsonText(text)
  const first = json.peek()
  const start = json.at
  const whole = { start, names: null, beside: [] }
  if (first === '[') {
    json.expect('[')
    const element = json.peek()
    if (element === '{' || element === '[') return { ...whole, form: 'lists', shape: shapeOf(element) }
    if (element === ']') return { ...whole, form: 'lists', shape: 'values' }
    // one array of values is a list, of several each is a row
    for (let count = 1; ; count++) {
      json.cell()
      if (!json.takes(',')) break
      if (count % step === 0) await turn()
    }
    json.expect(']')
    const many = json.peek() === '['
    return { ...whole, form: many ? 'rows' : 'lists', shape: many ? 'arrays' : 'values' }
  }
  if (first !== '{') {
    json.cell()
    json.expect('')
    throw new TransferError('This JSON is a single value: there are no rows in it.')
  }
  return inObject(json) ?? { ...whole, form: 'rows', shape: 'objects' }
}

/** The rows inside of an object; null where the object itself is a row. */
function inObject(json: JsonText): Place | null {
  const arrays = new Map<string, { readonly start: number; readonly first: string }>()
  const members: string[] = []
  let names: string[] | null = null
  json.expect('{')
  if (!json.takes('}')) {
    do {
      const name = json.peek() === '"' ? json.string() : json.fail('a name in double quotes')
      members.push(name)
      json.expect(':')
      if (json.peek() === '[') arrays.set(name, { start: json.at, first: json.second() })
      if (name === 'columns' && json.peek() === '[') names = json.elements().map(cellWords)
      else json.skip()
    } while (json.takes(','))
    json.expect('}')
  }
  if (json.peek() !== '') return null
  const of = (name: string, start: number, first: string, apart: readonly string[] | null): Place => ({
    start,
    form: 'inside',
    shape: shapeOf(first),
    names: apart,
    beside: members.filter((each) => each !== name && (apart === null || each !== 'columns')),
  })
  const rows = arrays.get('rows')
  if (names !== null && rows !== undefined) return of('rows', rows.start, rows.first, names)
  const [only, another] = arrays
  if (only === undefined || another !== undefined) return null
  const [name, { start, first }] = only
  // beside other members an array of values is one of them: `{"name":"x","tags":["a"]}` is a row
  return members.length === 1 || first === '{' || first === '[' ? of(name, start, first, null) : null
}

async function* walk(
  text: string,
  { start, form, shape, beside }: Place,
  problem?: (problem: Problem) => void,
): AsyncGenerator<{ cells: Line; line: number; share: number }> {
  const json = new JsonText(text)
  json.at = start
  if (beside.length > 0) {
    const names = beside.slice(0, 5).join(', ') + (beside.length > 5 ? ', …' : '')
    problem?.({
      line: 1,
      message: `What stands beside the rows has no place in them, and is left out: ${names}.`,
    })
  }
  let line = 0
  do {
    if (form === 'rows') {
      yield { cells: oneRow(json, shape), line: ++line, share: json.at / text.length }
      continue
    }
    json.expect('[')
    if (json.takes(']')) continue
    do yield { cells: oneRow(json, shape), line: ++line, share: json.at / text.length }
    while (json.takes(','))
    json.expect(']')
  } while (form !== 'inside' && goesOn(json, form === 'rows' && shape === 'objects' ? '{' : '['))
  await turn()
}

function goesOn(json: JsonText, opening: string): boolean {
  const next = json.peek()
  return next === opening || (next !== '' && json.fail('the end'))
}

/** Names are all that occur, in the order in which they occur first. */
async function withColumns(
  shape: Shape,
  names: readonly string[] | null,
  unit: 'line' | 'row',
  header: boolean | null,
  rows: (
    problem?: (problem: Problem) => void,
  ) => AsyncGenerator<{ cells: Line; line: number; share: number }>,
): Promise<TableSource> {
  const found = new Map<string, number>()
  let width = names?.length ?? 0
  let count = 0
  const beginning: (readonly Cell[])[] = []
  for await (const { cells } of rows()) {
    if (shape === 'arrays' && beginning.length < 100) beginning.push(cells as readonly Cell[])
    if (++count % step === 0) await turn()
    if (Array.isArray(cells)) width = Math.max(width, cells.length)
    else
      for (const name of (cells as ReadonlyMap<string, Cell>).keys())
        if (!found.has(name)) found.set(name, found.size)
    if (Math.max(found.size, width) > 10 * maxColumns.sqlite) break
  }
  if (count === 0) throw new TransferError('The file has no rows: there is nothing to import.')
  const headed = shape === 'arrays' && names === null ? (header ?? holdsNames(beginning)) : null
  const first = headed === true ? beginning[0]?.map(cellWords) : names
  if (headed === true && count === 1)
    throw new TransferError('The file has names of columns and no rows: there is nothing to import.')
  const columns =
    shape === 'objects'
      ? [...found.keys()]
      : Array.from({ length: width }, (_, i) => first?.[i] ?? (shape === 'values' ? 'value' : ''))
  if (columns.length === 0)
    throw new TransferError('The objects in this file have no members: there are no columns.')
  const cellsOf = (line: Line): Pick<Row, 'cells' | 'absent'> => {
    if (Array.isArray(line)) return { cells: columns.map((_, i) => (line as readonly Cell[])[i] ?? null) }
    const members = line as ReadonlyMap<string, Cell>
    const cells = columns.map((name) => members.get(name) ?? null)
    if (members.size === columns.length) return { cells }
    return { cells, absent: columns.flatMap((name, i) => (members.has(name) ? [] : [i])) }
  }
  return {
    columns,
    loose: false,
    unit,
    ...(headed !== null && { headed }),
    async *read(problem): AsyncGenerator<RowBatch> {
      let batch: Row[] = []
      let last = 0
      let skips = headed === true
      for await (const { cells, line, share } of rows(problem)) {
        last = share
        if (skips) {
          skips = false
          continue
        }
        batch.push({ line, ...cellsOf(cells) })
        if (batch.length < step) continue
        yield { rows: batch, share }
        batch = []
        await turn()
      }
      if (batch.length > 0) yield { rows: batch, share: last }
    },
  }
}

/** Whether the first of these arrays looks like names: texts, and below them something else than texts. */
function holdsNames([first = [], ...rest]: readonly (readonly Cell[])[]): boolean {
  const named = first.every((cell) => typeof cell === 'string' && cell.trim() !== '')
  return named && rest.some((row) => row.some((cell) => cell !== null && typeof cell !== 'string'))
}

/** The lines of a file that hold something. */
async function* lines(
  file: Blob,
  encoding: Encoding,
): AsyncGenerator<{ readonly text: string; readonly line: number; readonly share: number }> {
  let rest = ''
  let line = 1
  for await (const { text, share } of readText(file, encoding)) {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      if (part.trim() !== '') yield { text: part, line, share }
      line++
    }
  }
  if (rest.trim() !== '') yield { text: rest, line, share: 1 }
}
