import fc from '../property/fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { guessCsv, openCsv, type CsvOptions } from '../../src/transfer/csv-source'
import { load } from '../../src/transfer/load'
import { planInto } from '../../src/transfer/into-table'
import { misfitSentence, planNew, type Plan } from '../../src/transfer/plan'
import { scan } from '../../src/transfer/scan'
import { execute, NodeConnection, values } from './engines'

describe.each(dialects)('into %s', (dialect) => {
  let connection: NodeConnection
  const on = <T>(answers: Record<Dialect, T>): T => answers[dialect]

  beforeAll(async () => {
    connection = await NodeConnection.open(dialect)
  })
  afterAll(() => connection.close())
  beforeEach(() => execute(connection, 'DROP TABLE IF EXISTS t'))

  async function open(text: string | Buffer<ArrayBuffer>, change: Partial<CsvOptions> = {}) {
    const file = new Blob([text])
    const source = await openCsv(file, { ...(await guessCsv(file)), header: true, ...change })
    const seen = await scan(source)
    if (seen === null) throw new Error('called off')
    return { source, seen, plan: planNew(source, seen, 't', dialect, await connection.schema()) }
  }
  const columns = (plan: Plan) => plan.columns.map(({ name, kind }) => `${name} ${kind}`)

  test('types are guessed only where every value stays as it was written', async () => {
    const { source, plan } = await open(
      'n,zeros,id20,huge,price,day,at,yes,sci,none\n' +
        '1,00501,12345678901234567890,1E400,45.00,2024-02-29,2024-02-29 10:00:00,true,1e-7,\n' +
        '-9223372036854775808,7,2,3,0.5,2023-12-31,2023-01-01 00:00:00.25,false,2.5,\n',
    )
    expect(columns(plan)).toEqual([
      'n integer',
      'zeros text',
      'id20 text',
      'huge text',
      'price decimal',
      on({ sqlite: 'day text', postgres: 'day date' }),
      on({ sqlite: 'at text', postgres: 'at timestamp' }),
      on({ sqlite: 'yes text', postgres: 'yes boolean' }),
      'sci real',
      'none text',
    ])
    expect(await load(source, plan, connection)).toMatchObject({ kind: 'done', rows: 2, emptied: 0 })
    expect(await values(connection, 'SELECT n, zeros, id20, huge, price, day, at, sci, none FROM t')).toEqual(
      [
        [
          1n,
          '00501',
          '12345678901234567890',
          '1E400',
          on<unknown>({ sqlite: 45, postgres: '45.00' }),
          '2024-02-29',
          '2024-02-29 10:00:00',
          1e-7,
          null,
        ],
        [
          -9223372036854775808n,
          '7',
          '2',
          '3',
          on<unknown>({ sqlite: 0.5, postgres: '0.5' }),
          '2023-12-31',
          '2023-01-01 00:00:00.25',
          2.5,
          null,
        ],
      ],
    )
  })

  test('a type that is chosen reads the values its way', async () => {
    const { source, plan } = await open('n,b\n00501,yes\n+7,0\n')
    const chosen: Plan = {
      ...plan,
      columns: plan.columns.map((column) => ({
        ...column,
        kind: column.name === 'n' ? 'integer' : 'boolean',
      })),
    }
    await load(source, chosen, connection)
    expect(await values(connection, 'SELECT n, b FROM t')).toEqual([
      [501n, on<unknown>({ sqlite: 1n, postgres: true })],
      [7n, on<unknown>({ sqlite: 0n, postgres: false })],
    ])
  })

  test('a value that does not fit leaves nothing behind and is listed, or becomes NULL', async () => {
    const { source, plan } = await open('n,w\n1,a\nx,b\n3,c\ny,d\n')
    const chosen: Plan = {
      ...plan,
      columns: plan.columns.map((column) => (column.from === 0 ? { ...column, kind: 'integer' } : column)),
    }
    expect(await load(source, chosen, connection)).toEqual({
      kind: 'failed',
      message:
        '2 values do not fit the column they should go into. Nothing was imported: choose another type, or leave such values empty.',
      problems: expect.objectContaining({
        listed: [
          { line: 3, message: 'n: “x” is no whole number.' },
          { line: 5, message: 'n: “y” is no whole number.' },
        ],
      }) as unknown,
    })
    await expect(values(connection, 'SELECT * FROM t')).rejects.toThrow()
    expect(await load(source, { ...chosen, misfits: 'null' }, connection)).toMatchObject({
      kind: 'done',
      rows: 4,
      emptied: 2,
    })
    expect(await values(connection, 'SELECT n FROM t')).toEqual([[1n], [null], [3n], [null]])
  })

  test('into a table that exists: generated columns get nothing, by name or by place', async () => {
    await execute(connection, 'CREATE TABLE t(a int, g int GENERATED ALWAYS AS (a * 2) STORED, b int)')
    const table = (await connection.schema()).tables.find(({ name }) => name === 't')
    if (table === undefined) throw new Error('no table')
    const columns = async (text: string, header: boolean) => {
      const { source } = await open(text, { header })
      const plan = planInto(source, table, dialect)
      expect(await load(source, plan, connection)).toMatchObject({ kind: 'done' })
      return plan.columns.map(({ from, name }) => [from, name])
    }
    expect(await columns('a,g,b\n1,2,3\n', true)).toEqual([
      [0, 'a'],
      [2, 'b'],
    ])
    expect(await columns('4,8,6\n', false)).toEqual([
      [0, 'a'],
      [2, 'b'],
    ])
    expect(await columns('7,9\n', false)).toEqual([
      [0, 'a'],
      [1, 'b'],
    ])
    expect(await values(connection, 'SELECT a, g, b FROM t ORDER BY a')).toEqual([
      [1n, 2n, 3n],
      [4n, 8n, 6n],
      [7n, 14n, 9n],
    ])
  })

  test('of two tables with one name, the chosen one gets the rows', async () => {
    await execute(connection, 'CREATE TABLE t(a int)', 'CREATE TEMPORARY TABLE t(a int)')
    const { source } = await open('a\n1\n')
    const table = (await connection.schema()).tables.find(
      ({ name, schema }) => name === 't' && schema === on({ sqlite: 'main', postgres: 'public' }),
    )
    if (table === undefined) throw new Error('no table')
    await load(source, planInto(source, table, dialect), connection)
    const [kept, temporary] = on({ sqlite: ['main.t', 'temp.t'], postgres: ['public.t', 'pg_temp.t'] })
    expect(await values(connection, `SELECT a FROM ${kept ?? ''}`)).toEqual([[1n]])
    expect(await values(connection, `SELECT a FROM ${temporary ?? ''}`)).toEqual([])
    await execute(connection, `DROP TABLE ${temporary ?? ''}`)
  })

  test('into a table that exists, by name, and a broken rule names the line and keeps everything out', async () => {
    await execute(
      connection,
      'CREATE TABLE t (id integer PRIMARY KEY, name text NOT NULL, note text)',
      "INSERT INTO t VALUES (1, 'old', NULL)",
    )
    const { source } = await open('Name,extra,ID\nIda,x,2\nBo,y,3\nZoe,z,1\n')
    const table = (await connection.schema()).tables.find(({ name }) => name === 't')
    if (table === undefined) throw new Error('no table')
    const plan = planInto(source, table, dialect)
    expect(plan.columns.map(({ from, name }) => [from, name])).toEqual([
      [0, 'name'],
      [2, 'id'],
    ])
    const failed = await load(source, plan, connection)
    expect(failed).toMatchObject({
      kind: 'failed',
      message: on({
        sqlite: 'Line 4: UNIQUE constraint failed: t.id. Nothing was imported.',
        postgres:
          'Line 4: duplicate key value violates unique constraint "t_pkey". Key (id)=(1) already exists. Nothing was imported.',
      }),
    })
    expect(await values(connection, 'SELECT id, name FROM t')).toEqual([[1n, 'old']])
    await execute(connection, 'DELETE FROM t')
    expect(await load(source, plan, connection)).toMatchObject({ kind: 'done', rows: 3 })
    expect(await values(connection, 'SELECT id, name, note FROM t ORDER BY id')).toEqual([
      [1n, 'Zoe', null],
      [2n, 'Ida', null],
      [3n, 'Bo', null],
    ])
  })

  test('a deferred key that refers to nothing is named with its line when the transaction ends', async () => {
    await execute(
      connection,
      'DROP TABLE IF EXISTS held',
      'CREATE TABLE held (a integer, b text, PRIMARY KEY (a, b))',
      "INSERT INTO held VALUES (1, 'x')",
      'CREATE TABLE t (n integer, B text, a integer, FOREIGN KEY (a, B) REFERENCES held DEFERRABLE INITIALLY DEFERRED)',
    )
    const { source } = await open('b,a,n\n' + 'x,1,1\n'.repeat(2000) + 'x,2,2\nx,1,3\n')
    const table = (await connection.schema()).tables.find(({ name }) => name === 't')
    if (table === undefined) throw new Error('no table')
    expect(await load(source, planInto(source, table, dialect), connection)).toMatchObject({
      kind: 'failed',
      message: on({
        sqlite: 'Line 2,002: FOREIGN KEY constraint failed. Nothing was imported.',
        postgres:
          'Line 2,002: insert or update on table "t" violates foreign key constraint "t_a_b_fkey". Key (a, b)=(2, x) is not present in table "held". Nothing was imported.',
      }),
    })
    expect(connection.transaction).toBe('none')
    expect(await values(connection, 'SELECT count(*) FROM t')).toEqual([[0n]])
    await execute(connection, 'DROP TABLE t', 'DROP TABLE held')
  })

  test('what a short line does not hold is what its column has by default', async () => {
    await execute(
      connection,
      "CREATE TABLE t (id integer, name text NOT NULL DEFAULT 'nobody', note text, n integer DEFAULT 7)",
    )
    const { source } = await open('id,name,note,n\n1,Ida,,\n2\n3,"",x\n')
    const table = (await connection.schema()).tables.find(({ name }) => name === 't')
    if (table === undefined) throw new Error('no table')
    expect(await load(source, planInto(source, table, dialect), connection)).toMatchObject({
      kind: 'done',
      rows: 3,
    })
    expect(await values(connection, 'SELECT id, name, note, n FROM t ORDER BY id')).toEqual([
      [1n, 'Ida', null, null],
      [2n, 'nobody', null, 7n],
      [3n, '', 'x', 7n],
    ])
  })

  test('names that are empty, double, or words of JavaScript become columns', async () => {
    const { source, plan } = await open('a,,A,__proto__,a;b,"say ""x""",constructor\n1,2,3,4,5,6,7\n')
    expect(await load(source, plan, connection)).toMatchObject({ kind: 'done' })
    expect(
      (await connection.schema()).tables.find(({ name }) => name === 't')?.columns.map(({ name }) => name),
    ).toEqual(['a', 'column2', 'A_2', '__proto__', 'a;b', 'say "x"', 'constructor'])
  })

  test('a box of xmin and xmax becomes columns beside those that every table of PostgreSQL has', async () => {
    const { source, plan } = await open('xmin,xmax,ctid\n1,2,3\n')
    expect(await load(source, plan, connection)).toMatchObject({ kind: 'done', rows: 1 })
    const names = on({ sqlite: 'xmin, xmax, ctid', postgres: 'xmin_2, xmax_2, ctid_2' })
    expect(await values(connection, `SELECT ${names} FROM t`)).toEqual([[1n, 2n, 3n]])
  })

  test('stopping in the middle leaves nothing behind', async () => {
    const { source, plan } = await open(
      `n,text\n${Array.from({ length: 30_000 }, (_, i) => `${i},${'x'.repeat(40)}`).join('\n')}\n`,
    )
    const stop = new AbortController()
    const loaded = await load(source, plan, connection, { signal: stop.signal, progress: () => stop.abort() })
    expect(loaded).toMatchObject({
      kind: 'stopped',
      message: 'You stopped the import. Nothing of it was kept.',
    })
    expect(connection.transaction).toBe('none')
    expect((await connection.schema()).tables.map(({ name }) => name)).not.toContain('t')
  })

  test('an open transaction of the visitor is not touched', async () => {
    const { source, plan } = await open('a\n1\n')
    await execute(connection, 'BEGIN')
    expect(await load(source, plan, connection)).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/^A transaction is open/) as unknown,
    })
    expect(connection.transaction).toBe('open')
    await execute(connection, 'ROLLBACK')
  })

  test('any text comes back as it was', async () => {
    const character = fc.constantFrom(
      'a',
      "'",
      '"',
      '\\',
      '\t',
      '\n',
      '\r',
      '\\N',
      '\\.',
      'é',
      '𝄞',
      '$',
      '{',
      ',',
      ...on({ sqlite: ['\0'], postgres: [] }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: character, maxLength: 8 }), { minLength: 1, maxLength: 6 }),
        async (texts) => {
          await execute(connection, 'DROP TABLE IF EXISTS t')
          const file = new Blob([
            `n,w\r\n${texts.map((text, i) => `${i},"${text.replaceAll('"', '""')}"`).join('\r\n')}\r\n`,
          ])
          const source = await openCsv(file, {
            encoding: 'utf-8',
            delimiter: ',',
            header: true,
            ragged: 'pad',
            empty: 'null',
            begin: 1,
            openQuote: 'stop',
          })
          const plan: Plan = {
            table: 't',
            create: true,
            columns: [
              { from: 0, name: 'n', kind: 'integer' },
              { from: 1, name: 'w', kind: 'text' },
            ],
            misfits: 'stop',
          }
          expect(await load(source, plan, connection)).toMatchObject({ kind: 'done' })
          expect(await values(connection, 'SELECT w FROM t ORDER BY n')).toEqual(texts.map((text) => [text]))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('what the first reading found makes it faster and changes nothing', async () => {
    const plain = ['', '""', '7', '-9223372036854775808', '0.5', '-0', '007', 'true', '2024-02-29', "it's"]
    const odd = [
      '\\N',
      '"a ""b"""',
      '"x,y"',
      '"two\nlines"',
      'in"side',
      '"behind"it',
      ' 7 ',
      '2024-02-29 10:00:00',
    ]
    const cell = fc.oneof(fc.constantFrom(...plain), fc.constantFrom(...odd))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        async (rows, end, ended) => {
          const text = ['a,b,c', ...rows.map((row) => row.join(','))].join(end) + (ended ? end : '')
          const found = await open(text, { delimiter: ',' }).catch(() => null)
          if (found === null) return // a quote that is never closed
          const { source, plan, seen } = found
          await execute(connection, 'DROP TABLE IF EXISTS t')
          const slow = await load(source, { ...plan, table: 't' }, connection)
          expect(slow.kind).toBe('done')
          const all = await values(connection, 'SELECT * FROM t')
          await execute(connection, 'DROP TABLE t')
          const quick = await load(source, { ...plan, table: 't' }, connection, { seen })
          const { listed, total } = slow.problems
          expect(quick).toMatchObject({ ...slow, problems: { listed, total } })
          expect(await values(connection, 'SELECT * FROM t')).toEqual(all)
        },
      ),
      { numRuns: 150 },
    )
  })

  const latin = (encoding: BufferEncoding) => Buffer.from('a,b\n1,Zoë\n', encoding)
  test.each([
    {
      of: 'UTF-8 with a mark',
      file: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), latin('utf8')]),
      b: 'Zoë',
    },
    { of: 'UTF-16', file: Buffer.from('\ufeffa,b\n1,Zoë\n', 'utf16le'), b: 'Zoë' },
    { of: 'Latin-1', file: latin('latin1'), b: 'Zoë' },
    { of: 'Latin-1 that is read as UTF-8', file: latin('latin1'), encoding: 'utf-8' as const, b: 'Zo\ufffd' },
  ])('a file of $of brings the same text on the short way', async ({ file, encoding, b }) => {
    for (const header of [true, false]) {
      await execute(connection, 'DROP TABLE IF EXISTS t')
      const { source, plan, seen } = await open(file, { header, ...(encoding && { encoding }) })
      expect(await load(source, plan, connection, { seen })).toMatchObject({ kind: 'done' })
      const names = plan.columns.map(({ name }) => name).join(', ')
      const all = await values(connection, `SELECT ${names} FROM t`)
      expect(all).toEqual(
        header
          ? [[1n, b]]
          : [
              ['a', 'b'],
              ['1', b],
            ],
      )
    }
  })

  test('stopping on the short way leaves nothing behind', async () => {
    const { source, plan, seen } = await open('a,b\n1,x\n2,y\n')
    const stop = new AbortController()
    stop.abort()
    const stopped = await load(source, plan, connection, { seen, signal: stop.signal })
    expect(stopped).toMatchObject({ kind: 'stopped' })
    expect(connection.transaction).toBe('none')
    expect((await connection.schema()).tables.filter(({ name }) => name === 't')).toEqual([])
  })

  test('a file that the engine reads alike goes to it as it stands', async () => {
    const lines = Array.from({ length: 50_000 }, (_, i) => `${i},"a ""name"" of ${i}",${i / 4}`)
    const { source, plan, seen } = await open(`id,name,amount\n${lines.join('\n')}`)
    const before = connection.count
    expect(await load(source, plan, connection, { seen })).toMatchObject({ kind: 'done', rows: 50_000 })
    expect(connection.count - before).toBeLessThan(8)
    expect(await values(connection, 'SELECT name, amount FROM t WHERE id = 49999')).toEqual([
      ['a "name" of 49999', dialect === 'sqlite' ? 12499.75 : '12499.75'],
    ])
  })
})

test.each(['sqlite', 'postgres'] as const)(
  'a key that refers to nothing names its line in %s',
  async (dialect) => {
    const connection = await NodeConnection.open(dialect)
    await execute(
      connection,
      'CREATE TABLE p (a int, b text, PRIMARY KEY (a, b))',
      "INSERT INTO p VALUES (1, 'x')",
      'CREATE TABLE c (x int, y text, FOREIGN KEY (x, y) REFERENCES p (a, b))',
    )
    const file = new Blob(['y,x\nx,1\nx,2\nx,1\n'])
    const source = await openCsv(file, await guessCsv(file))
    const table = (await connection.schema()).tables.find(({ name }) => name === 'c')
    if (table === undefined) throw new Error('no table')
    expect(await load(source, planInto(source, table, dialect), connection)).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(
        /^Line 3: .*(FOREIGN|foreign) (KEY|key).* Nothing was imported\.$/s,
      ) as unknown,
    })
    await connection.close()
  },
)

describe('rules of SQLite that end or keep more than their statement', () => {
  async function imported(text: string, quick: boolean, ...tables: string[]) {
    const connection = await NodeConnection.open('sqlite')
    try {
      await execute(connection, ...tables)
      const file = new Blob([text])
      const source = await openCsv(file, { ...(await guessCsv(file)), header: true })
      const seen = await scan(source)
      const table = (await connection.schema()).tables.find(({ name }) => name === 't')
      if (table === undefined) throw new Error('no table')
      const plan = planInto(source, table, 'sqlite', seen)
      const loaded = await load(source, plan, connection, quick ? { seen } : {})
      expect(connection.transaction).toBe('none')
      return { loaded, rows: await values(connection, 'SELECT a FROM t ORDER BY a') }
    } finally {
      await connection.close()
    }
  }
  const raise = (way: string) => [
    'CREATE TABLE t (a int, b text)',
    `CREATE TRIGGER g BEFORE INSERT ON t WHEN NEW.a = 3 BEGIN SELECT RAISE(${way}, 'no three'); END`,
  ]
  const text = 'a,b\n1,x\n2,y\n3,z\n'
  describe.each([
    { way: 'short', quick: true },
    { way: 'slow', quick: false },
  ])('on the $way way', ({ quick }) => {
    test.each([
      { of: 'RAISE(ROLLBACK)', tables: raise('ROLLBACK'), says: 'no three' },
      { of: 'RAISE(FAIL)', tables: raise('FAIL'), says: 'no three' },
      {
        of: 'ON CONFLICT ROLLBACK',
        tables: ['CREATE TABLE t (a int, b text CHECK (b <> 1), UNIQUE (b) ON CONFLICT ROLLBACK)'],
        says: 'UNIQUE constraint failed: t.b',
        text: 'a,b\n1,x\n2,y\n3,y\n',
      },
      {
        of: 'ON CONFLICT FAIL',
        tables: ['CREATE TABLE t (a int UNIQUE ON CONFLICT FAIL, b text)'],
        says: 'UNIQUE constraint failed: t.a',
        text: 'a,b\n1,x\n2,y\n2,y\n',
      },
    ])('$of keeps nothing, and the line is named', async ({ tables, says, text: other = text }) => {
      const { loaded, rows } = await imported(other, quick, ...tables)
      expect(rows).toEqual([])
      expect(loaded).toMatchObject({ kind: 'failed', message: `Line 4: ${says}. Nothing was imported.` })
    })

    test('a key that is looked at when the transaction ends keeps nothing, and leaves no transaction open', async () => {
      const { loaded, rows } = await imported(
        'a,b\n1,7\n',
        quick,
        'CREATE TABLE p (id integer PRIMARY KEY)',
        'CREATE TABLE t (a int, b int REFERENCES p DEFERRABLE INITIALLY DEFERRED)',
      )
      expect(rows).toEqual([])
      expect(loaded).toMatchObject({
        kind: 'failed',
        message: 'Line 2: FOREIGN KEY constraint failed. Nothing was imported.',
      })
    })
  })
})

test('where a row is too wide for PostgreSQL, what to do is told', async () => {
  const connection = await NodeConnection.open('postgres')
  const numbers = Array.from({ length: 1500 }, (_, i) => i)
  const file = new Blob([`${numbers.map((i) => `c${i}`).join()}\n1${','.repeat(1499)}\n${numbers.join()}\n`])
  const source = await openCsv(file, await guessCsv(file))
  const seen = await scan(source)
  if (seen === null) throw new Error('called off')
  const plan = planNew(source, seen, 't', 'postgres', null)
  const message =
    'row is too big: size 12024, maximum size 8160. PostgreSQL keeps the numbers and short texts of one row in 8 KB: leave columns out, or import the file into SQLite. Nothing was imported.'
  expect(await load(source, plan, connection, { seen })).toMatchObject({ kind: 'failed', message })
  await connection.close()
})

test('values that do not fit: a type is to be chosen only where it can be', () => {
  const plan: Plan = { table: 't', create: true, columns: [], misfits: 'stop' }
  expect(misfitSentence(plan, 1)).toBe(
    'One value does not fit the column it should go into. Nothing was imported: choose another type, or leave such values empty.',
  )
  expect(misfitSentence({ ...plan, create: false }, 1200)).toBe(
    '1,200 values do not fit the column they should go into. Nothing was imported: correct them in the file, leave the column out, or choose that such values become NULL.',
  )
})
