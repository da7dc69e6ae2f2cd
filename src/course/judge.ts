/**
 * The judge: compares what the learner's script gave with what the solution gave, on the same engine and the same data.
 * Pure. Texts are never compared, only results; the first thing that is different is said.
 */
import type { Answer, Expected, Ran } from './answer'
import { looksAfter, type Check, type RowsCheck } from './check'
import { judgeRows } from './judge-rows'
import { changedTable, judgeState, otherState } from './judge-state'
import { rowCount, type NotYet, type Verdict } from './verdict'

/** A quiz is judged by `judgeChoices`. */
export type JudgedCheck = Exclude<Check, { kind: 'quiz' }>

export function judge(check: JudgedCheck, actual: Answer, expected: Expected): Verdict {
  const early = unfinished(actual.ran)
  if (early !== null) return early
  if (check.kind === 'error') return judgeError(actual.ran)
  if (actual.ran.error !== null) return failed(actual.ran)
  switch (check.kind) {
    case 'run':
      return { correct: true, text: 'Every statement ran.' }
    case 'rows':
      return judgeRowsCheck(check, actual, expected)
    case 'state':
      return judgeState(check, actual, expected)
  }
}

function unfinished(ran: Ran): NotYet | null {
  if (ran.end === 'finished') return null
  const text =
    ran.end === 'stopped'
      ? 'The script did not come to an end within ten seconds and was stopped.'
      : 'The engine stopped while it ran this script, and was started again.'
  return {
    correct: false,
    reason: 'unfinished',
    text,
    more: ['Run it by itself to see which statement it is.'],
  }
}

function judgeError(ran: Ran): Verdict {
  if (ran.error !== null) return { correct: true, text: 'The engine refuses it, as it should.' }
  const text = 'Every statement ran, and the task asks for one that fails.'
  return { correct: false, reason: 'no error', text, more: [] }
}

function failed({ error }: Ran): NotYet {
  const which =
    error === null || error.statement === 1 ? 'The engine' : `At statement ${error.statement} the engine`
  const text = `${which} answers with an error: ${error?.error.message ?? ''}`
  return {
    correct: false,
    reason: 'error',
    text,
    more: error?.error.hint === undefined ? [] : [error.error.hint],
    ...(error === null ? {} : { error: { error: error.error, from: error.from } }),
  }
}

function judgeRowsCheck(check: RowsCheck, actual: Answer, expected: Expected): Verdict {
  const wanted = expected.ran.rows ?? { columns: [], rows: [], more: false }
  if (actual.ran.rows === null) {
    const nothing =
      actual.ran.done === 0 ? 'There is no statement in the editor.' : 'Nothing you ran gives rows.'
    return {
      correct: false,
      reason: 'no result',
      text: `${nothing} The task asks for a result, and the last one counts.`,
      more: [
        looksAfter(check)
          ? 'SELECT gives rows, and so does RETURNING at the end of an INSERT, UPDATE or DELETE.'
          : 'A query that begins with SELECT gives rows.',
      ],
    }
  }
  const refused = judgeRows(check, actual.ran.rows, wanted)
  if (refused !== null) return refused
  const right = `${rowCount(wanted.rows.length)}, right`
  return looksAfter(check)
    ? (otherState(check, actual, expected) ?? {
        correct: true,
        text: `${right}, and the database is as the task asks,`,
      })
    : (changedTable(actual, expected) ?? { correct: true, text: right })
}
