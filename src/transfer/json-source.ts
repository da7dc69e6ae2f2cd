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
 * A JSON file as rows: an array of objects, of arrays or of values; an object that holds one such array, alone or beside
 * `columns` as Export writes it; or one object, which is one row. Throws TransferError where it is none of these.
 */
export async function openJson(file: Blob, encoding: Encoding): Promise<TableSource> {
  let text = ''
  for await (const piece of readText(file, encoding)) text += piece.text
  const { start, names } = findRows(text)
  const probe = new JsonText(text)
  probe.at = start
  const single = probe.peek() === '{'
  if (!single) probe.expect('[')
  const shape = shapeOf(probe.peek())
  const rows = (): AsyncGenerator<{ cells: Line; line: number; share: number }> =>
    walk(text, start, single, shape)
  return withColumns(shape, names, 'row', rows)
}

/** A file with one JSON value a line. Lines that are no JSON are listed and left out. */
export async function openNdjson(file: Blob, encoding: Encoding): Promise<TableSource> {
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
  return withColumns(shape, null, 'line', rows)
}

type Line = ReadonlyMap<string, Cell> | readonly Cell[]

const shapeOf = (first: string): Shape => (first === '{' ? 'objects' : first === '[' ? 'arrays' : 'values')

function oneRow(json: JsonText, shape: Shape): Line {
  if (shape === 'objects') return json.members()
  return shape === 'arrays' ? json.elements() : [json.cell()]
}

/** Where the rows begin, and their names where they stand apart. */
function findRows(text: string): { readonly start: number; readonly names: readonly string[] | null } {
  const json = new JsonText(text)
  const first = json.peek()
  if (first === '[') return { start: json.at, names: null }
  if (first !== '{') throw new TransferError('This JSON is a single value: there are no rows in it.')
  const begin = json.at
  const arrays = new Map<string, number>()
  let names: string[] | null = null
  json.expect('{')
  if (!json.takes('}')) {
    do {
      const name = json.peek() === '"' ? json.string() : json.fail('a name in double quotes')
      json.expect(':')
      if (json.peek() === '[') arrays.set(name, json.at)
      if (name === 'columns' && json.peek() === '[') names = json.elements().map(cellWords)
      else json.skip()
    } while (json.takes(','))
    json.expect('}')
  }
  const rows = arrays.get('rows')
  if (names !== null && rows !== undefined) return { start: rows, names }
  const [only] = arrays.values()
  return { start: arrays.size === 1 && only !== undefined ? only : begin, names: null }
}

async function* walk(
  text: string,
  start: number,
  single: boolean,
  shape: Shape,
): AsyncGenerator<{ cells: Line; line: number; share: number }> {
  const json = new JsonText(text)
  json.at = start
  if (single) {
    yield { cells: json.members(), line: 1, share: 1 }
    return
  }
  json.expect('[')
  if (json.takes(']')) return
  let line = 0
  do yield { cells: oneRow(json, shape), line: ++line, share: json.at / text.length }
  while (json.takes(','))
  json.expect(']')
  await turn()
}

/** Names are all that occur, in the order in which they occur first. */
async function withColumns(
  shape: Shape,
  names: readonly string[] | null,
  unit: 'line' | 'row',
  rows: (
    problem?: (problem: Problem) => void,
  ) => AsyncGenerator<{ cells: Line; line: number; share: number }>,
): Promise<TableSource> {
  const found = new Map<string, number>()
  let width = names?.length ?? 0
  let count = 0
  for await (const { cells } of rows()) {
    if (++count % step === 0) await turn()
    if (Array.isArray(cells)) width = Math.max(width, cells.length)
    else
      for (const name of (cells as ReadonlyMap<string, Cell>).keys())
        if (!found.has(name)) found.set(name, found.size)
    if (Math.max(found.size, width) > 10 * maxColumns.sqlite) break
  }
  if (count === 0) throw new TransferError('The file has no rows: there is nothing to import.')
  const columns =
    shape === 'objects'
      ? [...found.keys()]
      : Array.from({ length: width }, (_, i) => names?.[i] ?? (shape === 'values' ? 'value' : ''))
  if (columns.length === 0)
    throw new TransferError('The objects in this file have no members: there are no columns.')
  const cellsOf = (line: Line): Cell[] => {
    if (Array.isArray(line)) return columns.map((_, i) => (line as readonly Cell[])[i] ?? null)
    const members = line as ReadonlyMap<string, Cell>
    return columns.map((name) => members.get(name) ?? null)
  }
  return {
    columns,
    loose: false,
    unit,
    async *read(problem): AsyncGenerator<RowBatch> {
      let batch: Row[] = []
      let last = 0
      for await (const { cells, line, share } of rows(problem)) {
        last = share
        batch.push({ line, cells: cellsOf(cells) })
        if (batch.length < step) continue
        yield { rows: batch, share }
        batch = []
        await turn()
      }
      if (batch.length > 0) yield { rows: batch, share: last }
    },
  }
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
