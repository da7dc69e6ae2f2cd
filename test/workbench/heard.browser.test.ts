import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import type { Done, Failed } from '../../src/engine/engine'
import { Outcome } from '../../src/result/outcome.svelte'
import Heard from '../../src/workbench/Heard.svelte'

const done: Done = {
  ok: true,
  command: 'SELECT',
  rowCount: 6,
  more: false,
  changes: null,
  notices: [],
  ms: 1.2,
  transaction: 'none',
  wrote: false,
}
const failed: Failed = { ...done, ok: false, error: { message: 'no', code: '42601', origin: 'engine' } }
const statement = { text: 'SELECT 1', from: 0, to: 8 }

function outcomes(...replies: readonly (Done | Failed)[]): Outcome[] {
  return replies.map((reply, i) => {
    const outcome = new Outcome(i + 1, statement)
    outcome.started()
    outcome.ended(reply)
    return outcome
  })
}
const none = { done: 0, skipped: 0 }

test('how a run ended is said in a place that was in the page before it, and again after the same run', async () => {
  const screen = await render(Heard, { running: false, outcomes: [], folded: none })
  const place = screen.container.querySelector('[aria-live="polite"]')
  expect(place?.textContent).toBe('')
  for (let run = 0; run < 2; run++) {
    await screen.rerender({ running: true, outcomes: [] })
    expect(place?.textContent).toBe('')
    await screen.rerender({ running: false, outcomes: outcomes(done, failed) })
    expect(place?.isConnected).toBe(true)
    expect(place?.textContent).toBe('Result 1: 6 rows · 1.2 ms. Result 2: failed · nothing was changed')
  }
})

test('of a long script the number is said, and what failed', async () => {
  const screen = await render(Heard, {
    running: false,
    outcomes: outcomes(done, done, failed),
    folded: { done: 40, skipped: 17 },
  })
  expect(screen.container.textContent).toBe(
    '42 of 60 statements done. Result 3: failed · nothing was changed',
  )
})

test('a run that takes a second is said to go on', async () => {
  const screen = await render(Heard, { running: true, outcomes: [], folded: none })
  await expect.element(screen.getByText('Running')).toBeInTheDocument()
})
