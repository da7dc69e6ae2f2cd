/** The newest result on the clipboard, in the formats that other programs and people read as text. */
import { counted } from '../result/amount'
import { resultFile } from '../result/export'
import type { ResultFormat } from '../result/format'
import { clipboardBytes, copyText } from '../workbench/clipboard'
import type { Bench } from '../workbench/bench.svelte'
import type { MenuItem } from '../workbench/menu-item'
import { toasts } from '../workbench/toasts.svelte'
import { newestRows } from './exports'

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

/** `name` is the table that INSERT statements fill. None before the first rows. */
export function copyItems(bench: Bench, formats: readonly ResultFormat[], name: string): readonly MenuItem[] {
  const { session } = bench
  const outcome = newestRows(session.outcomes)
  const rows = outcome?.rows
  if (outcome === undefined || rows === null || rows === undefined) return []
  return copied.flatMap(([id, said]): MenuItem[] => {
    const format = formats.find((known) => known.id === id)
    if (format === undefined) return []
    const text = async () => {
      const file = await resultFile(rows, format, {
        dialect: session.dialect,
        name,
        whole: (row, column) => session.whole(outcome, row, column),
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
            ? `Copied ${counted(rows.rowCount, 'row')} as ${said}`
            : 'The browser did not allow copying. Export it as a file.',
        })
      } catch (error) {
        toasts.show({ text: `Not copied. ${error instanceof Error ? error.message : String(error)}` })
      }
    }
    return [{ name: `Copy as ${said}`, run: () => void copy() }]
  })
}
