/** What the Export menu offers, and the command palette with it. One file, fetched when it will probably be wanted. */
import { formats } from '../result/formats'
import type { Bench } from '../workbench/bench.svelte'
import type { MenuItem } from '../workbench/menu-item'
import { copyItems } from './copy-items'
import type { Database } from './database.svelte'
import { exportItems, textItems } from './exports'
import { shareItems } from './share-items'

export interface ExportMenu {
  readonly files: readonly MenuItem[]
  /** CSV and TSV written in other ways */
  readonly texts: readonly MenuItem[]
  readonly copies: readonly MenuItem[]
  readonly shares: readonly MenuItem[]
}

export function exportMenu(database: Database, bench: Bench, everything: () => Promise<string>): ExportMenu {
  return {
    files: exportItems(database, bench, formats, everything),
    texts: textItems(database, bench, formats),
    copies: copyItems(bench, formats),
    shares: shareItems(bench, database),
  }
}
