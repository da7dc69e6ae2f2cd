import { describe, expect, test } from 'vitest'
import { onward } from '../../src/course/continue'
import type { Outline } from '../../src/course/lesson'
import { exportProgress, importProgress } from '../../src/course/progress-file'
import { Progress, type Shelf } from '../../src/course/progress.svelte'

/** Records in memory; what was set is there at once. */
function shelf(values = new Map<string, string>()): Shelf {
  return {
    get: (key, parse) => {
      const json = values.get(key)
      return Promise.resolve(json === undefined ? undefined : parse(JSON.parse(json) as unknown))
    },
    set: (key, value) =>
      void (value === undefined ? values.delete(key) : values.set(key, JSON.stringify(value))),
    keys: (prefix = '') => Promise.resolve([...values.keys()].filter((key) => key.startsWith(prefix))),
    onChange: () => () => undefined,
  }
}

const last = { chapter: 'sql', lesson: 'joins', step: 'b' }

describe('progress', () => {
  test('is there again when the page is opened again', async () => {
    const kept = new Map<string, string>()
    const first = new Progress(shelf(kept))
    await first.ready
    first.markDone('a')
    first.visit(last)
    first.choose('postgres')
    first.keep('b', 'sqlite', 'SELECT 1')
    const second = new Progress(shelf(kept))
    await second.ready
    expect(second.done).toEqual(['a'])
    expect(second.last).toEqual(last)
    expect(second.dialect).toBe('postgres')
    expect(await second.text('b', 'sqlite')).toBe('SELECT 1')
    expect(await second.text('b', 'postgres')).toBeUndefined()
  })

  test('a step visited before all is read stays the last one', async () => {
    const kept = new Map([['course/last', JSON.stringify(last)]])
    const progress = new Progress(shelf(kept))
    progress.visit({ ...last, step: 'c' })
    await progress.ready
    expect(progress.last?.step).toBe('c')
  })

  test('junk that was kept is as nothing', async () => {
    const kept = new Map([
      ['course/last', '{"chapter":1}'],
      ['course/engine', '"mysql"'],
      ['course/pane', '"wide"'],
    ])
    const progress = new Progress(shelf(kept))
    await progress.ready
    expect(progress.last).toBeNull()
    expect(progress.dialect).toBe('sqlite')
    expect(progress.pane).toBe(39)
  })
})

describe('progress as a file', () => {
  const steps = ['a', 'b', 'c']

  async function written(): Promise<string> {
    const progress = new Progress(shelf())
    await progress.ready
    progress.markDone('a')
    progress.markDone('b')
    progress.keep('b', 'postgres', 'SELECT 2')
    progress.visit(last)
    progress.choose('postgres')
    return exportProgress(progress)
  }

  test('brings all of it to an empty browser', async () => {
    const progress = new Progress(shelf())
    await progress.ready
    expect(await importProgress(progress, await written(), steps)).toBe('2 steps and 1 answer taken over.')
    expect(progress.done).toEqual(['a', 'b'])
    expect(await progress.text('b', 'postgres')).toBe('SELECT 2')
    expect(progress.last).toEqual(last)
    expect(progress.dialect).toBe('postgres')
  })

  test('leaves what is written here already', async () => {
    const progress = new Progress(shelf())
    await progress.ready
    progress.markDone('b')
    progress.keep('b', 'postgres', 'mine')
    expect(await importProgress(progress, await written(), steps)).toBe(
      '1 step and 0 answers taken over. 1 answer that you have here stays as written.',
    )
    expect(await progress.text('b', 'postgres')).toBe('mine')
  })

  test.each([
    ['', /holds no progress/],
    ['[]', /holds no progress/],
    ['{"tandem":"database"}', /holds no progress/],
    ['{"tandem":"progress","version":99}', /newer version/],
  ])('%s is refused in words', async (text, message) => {
    const progress = new Progress(shelf())
    await progress.ready
    expect(await importProgress(progress, text, steps)).toMatch(message)
    expect(progress.done).toEqual([])
  })

  test('steps that the course does not have are left out, and counted', async () => {
    const progress = new Progress(shelf())
    await progress.ready
    const text = JSON.stringify({
      tandem: 'progress',
      version: 1,
      done: ['a', '__proto__', 'gone'],
      texts: [{ step: 'gone', dialect: 'sqlite', text: 'SELECT 1' }],
      last: { chapter: 'sql', lesson: 'gone', step: 'gone' },
    })
    expect(await importProgress(progress, text, steps)).toBe(
      '1 step and 0 answers taken over. 2 steps that this course does not have are left out.',
    )
    expect(progress.done).toEqual(['a'])
    expect(progress.last).toBeNull()
    expect(await progress.texts()).toEqual([])
  })

  test('junk inside is left out', async () => {
    const progress = new Progress(shelf())
    await progress.ready
    const text = JSON.stringify({
      tandem: 'progress',
      version: 1,
      done: ['a', 1],
      texts: [{ step: 'a' }, null],
      last: 5,
    })
    expect(await importProgress(progress, text, steps)).toBe('1 step and 0 answers taken over.')
  })
})

describe('where to go on', () => {
  const outline: Outline = {
    parts: [
      {
        id: 'sql',
        number: 1,
        title: 'SQL',
        lessons: [
          {
            written: true,
            id: 'joins',
            number: 1,
            title: 'Joins',
            minutes: 1,
            question: '',
            steps: ['a', 'b', 'c'].map((id) => ({ id, title: id.toUpperCase() })),
          },
          { written: false, number: 2, title: 'Later', holds: '' },
        ],
      },
    ],
  }

  test('is the first step for somebody new', () => {
    expect(onward(outline, [], null)).toEqual({
      href: '#/learn/sql/joins/a',
      title: 'A',
      begun: false,
      where: 'Part 1, lesson 1',
      steps: [false, false, false],
      at: 0,
    })
  })

  test('is the step opened last, or the next that is not done', () => {
    expect(onward(outline, ['a'], last)?.title).toBe('B')
    expect(onward(outline, ['a', 'b'], last)?.title).toBe('C')
  })

  test('is a step left out earlier when the rest is done', () => {
    expect(onward(outline, ['b', 'c'], last)?.title).toBe('A')
  })

  test('is nowhere when all is done', () => {
    expect(onward(outline, ['a', 'b', 'c'], last)).toBeNull()
  })
})
