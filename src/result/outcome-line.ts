import type { Done, Failed } from '../engine/engine'
import { count, counted, duration } from './amount'
import type { Outcome } from './outcome.svelte'

/** The status line of an outcome. `said` is what a screen reader hears once; `ticking` changes while the statement runs. */
export interface OutcomeLine {
  readonly said: string
  readonly ticking: string
}

/** `6 rows · 1.2 ms`, `failed · nothing was changed`, `running for 3.2 s · 41,200 rows so far` … `now` as in Outcome. */
export function outcomeLine(outcome: Outcome, now: number): OutcomeLine {
  if (outcome.state === 'running')
    return { said: 'running', ticking: soFar(now - outcome.startedAt, outcome.rowCount) }
  return { said: ended(outcome), ticking: '' }
}

function soFar(ms: number, rows: number): string {
  const time = ms < 1000 ? '' : ` for ${duration(ms)}`
  return rows > 0 ? `${time} · ${counted(rows, 'row')} so far` : time
}

function ended(outcome: Outcome): string {
  const { state, reply } = outcome
  if (state === 'waiting') return 'waiting'
  if (state === 'skipped') return 'not run'
  if (state === 'stopped' || state === 'crashed') {
    const arrived = outcome.rowCount > 0 ? ` · ${counted(outcome.rowCount, 'row')} had arrived` : ''
    const when = outcome.startedAt === 0 ? '' : ` after ${duration(outcome.endedAt - outcome.startedAt)}`
    return `${state === 'stopped' ? 'stopped' : 'engine ended'}${when}${arrived}`
  }
  if (reply === null) return 'done'
  return reply.ok ? done(reply) : failed(reply)
}

function done(reply: Done): string {
  const said: string[] = []
  if (reply.more) said.push(`${count(reply.rowCount ?? 0)} rows shown, more exist`)
  else if (reply.rowCount !== null) said.push(counted(reply.rowCount, 'row'))
  if (reply.changes !== null) said.push(`${counted(reply.changes, 'row')} changed`)
  if (said.length === 0) said.push('done')
  return [...said, duration(reply.ms)].join(' · ')
}

function failed(reply: Failed): string {
  if (reply.error.origin === 'refused') return 'not run · nothing was changed'
  return reply.wrote ? 'failed · the data may have changed' : 'failed · nothing was changed'
}
