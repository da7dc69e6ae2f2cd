/** Where the databases of an archive go among those that are here. */
import type { ArchivedDatabase } from './archive-items'
import { entry } from './databases'
import type { DatabaseRow, GenerationRow } from './tables'

export interface Place {
  readonly of: ArchivedDatabase
  /** its entry from now on */
  readonly row: DatabaseRow
  /** beside those that are here, in the place of an untouched one, or here already with the same content */
  readonly kind: 'new' | 'filled' | 'same'
}

/** `untouched`: ids of databases in which nobody did anything yet. No database that is here takes two of the file. */
export function placesOf(
  databases: readonly ArchivedDatabase[],
  rows: readonly DatabaseRow[],
  generations: readonly GenerationRow[],
  untouched: ReadonlySet<string>,
): Place[] {
  const list = [...rows]
  const free = new Set(rows.filter((row) => row.deletedAt === null))
  const find = (wanted: (row: DatabaseRow) => boolean) => {
    const found = [...free].find(wanted)
    if (found !== undefined) free.delete(found)
    return found
  }
  const held = (row: DatabaseRow) =>
    generations.filter(({ database, damaged }) => database === row.id && damaged === undefined).at(-1)
  return databases.map((of): Place => {
    const { state } = of
    const same = find(
      (row) => isOf(row, of) && sameName(row.name, of.name) && sameState(row, held(row), state),
    )
    if (same !== undefined) return { of, row: same, kind: 'same' }
    const kept = { bytes: state?.bytes ?? 0, generation: state === null ? 0 : 1 }
    const empty = find(
      (row) => untouched.has(row.id) && row.generation === 0 && isOf(row, of) && row.name === of.name,
    )
    // whoever had claimed it has what it was before
    if (empty !== undefined) return { of, row: { ...empty, ...kept, epoch: empty.epoch + 1 }, kind: 'filled' }
    const row = { ...entry(of, list), ...kept }
    list.push(row)
    return { of, row, kind: 'new' }
  })
}

const isOf = (row: DatabaseRow, { dialect, sample, base }: ArchivedDatabase): boolean =>
  row.dialect === dialect && row.sample === sample && row.base === base

/** An earlier import may have given it a number. */
const sameName = (here: string, there: string): boolean =>
  here === there || (here.startsWith(`${there} `) && /^\d+$/.test(here.slice(there.length + 1)))

/** Content is told by its hashes. */
function sameState(
  { generation }: DatabaseRow,
  held: GenerationRow | undefined,
  state: ArchivedDatabase['state'],
): boolean {
  if (state === null || held === undefined) return state === null && generation === 0
  const told = ({ head, body }: Pick<GenerationRow, 'head' | 'body'>) => JSON.stringify([head, body])
  return told(held) === told(state)
}
