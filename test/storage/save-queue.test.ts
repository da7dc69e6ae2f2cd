import { describe, expect, test } from 'vitest'
import { freeName, longestName, tidyName } from '../../src/storage/name'
import { SaveQueue } from '../../src/storage/save-queue'

/** A clock that is turned by hand, and saves that take `duration` on it. */
function scene({ duration = 20, pause = 900 } = {}) {
  let now = 0
  const due: { at: number; work: () => void }[] = []
  const written: { state: number; at: number }[] = []
  let running = 0
  const later = (ms: number, work: () => void) => {
    const entry = { at: now + ms, work }
    due.push(entry)
    return () => void (due.includes(entry) && due.splice(due.indexOf(entry), 1))
  }
  const queue = new SaveQueue<number, number>({
    pause,
    now: () => now,
    later,
    write: async (state) => {
      written.push({ state, at: now })
      expect(++running).toBe(1)
      await new Promise<void>((resolve) => later(duration, resolve))
      running--
      return state
    },
  })
  /** Lets the clock run, with all that falls due. */
  const run = async (until: number) => {
    for (;;) {
      for (let i = 0; i < 10; i++) await Promise.resolve()
      const next = due.sort((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > until) break
      due.shift()
      now = next.at
      next.work()
    }
    now = until
  }
  return { queue, written, run, clock: () => now }
}

test('a change after a quiet time is saved at once', () => {
  const { queue, written } = scene()
  void queue.save(1)
  expect(written).toEqual([{ state: 1, at: 0 }])
})

test('a storm of 1,000 changes makes about one save a second, each less than a second behind, and keeps the last', async () => {
  const { queue, written, run, clock } = scene()
  const behind: number[] = []
  for (let state = 1; state <= 1000; state++) {
    const at = state * 10
    await run(at)
    void queue.save(state).then(() => behind.push(clock() - at))
  }
  await run(20_000)
  expect(behind).toHaveLength(1000)
  expect(Math.max(...behind)).toBeLessThan(1000)
  expect(written.length).toBeLessThanOrEqual(13)
  expect(written.at(-1)?.state).toBe(1000)
})

test('saves that take longer than the pause follow each other without a pile', async () => {
  const { queue, written, run } = scene({ duration: 3000 })
  for (let state = 1; state <= 100; state++) {
    await run(state * 100)
    void queue.save(state)
  }
  await run(60_000)
  expect(written.length).toBeLessThanOrEqual(6)
  expect(written.at(-1)?.state).toBe(100)
})

test('a change that was overtaken is answered by the newer one', async () => {
  const { queue, run } = scene()
  const answers = [queue.save(1), queue.save(2), queue.save(3)]
  await run(5000)
  expect(await Promise.all(answers)).toEqual([1, 3, 3])
})

test('a flush does not wait for the pause, and ends when nothing waits', async () => {
  const { queue, written, run } = scene()
  void queue.save(1)
  void queue.save(2)
  const flushed = queue.flush()
  await run(100)
  await flushed
  expect(written.map(({ state }) => state)).toEqual([1, 2])
})

describe('names', () => {
  test.each([
    ['Shop', [], 'Shop'],
    ['Shop', ['Shop'], 'Shop 2'],
    ['Shop', ['Shop', 'Shop 2'], 'Shop 3'],
    ['Shop 2', ['Shop 2'], 'Shop 3'],
    ['  ', [], 'Untitled'],
    ['a\nb\u202ec', [], 'a b c'],
  ])('%j where %j are taken becomes %j', (name, taken, free) => {
    expect(freeName(name, new Set(taken.includes('Shop 2') ? ['Shop', ...taken] : taken))).toBe(free)
  })

  test('stay short', () => {
    expect(tidyName('x'.repeat(1000))).toHaveLength(longestName)
  })
})
