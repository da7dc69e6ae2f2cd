/** Results on the clipboard, in the formats that other programs and people read as text. */
import { resultFile } from '../result/export'
import type { ResultFormat } from '../result/format'
import { clipboardBytes, copyText } from '../workbench/clipboard'
import type { Bench } from '../workbench/bench.svelte'
import type { MenuItem } from '../workbench/menu-item'
import { toasts } from '../workbench/toasts.svelte'
import { takenRows, writing, type TakenRows } from './taken-rows'

/** Formats by id, in the order of the menu, and how they are called in a sentence. */
const copied: readonly (readonly [id: string, name: string])[] = [
  ['csv', 'CSV'],
  ['tsv', 'TSV'],
  ['json', 'JSON'],
  ['ndjson', 'NDJSON'],
  ['markdown', 'Markdown'],
  ['html', 'HTML table'],
  ['insert', 'INSERT statements'],
]

/** The newest result. None before the first rows. */
export function copyItems(bench: Bench, formats: readonly ResultFormat[]): readonly MenuItem[] {
  const [newest] = takenRows(bench.session.outcomes)
  return newest === undefined ? [] : copiesOf(newest, bench, formats)
}

export function copiesOf(of: TakenRows, bench: Bench, formats: readonly ResultFormat[]): readonly MenuItem[] {
  return copied.flatMap(([id, said]): MenuItem[] => {
    const format = formats.find((known) => known.id === id)
    if (format === undefined) return []
    const text = async () => {
      const abort = new AbortController()
      const file = await resultFile(of.rows, format, {
        ...writing(of, bench),
        signal: abort.signal,
        progress: (units) => {
          if (units > clipboardBytes) abort.abort() // a unit is a byte or more
        },
      })
      if (file === null || file.size > clipboardBytes)
        throw new Error('This is too much for the clipboard. Export it as a file.')
      return file.text()
    }
    const copy = async () => {
      try {
        const done = await copyText(text())
        toasts.show({
          text: done
            ? `Copied ${of.amount} as ${said}`
            : 'The browser did not allow copying. Export it as a file.',
        })
      } catch (error) {
        toasts.show({ text: `Not copied. ${error instanceof Error ? error.message : String(error)}` })
      }
    }
    return [{ name: `Copy as ${said}`, run: () => void copy() }]
  })
}
