/** What the doctor knows of a statement of a script that failed, and its cure. */
import type { SqlError } from '../engine/engine'
import { copyData } from '../sql/copy'
import type { Dialect } from '../sql/dialect'
import type { Advice } from '../sql/advice'
import { advise } from '../sql/doctor'
import type { Statement } from '../sql/statement'
import { scriptPieces } from './script-pieces'

/** What a run of statements came to. */
export interface Ran {
  /** how many worked, before `error` */
  readonly ended: number
  readonly error: SqlError | null
  /** false where the engine was stopped or died */
  readonly alive: boolean
}

const rowsOnly =
  'The table was not made before this line. If the dump holds rows only, write it again with its tables (`pg_dump` without `-a`).'

const noExtensions =
  'PostgreSQL in the browser comes without it: what uses its types, functions or operators fails too, and the rest is kept.'

/** Whose cure can be taken without asking. */
const isSure = ({ fix, guess }: Advice) => fix !== undefined && guess !== true

/** `words`: for the report; `isCurable`: there is a cure that can be taken without asking. */
export function adviceOn(
  text: string,
  dialect: Dialect,
  error: SqlError,
): { readonly words: string | null; readonly isCurable: boolean } {
  const copy = dialect === 'postgres' ? copyData(text) : null
  // the lines of a COPY are no SQL
  const sql = copy?.command ?? text
  const all = sql.length <= 20_000 ? advise(sql, dialect, error) : []
  const missing = copy !== null && (error.code === '42P01' || error.code === '3F000')
  const noExtension = error.code === '0A000' && /^extension .* is not available/.test(error.message)
  return {
    words: all[0]?.title ?? (missing ? rowsOnly : noExtension ? noExtensions : null),
    isCurable: copy === null && all.some(isSure),
  }
}

/** Applies one cure after the other until what `run` is given works; a statement may become several. */
export async function cure(
  statement: string,
  dialect: Dialect,
  error: SqlError,
  run: (statements: readonly Statement[]) => Promise<Ran>,
): Promise<boolean> {
  let text = statement
  let complaint = error
  for (let round = 0; round < 12; round++) {
    const fix = advise(text, dialect, complaint).find(isSure)?.fix
    if (fix === undefined) return false
    const cured = text.slice(0, fix.from) + fix.text + text.slice(fix.to)
    if (cured === text) return false
    text = cured
    if (text.trim() === '') return true
    const { ended, error: again, alive } = await run([...scriptPieces(text, dialect)].flat())
    if (again === null) return true
    if (ended > 0 || !alive) return false
    complaint = again
  }
  return false
}
