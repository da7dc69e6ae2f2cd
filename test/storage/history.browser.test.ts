import { describe, expect, test } from 'vitest'
import { HistoryPoints } from '../../src/storage/history-points'
import { chunkSize } from '../../src/storage/listing'
import { atOnce, longestSql, RunHistory, type Run } from '../../src/storage/run-history'
import type { Store } from '../../src/storage/store'
import { sweep } from '../../src/storage/sweep'
import { asPromise, openStore, until } from './browser'
import { chunk, files, namesIn } from './files'

describe('the time machine', () => {
  const labels = async (points: HistoryPoints) => (await points.points('shop')).map((point) => point.label)
  const state = async (points: HistoryPoints, id: string) => {
    const found = await points.at(id)
    return found && namesIn(found)
  }

  test('a point brings back exactly what was remembered, in this visit and in the next', async () => {
    const store = openStore()
    const points = new HistoryPoints(store)
    const { point } = await points.remember('shop', files('a', 'b'), 'DELETE FROM sales', 1)
    await points.remember('shop', files('c'), 'DROP TABLE sales', 2)
    for (const each of [points, new HistoryPoints(store)]) {
      expect(await labels(each)).toEqual(['DROP TABLE sales', 'DELETE FROM sales'])
      expect(await state(each, point.id)).toEqual(['a', 'b'])
    }
  })

  test('a point that was gone back to is dropped, in this visit and in the next, and the others stay whole', async () => {
    const store = openStore()
    const points = new HistoryPoints(store)
    const first = await points.remember('shop', files('a', 'b'), 'first', 1)
    const second = await points.remember('shop', files('a', 'c'), 'second', 2)
    await points.drop(second.point.id)
    await points.drop(second.point.id)
    expect(await points.at(second.point.id)).toBeNull()
    const third = await points.remember('shop', files('a', 'd'), 'third', 3)
    for (const each of [points, new HistoryPoints(store)]) {
      expect(await labels(each)).toEqual(['third', 'first'])
      expect(await state(each, first.point.id)).toEqual(['a', 'b'])
      expect(await state(each, third.point.id)).toEqual(['a', 'd'])
    }
  })

  test('points stay when what no saved state needs is collected', async () => {
    const store = openStore()
    const points = new HistoryPoints(store)
    const { point } = await points.remember('shop', files('a'), 'x', 1)
    await sweep(store)
    expect(await state(new HistoryPoints(store), point.id)).toEqual(['a'])
  })

  test('over the budget the oldest points go, and it is said which; what they shared counts once', async () => {
    const store = openStore()
    const budget = 6 * chunkSize
    const shared = [chunk('s1'), chunk('s2'), chunk('s3')]
    const points = new HistoryPoints(store, { budget })
    const first = await points.remember('shop', files(...shared, 'a'), 'first', 1)
    const second = await points.remember('shop', files(...shared, 'b'), 'second', 2)
    expect([first.dropped, second.dropped]).toEqual([[], []])
    const third = await points.remember('shop', files('x', 'y', 'z'), 'third', 3)
    expect(third.dropped.map((point) => point.label)).toEqual(['first', 'second'])
    expect(await points.at(first.point.id)).toBeNull()
    expect(await labels(points)).toEqual(['third'])
    const later = new HistoryPoints(store, { budget })
    const fourth = await later.remember('shop', files('1', '2', '3', '4'), 'fourth', 4)
    expect(fourth.dropped.map((point) => point.label)).toEqual(['third'])
  })

  test('databases have rings of their own, and one can be forgotten', async () => {
    const store = openStore()
    const points = new HistoryPoints(store)
    await points.remember('shop', files('a'), 'x', 1)
    await points.remember('library', files('b'), 'y', 2)
    await points.forget('library')
    expect(await labels(points)).toEqual(['x'])
    expect(await new HistoryPoints(store).points('library')).toEqual([])
  })

  test('what was remembered in this visit is stored again after site data were deleted', async () => {
    const store = openStore()
    const points = new HistoryPoints(store)
    const { point } = await points.remember('shop', files('a'), 'x', 1)
    await asPromise(indexedDB.deleteDatabase(store.name))
    await until(async () => (await new HistoryPoints(store).points('shop')).length === 1)
    expect(await state(new HistoryPoints(store), point.id)).toEqual(['a'])
  })
})

describe('what was run', () => {
  const run = (sql: string, more: Partial<Run> = {}): Run => ({
    sql,
    dialect: 'sqlite',
    database: 'Shop',
    at: 1000,
    ms: 1.5,
    rows: 3,
    error: null,
    ...more,
  })
  const texts = async (history: RunHistory, search?: string) =>
    (await history.search(search)).map((row) => row.sql)

  test('is found again, newest first, also when the clock stood still', async () => {
    const store = openStore()
    const history = new RunHistory(store)
    await history.append(run('select 1'))
    await history.append(run('select 2'))
    await history.append(run('select 3', { at: 2000 }))
    expect(await texts(new RunHistory(store))).toEqual(['select 3', 'select 2', 'select 1'])
    const [newest] = await history.search()
    expect(newest).toMatchObject({
      dialect: 'sqlite',
      database: 'Shop',
      at: 2000,
      ms: 1.5,
      rows: 3,
      error: null,
    })
  })

  test('is listed in the order of the runs after the clock was put back, and those are not dropped first', async () => {
    const store = openStore()
    const ahead = new RunHistory(store, { kept: 3 })
    await ahead.append(run('select 1', { at: 9000 }))
    await ahead.append(run('select 2', { at: 9000 }))
    await ahead.append(run('select 3', { at: 2000 }))
    const next = new RunHistory(store, { kept: 3 })
    await next.append(run('select 4', { at: 3000 }))
    await next.append(run('select 5', { at: 3001 }))
    expect(await texts(next)).toEqual(['select 5', 'select 4', 'select 3', 'select 2'])
    expect((await next.search('select 5'))[0]?.at).toBe(3001)
  })

  test('is searched in text, database and error, whatever the case; % and _ mean themselves', async () => {
    const history = new RunHistory(openStore())
    await history.append(run('SELECT name FROM products'))
    await history.append(run('select 1', { database: 'Library' }))
    await history.append(run('selec', { error: 'near "selec": syntax error' }))
    expect(await texts(history, 'from PRODUCTS')).toEqual(['SELECT name FROM products'])
    expect(await texts(history, 'library')).toEqual(['select 1'])
    expect(await texts(history, 'syntax')).toEqual(['selec'])
    expect(await texts(history, '%')).toEqual([])
  })

  test('is narrowed before the newest of it are taken', async () => {
    const history = new RunHistory(openStore())
    await history.append(run('select 1', { error: 'no such table' }))
    await history.append(run('select 2', { dialect: 'postgres', error: 'refused' }))
    await history.append(run('select 3'))
    const failed = async (text: string) =>
      (
        await history.search(
          text,
          1,
          undefined,
          ({ dialect, error }) => dialect === 'sqlite' && error !== null,
        )
      ).map(({ sql }) => sql)
    expect([await failed(''), await failed('3')]).toEqual([['select 1'], []])
  })

  describe('of which there is much', () => {
    const long = 4 * atOnce
    /** A history of `long` runs, and how many of them the page was given in each go of reading. */
    async function much(given = () => {}) {
      const store = openStore()
      const rows = Array.from({ length: long }, (_, i) => ({
        ...run(`select ${i}`),
        id: String(i).padStart(16, '0'),
      }))
      await store.write(['history'], (tables) => tables.put('history', rows))
      const goes: number[] = []
      const watched: Pick<Store, 'read'> = {
        read: (tables, work) =>
          store.read(tables, (reading) => {
            const counted = async <T extends readonly unknown[]>(rows: Promise<T>) => {
              goes.push((await rows).length)
              given()
              return rows
            }
            return work({
              ...reading,
              all: (table, database) => counted(reading.all(table, database)),
              between: (table, first, last) => counted(reading.between(table, first, last)),
            })
          }),
      }
      return { history: new RunHistory(Object.assign(Object.create(store) as Store, watched)), goes }
    }

    test('it is read a few at a time, so that no search holds the page up', async () => {
      const { history, goes } = await much()
      expect(await texts(history, 'select 0')).toEqual(['select 0'])
      expect(goes).toEqual([atOnce, atOnce, atOnce, atOnce])
    })

    test('what is older than the list is not read', async () => {
      const { history, goes } = await much()
      const found = await history.search('', atOnce)
      expect(found.map(({ sql }) => sql).slice(0, 2)).toEqual([`select ${long - 1}`, `select ${long - 2}`])
      expect(goes).toEqual([atOnce])
    })

    test('a search that the next key has overtaken reads no further', async () => {
      const search = new AbortController()
      const { history, goes } = await much(() => search.abort())
      await history.search('select 0', 200, search.signal)
      expect(goes).toEqual([atOnce])
    })
  })

  test('keeps the newest 5,000, or as many as it is told', async () => {
    const store = openStore()
    const history = new RunHistory(store, { kept: 10 })
    for (let i = 1; i <= 51; i++) await history.append(run(`select ${i}`))
    const kept = await texts(history)
    expect(kept).toHaveLength(10)
    expect(kept[0]).toBe('select 51')
  })

  test('cuts a script of megabytes and says how long it was', async () => {
    const history = new RunHistory(openStore())
    await history.append(run('x'.repeat(5_000_000)))
    const [row] = await history.search()
    expect([row?.sql.length, row?.cutFrom]).toEqual([longestSql, 5_000_000])
  })

  test('can be cleared, one by one or whole', async () => {
    const history = new RunHistory(openStore())
    await history.append(run('select 1'))
    await history.append(run('select 2'))
    const [newest] = await history.search()
    await history.clear(newest?.id)
    expect(await texts(history)).toEqual(['select 1'])
    await history.clear()
    expect(await texts(history)).toEqual([])
  })
})
