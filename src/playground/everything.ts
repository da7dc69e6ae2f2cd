/** All that this browser keeps of the visitor, as one file out and in. */
import { counted } from '../result/amount'
import { download, fileName } from '../result/download'
import { exportAll, importAll } from '../storage/archive'
import { pageStorage } from '../storage/page-storage'
import type { Database } from './databases.svelte'

/**
 * One file with all that this browser keeps of the visitor, and with those of the page's databases that it does not keep.
 * What could not be read is named.
 */
export async function exportEverything(databases: readonly Database[]): Promise<string> {
  const storage = pageStorage()
  await storage.flush()
  const held = databases.map(async (database) => {
    const { id, name, dialect, sample } = database
    return { id, name, dialect, sample: sample?.id ?? null, files: await database.held() }
  })
  const { file, left } = await exportAll(storage, await Promise.all(held))
  const name = fileName('tandem', 'tandem')
  download(name, file)
  return left.length === 0 ? name : `${name}, without ${left.join(', ')}, which could not be read`
}

/** Puts what such a file holds beside what is here; gives a sentence on how it went. */
export async function importEverything(file: Blob): Promise<string> {
  const imported = await importAll(file, pageStorage())
  if (!imported.ok) return `Not imported. ${imported.sentence}`
  const { databases, runs } = imported.report
  return `Imported ${counted(databases.length, 'database')} and ${counted(runs, 'run')} of history. Tabs and progress are there when you reload.`
}
