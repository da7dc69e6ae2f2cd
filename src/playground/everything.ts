/** All that this browser keeps of the visitor, as one file out and in. */
import { counted } from '../result/amount'
import { download, fileName } from '../result/download'
import { exportAll, importAll, type Join } from '../storage/archive'
import { archiveLimits } from '../storage/archive-frames'
import { pageStorage } from '../storage/page-storage'
import type { Database } from './database.svelte'
import { joinTabs } from './imported-tabs'

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

/**
 * Puts what such a file holds beside what is here, or in the place of what is here and untouched; gives a sentence on how
 * it went.
 */
export async function importEverything(file: Blob, here: readonly Database[]): Promise<string> {
  const storage = pageStorage()
  await storage.flush()
  let tabs = 0
  const join: Join = (...values) => {
    const joined = joinTabs(...values)
    tabs = joined.tabs
    return joined.records
  }
  const imported = await importAll(file, storage, archiveLimits, join, await untouched(here))
  if (!imported.ok) return `Not imported. ${imported.sentence}`
  const { databases, already, records, beside, runs } = imported.report
  const filled = new Set(databases.filter((one) => one.filled).map(({ id }) => id))
  for (const database of here) if (filled.has(database.id)) await database.refilled()
  const amounts = [counted(databases.length, 'database'), counted(tabs, 'tab')]
  const others =
    already === 0
      ? ''
      : ` ${counted(already, 'database')} of the file ${already === 1 ? 'is' : 'are'} here already.`
  const inCourse = (key: string) => key.startsWith('course/')
  const progress = records.some(inCourse) ? ' Progress in the course is there when you reload.' : ''
  const kept = beside.some(({ of }) => inCourse(of)) ? ' What you have written in the course here stays.' : ''
  return `Imported ${amounts.join(', ')} and ${counted(runs, 'run')} of history.${others}${progress}${kept}`
}

/** Ids of those in which nobody did anything yet, here or in another tab. */
async function untouched(databases: readonly Database[]): Promise<ReadonlySet<string>> {
  const { contents } = pageStorage()
  const ids = new Set<string>()
  for (const { id, changed, opened } of databases) {
    if (changed || opened?.idle === false) continue
    const own = contents.owns(id)
    if (!own && (await contents.claim(id, { taken: () => undefined })).kind !== 'owner') continue
    if (!own) await contents.release(id)
    ids.add(id)
  }
  return ids
}
