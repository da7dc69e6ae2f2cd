/** Makes outcomes again of those that a visit before this one kept. */
import type { Column, ResultSet, Value } from '../engine/value'
import { Outcome } from '../result/outcome.svelte'
import type { PackedRun, PackedValue } from './last-run'

/** Undefined for what is none. */
export function parseRun(value: unknown): PackedRun | undefined {
  const known = value as Partial<PackedRun> | null
  const whole =
    typeof known?.database === 'string' && typeof known.script === 'string' && Array.isArray(known.outcomes)
  // written by packRun: what is in the outcomes is not checked further
  return whole ? (known as PackedRun) : undefined
}

export function outcomesOf({ outcomes }: PackedRun): Outcome[] {
  return outcomes.map(({ statement, state, message, reply, columns, cells }, at) => {
    const outcome = new Outcome(at + 1, statement)
    if (columns !== null) outcome.head(new KeptRows(columns, cells))
    if (state === 'skipped') outcome.skipped()
    else if (state === 'stopped') outcome.stopped(message)
    else if (state === 'crashed') outcome.crashed(message)
    else if (reply?.ok) {
      const cut = columns !== null && cells.length < (reply.rowCount ?? 0)
      outcome.ended(cut ? { ...reply, more: true, rowCount: cells.length } : reply)
    } else if (reply) outcome.ended(reply)
    return outcome
  })
}

class KeptRows implements ResultSet {
  constructor(
    readonly columns: readonly Column[],
    readonly cells: readonly (readonly PackedValue[])[],
  ) {}

  get rowCount(): number {
    return this.cells.length
  }

  value(row: number, column: number): Value {
    const cell = this.cells[row]?.[column] ?? null
    if (!(cell instanceof Array)) return cell
    const [kind, text] = cell
    if (kind === 'int') return BigInt(text)
    return kind === 'number' ? Number(text) : Uint8Array.from(text === '' ? [] : text.split(',').map(Number))
  }

  /** A value that was shortened is not here whole any more: its preview is all there is. */
  wholeBytes(): undefined {
    return undefined
  }
}
