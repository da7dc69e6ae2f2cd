/** Reads what is in a database: the newest state that verifies. */
import { check, damagedKey, fetchFrom, find, type Checked } from './generation'
import type { StoredFiles } from './listing'
import type { Problem } from './state'
import type { Store } from './store'
import type { GenerationRow } from './tables'

export interface LoadedState {
  readonly kind: 'loaded'
  readonly files: StoredFiles
  /** number of the state; 0 for the second copy */
  readonly generation: number
  readonly at: number
  /** states newer than this one that did not verify; they lie aside */
  readonly damaged: readonly number[]
  /** hashes of everything that the state needs */
  readonly hashes: ReadonlySet<string>
}

export type Loaded =
  | LoadedState
  /** nothing was saved yet */
  | { readonly kind: 'empty' }
  /** states were saved, and none of them verifies; they lie aside */
  | { readonly kind: 'damaged'; readonly damaged: readonly number[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly problem: Problem }

/** The newest state that verifies, or state `wanted`. Damaged ones met on the way are marked and kept. */
export async function load(store: Store, id: string, wanted?: number): Promise<Loaded> {
  const start = await store.read(['databases', 'generations'], async (rows) => {
    return [await rows.get('databases', id), await rows.all('generations', id)] as const
  })
  if (!start.ok) return { kind: 'failed', problem: start.problem }
  const [database, all] = start.value
  if (database === undefined) return { kind: 'absent' }
  const known = all.filter((row) => row.damaged !== undefined).map((row) => row.number)
  const found = new Map<number, readonly string[]>()
  for (const row of all.reverse()) {
    if (wanted === undefined ? row.damaged !== undefined : row.number !== wanted) continue
    const checked = await readState(store, row)
    // dropped by its owner in the meantime: there is a newer one
    if (checked === 'gone') return wanted === undefined ? load(store, id) : { kind: 'empty' }
    if (checked !== 'unreadable' && checked.damaged === 0) {
      for (const [number, wrong] of found) await setAside(store, id, number, wrong)
      const damaged = [...known, ...found.keys()].filter((number) => number > row.number)
      const { files, hashes } = checked
      return { kind: 'loaded', files, hashes, generation: row.number, at: row.at, damaged }
    }
    found.set(row.number, checked === 'unreadable' ? [] : checked.wrong)
  }
  for (const [number, wrong] of found) await setAside(store, id, number, wrong)
  if (found.size > 0 || known.length > 0) return { kind: 'damaged', damaged: [...known, ...found.keys()] }
  if (database.generation === 0) return { kind: 'empty' }
  // its entry was copied into memory without its content
  const { state } = store
  return state.kind === 'unavailable' ? { kind: 'failed', problem: state } : { kind: 'damaged', damaged: [] }
}

/** What can still be read of a damaged state; `missing` counts the chunks that cannot. Null when nothing can. */
export async function salvage(
  store: Store,
  id: string,
  number: number,
): Promise<{ readonly files: StoredFiles; readonly missing: number } | null> {
  const row = await store.read(['generations'], (rows) => rows.get('generations', [id, number]))
  if (!row.ok || row.value === undefined) return null
  const checked = await readState(store, row.value)
  return typeof checked === 'string' ? null : { files: checked.files, missing: checked.damaged }
}

/** Reads one state, from whichever table its row is in, and checks every byte. */
export async function readState(
  store: Store,
  row: GenerationRow,
  table: 'generations' | 'points' = 'generations',
): Promise<Checked | 'gone' | 'unreadable'> {
  const result = await store.read([table, 'chunks'], async (rows) => {
    const there = await rows.has(table, [[row.database, row.number]])
    return there[0] === true ? await find(fetchFrom(rows), row) : 'gone'
  })
  // a value that the browser cannot read ends the whole transaction: this state is lost, an older one may not be
  if (!result.ok || result.value === null) return 'unreadable'
  return result.value === 'gone' ? 'gone' : check(row, result.value)
}

/** Marks a state, and moves its wrong chunks away: a chunk that is there is not written again by a later save. */
async function setAside(store: Store, id: string, number: number, wrong: readonly string[]): Promise<void> {
  await store.write(['generations', 'chunks'], async (rows) => {
    const row = await rows.get('generations', [id, number])
    if (row === undefined) return
    await rows.put('generations', [{ ...row, damaged: 'Some of its bytes are not what was saved.' }])
    const chunks = (await rows.getMany('chunks', wrong)).flatMap((chunk) => chunk ?? [])
    await rows.put(
      'chunks',
      chunks.map(({ hash, bytes }) => ({ hash: damagedKey(hash), bytes })),
    )
    await rows.delete(
      'chunks',
      chunks.map(({ hash }) => hash),
    )
  })
}
