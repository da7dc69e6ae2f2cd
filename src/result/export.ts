import type { ResultSet, Value } from '../engine/value'
import { turn } from '../storage/turn'
import { download, fileName } from './download'
import type { FormatOptions, ResultFormat } from './format'
import { withWholeCells } from './whole-cells'

interface ExportOptions extends FormatOptions {
  /** see withWholeCells; needed only where cells were shortened */
  readonly whole?: (row: number, column: number) => Promise<Value>
  /** told UTF-16 units, of binary formats bytes, written so far, after every slice */
  readonly progress?: (written: number) => void
  readonly signal?: AbortSignal
}

/**
 * Writes a result as a file and hands it to the browser's downloads; gives the file's name, or null when called off.
 * Works in slices of about 8 ms. Rejects with a sentence for people when a long value is not kept any more.
 */
export async function exportResult(
  rows: ResultSet,
  format: ResultFormat,
  options: ExportOptions,
): Promise<string | null> {
  const file = await resultFile(rows, format, options)
  if (!file) return null
  const name = fileName(options.name ?? 'result', format.extension)
  download(name, file)
  return name
}

/** The file's content; null when called off. */
export async function resultFile(
  rows: ResultSet,
  format: ResultFormat,
  options: ExportOptions,
): Promise<Blob | null> {
  const { whole, progress, signal } = options
  const complete = whole ? await withWholeCells(rows, whole, { signal }) : rows
  if (signal?.aborted) return null
  const parts: BlobPart[] = []
  let written = 0
  let since = performance.now()
  for await (const piece of format.encode(complete, options)) {
    parts.push(piece)
    written += piece.length
    if (performance.now() - since < 8) continue
    parts.push(new Blob(parts.splice(0))) // out of the heap
    progress?.(written)
    await turn()
    if (signal?.aborted) return null
    since = performance.now()
  }
  return signal?.aborted ? null : new Blob(parts, { type: format.mime })
}
