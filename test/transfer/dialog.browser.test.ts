import axe from 'axe-core'
import { flushSync } from 'svelte'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import '../../src/look/tokens.css'
import '../../src/look/base.css'
import '../../src/look/parts.css'
import { openConnection } from '../../src/engine/connection'
import type { Connection } from '../../src/engine/engine'
import type { Image } from '../../src/engine/image'
import type { Dialect } from '../../src/sql/dialect'
import { ask, textsOf } from '../../src/transfer/ask'
import type { ImportReport } from '../../src/transfer/import-report'
import ImportDialog from '../../src/transfer/ImportDialog.svelte'

const opened: Connection[] = []
afterEach(() => {
  for (const connection of opened.splice(0)) connection.close()
  delete document.documentElement.dataset.theme
})
beforeEach(() => page.viewport(1100, 900))

function open(dialect: Dialect, image?: Image): Connection {
  const connection = openConnection(dialect, image === undefined ? {} : { image })
  opened.push(connection)
  return connection
}

async function show(name: string, content: BlobPart, connection = open('sqlite')) {
  const made: [string, Dialect, Image][] = []
  const reports: ImportReport[] = []
  let closed = 0
  await render(ImportDialog, {
    file: new File([content], name),
    connection,
    database: 'sales',
    ondatabase: (...database: [string, Dialect, Image]) => made.push(database),
    ondone: (report: ImportReport) => reports.push(report),
    onclose: () => closed++,
  })
  return { connection, made, reports, closed: () => closed }
}

const button = (name: string) => page.getByRole('button', { name, exact: true })

async function violations(): Promise<string[]> {
  const found = await axe.run('dialog', {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  })
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
}

const csv = 'id,Name,price,day\n1,"Ida ""B""",45.00,2024-01-31\n2,,7.50,2024-02-01\n3,x\n'

/** The choices whose words do not fit into their field. */
const cutChoices = () =>
  [...document.querySelectorAll<HTMLSelectElement>('dialog select')].flatMap((select) => {
    const chosen = select.selectedIndex
    const cut = [...select.options].flatMap((option) => {
      select.selectedIndex = option.index
      const shown = select.offsetWidth
      select.style.cssText = 'width: max-content; min-width: 0; max-width: none; field-sizing: content'
      const needed = select.offsetWidth
      select.style.cssText = ''
      return needed > shown ? [`${option.text}: ${needed} > ${shown}`] : []
    })
    select.selectedIndex = chosen
    return cut
  })

test.each<Dialect>(['sqlite', 'postgres'])(
  'no choice is cut on a phone of 360 px, with the types of %s',
  async (dialect) => {
    await page.viewport(360, 800)
    const connection = open(dialect)
    await ask(connection, 'CREATE TABLE t (a DECIMAL(9,3))')
    await show('t.csv', 'a;b\n1;"x\n', connection)
    await expect.element(page.getByRole('combobox', { name: 'A quote never closed' })).toBeVisible()
    expect(cutChoices()).toEqual([])
    await userEvent.selectOptions(
      page.getByRole('combobox', { name: 'A quote never closed' }),
      'is a character like others',
    )
    await expect.element(page.getByRole('combobox', { name: 'Type of column 2' })).toBeVisible()
    expect(cutChoices()).toEqual([])
    await userEvent.selectOptions(
      page.getByRole('combobox', { name: 'Into', exact: true }),
      'A table of sales',
    )
    expect(cutChoices()).toEqual([])
  },
)

describe('separated values', () => {
  test('that were read leave the focus on Import, and on Cancel where nothing can be imported yet', async () => {
    const first = await show('t.csv', csv)
    await expect.element(button('Import')).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('3 rows imported into t.')).toBeVisible()
    await ask(first.connection, 'BEGIN')
    await userEvent.keyboard('{Enter}')
    cleanup()
    await show('u.csv', csv, first.connection)
    await expect.element(button('Import')).toBeDisabled()
    await expect.element(button('Cancel')).toHaveFocus()
  })

  test('go in as they are read by the choice made last, though its reading still runs', async () => {
    const { connection } = await show('t.csv', `a;b\n${'1;x,y\n'.repeat(100_000)}`)
    const delimiter = page.getByRole('combobox', { name: 'Between fields' })
    await expect.element(delimiter).toHaveValue(';')
    const select = delimiter.element() as HTMLSelectElement
    select.value = ','
    select.dispatchEvent(new Event('change', { bubbles: true }))
    ;(button('Import').element() as HTMLButtonElement).click()
    await expect.element(page.getByText('100,000 rows imported into t.')).toBeVisible()
    expect(await textsOf(connection, 'SELECT * FROM t LIMIT 1')).toEqual([['1;x']])
  })

  test('are chosen again after Stop, where a reading was under way', async () => {
    await show('t.csv', `a;b\n${'1;x,y\n'.repeat(100_000)}`)
    const delimiter = page.getByRole('combobox', { name: 'Between fields' })
    await expect.element(delimiter).toHaveValue(';')
    const select = delimiter.element() as HTMLSelectElement
    select.value = ','
    select.dispatchEvent(new Event('change', { bubbles: true }))
    ;(button('Import').element() as HTMLButtonElement).click()
    flushSync()
    ;(button('Stop').element() as HTMLButtonElement).click()
    await expect.element(page.getByText('You stopped the import. Nothing of it was kept.')).toBeVisible()
    await button('Back').click()
    await expect.element(page.getByRole('alert')).toHaveTextContent('The reading was stopped')
    await expect.element(button('Import')).toBeDisabled()
    await userEvent.selectOptions(delimiter, ';')
    await expect.element(page.getByText('100,000 rows, 2 columns')).toBeVisible()
  })

  test('that take long tell what is done, and their count to those who look', async () => {
    await show('long.csv', `a,b\n${'1,x\n'.repeat(1_500_000)}`)
    const bar = page.getByRole('progressbar', { name: 'Reading the rows' })
    await expect.element(bar).toBeVisible()
    await expect.element(page.getByText(/^Reading the rows: [\d,]+ so far$/)).toBeVisible()
    expect(page.getByRole('status').element().textContent).toBe('Reading the rows')
    expect(await violations()).toEqual([])
  })

  test('are previewed, corrected and imported into a new table of the open database', async () => {
    const { connection, reports } = await show('My people.csv', csv)
    await expect.element(page.getByRole('region', { name: 'First rows' })).toBeVisible()
    await expect.element(page.getByText('3 rows, 4 columns')).toBeVisible()
    await expect
      .element(
        page.getByText(
          'It has 2 fields instead of 4; the missing ones stay empty, or take the column’s default.',
        ),
      )
      .toBeVisible()
    await userEvent.fill(page.getByRole('textbox', { name: 'Name of column 2' }), 'full name')
    await userEvent.selectOptions(page.getByRole('combobox', { name: 'Type of column 3, price' }), 'text')
    await button('Import').click()
    await expect.element(page.getByText('3 rows imported into my_people.')).toBeVisible()
    await expect.element(button('Close')).toHaveFocus()
    expect(reports).toMatchObject([{ kind: 'done', changed: true, total: 1 }])
    expect(await textsOf(connection, 'SELECT id, "full name", price FROM my_people ORDER BY id')).toEqual([
      ['1', 'Ida "B"', '45.00'],
      ['2', null, '7.50'],
      ['3', 'x', null],
    ])
  })

  test('that do not fit can be imported by another choice, without beginning again', async () => {
    const { connection, closed } = await show('people.csv', csv)
    await userEvent.selectOptions(page.getByRole('combobox', { name: 'Type of column 2' }), 'integer')
    await button('Import').click()
    await expect.element(page.getByText(/Nothing was imported/)).toBeVisible()
    await button('Back').click()
    await userEvent.selectOptions(page.getByRole('combobox', { name: 'Type of column 2' }), 'text')
    await button('Import').click()
    await expect.element(page.getByText('3 rows imported into people.')).toBeVisible()
    await expect.element(button('Back')).not.toBeInTheDocument()
    expect(await textsOf(connection, 'SELECT count(*) FROM people')).toEqual([['3']])
    await button('Close').click()
    expect(closed()).toBe(1)
  })

  test('show a number or a date of another country as it will be stored, and keep its form with a new name', async () => {
    const { connection, reports } = await show('de.csv', 'price;day\n1.234,56;01.02.2024\n3,50;03.02.2024\n')
    const preview = page.getByRole('region', { name: 'First rows' })
    await expect.element(preview.getByText('1234.56')).toBeVisible()
    const price = page.getByRole('combobox', { name: 'Type of column 1, price' })
    await expect
      .element(price.getByRole('option', { selected: true }))
      .toHaveTextContent('REAL, like 1.234,56')
    await userEvent.fill(page.getByRole('textbox', { name: 'Name of column 1' }), 'euro')
    const day = page.getByRole('combobox', { name: 'Type of column 2, day' })
    await expect.element(day).toHaveValue('text')
    await userEvent.selectOptions(day, 'TEXT, like 01/31/2024')
    await expect.element(preview.getByText('2024-01-02')).toBeVisible()
    await userEvent.selectOptions(day, 'TEXT, like 31.01.2024')
    await expect.element(preview.getByText('2024-02-01')).toBeVisible()
    await button('Import').click()
    await expect.poll(() => reports).toHaveLength(1)
    expect(await textsOf(connection, 'SELECT euro, day FROM de')).toEqual([
      ['1234.56', '2024-02-01'],
      ['3.5', '2024-02-03'],
    ])
  })

  test('that could be read in two ways are read as chosen, in a table that exists too', async () => {
    const connection = open('sqlite')
    await ask(connection, 'CREATE TABLE t (n DECIMAL(9,3), day DATE, said TEXT)')
    const { reports } = await show('t.csv', 'n;day;said\n1,234;01.02.2024;1,234\n', connection)
    await userEvent.selectOptions(
      page.getByRole('combobox', { name: 'Into', exact: true }),
      'A table of sales',
    )
    const preview = page.getByRole('region', { name: 'First rows' })
    const written = (name: string) => page.getByRole('combobox', { name: `How column ${name}, is written` })
    await userEvent.selectOptions(written('1, n'), 'like 1,234.56')
    await userEvent.selectOptions(written('2, day'), 'like 31.01.2024')
    await expect.element(preview.getByText('2024-02-01')).toBeVisible()
    await expect.element(written('1, n')).toHaveValue('point')
    expect(written('3, said').query()).toBeNull()
    await button('Import').click()
    await expect.poll(() => reports).toHaveLength(1)
    expect(await textsOf(connection, 'SELECT * FROM t')).toEqual([['1234', '2024-02-01', '1,234']])
  })

  test('go into a new database of the other engine, which the page gets whole', async () => {
    const { made, reports } = await show('people.csv', csv)
    await userEvent.selectOptions(page.getByRole('combobox', { name: 'Into' }), 'database')
    await page.getByRole('radio', { name: 'PostgreSQL' }).click()
    await expect.element(page.getByRole('combobox', { name: 'Type of column 4, day' })).toHaveValue('date')
    await button('Import').click()
    await expect
      .element(page.getByText('3 rows imported into people in the new database people.'))
      .toBeVisible()
    const [database] = made
    expect(database?.slice(0, 2)).toEqual(['people', 'postgres'])
    expect(reports).toMatchObject([{ changed: false }])
    expect(
      await textsOf(open('postgres', database?.[2]), 'SELECT price, day FROM people WHERE id = 1'),
    ).toEqual([['45.00', '2024-01-31']])
  })

  test('a value that does not fit is listed, and nothing is kept', async () => {
    const { connection } = await show('n.csv', 'n,m\n1,a\nx,b\n')
    await userEvent.selectOptions(page.getByRole('combobox', { name: 'Type of column 1, n' }), 'integer')
    await button('Import').click()
    await expect.element(page.getByText('n: “x” is no whole number.')).toBeVisible()
    expect((await connection.schema()).tables).toEqual([])
  })
})

describe('another way to read a file', () => {
  test('as another kind of text, from a refusal too, with the choice still in focus', async () => {
    const { made } = await show('notes.txt', '["x": 1];\nSELECT 1;\n')
    await expect.element(page.getByRole('alert')).toBeVisible()
    const kind = page.getByRole('combobox', { name: 'Read as' })
    await expect.element(kind).toHaveValue('json')
    ;(kind.element() as HTMLElement).focus()
    await userEvent.selectOptions(kind, 'csv')
    await expect.element(page.getByRole('region', { name: 'First rows' })).toBeVisible()
    await expect.element(kind).toHaveFocus()
    expect(page.getByRole('alert').elements()).toEqual([])
    await userEvent.selectOptions(kind, 'sql')
    await expect.element(page.getByRole('region', { name: 'Beginning of the script' })).toBeVisible()
    await button('Import').click()
    await expect.element(page.getByText(/1 statement run in the new database notes, 1 failed/)).toBeVisible()
    await expect.element(kind).not.toBeInTheDocument()
    expect(made).toHaveLength(1)
  })

  test('what is no text has no such choice', async () => {
    await show('a.pdf', '%PDF-1.7')
    await expect.element(page.getByRole('alert')).toBeVisible()
    expect(page.getByRole('combobox').elements()).toEqual([])
  })

  test('with the names of columns in the first array of a JSON file', async () => {
    const { connection } = await show('p.json', '[["id","name"],["1","Ida"]]')
    await expect.element(page.getByText('2 rows, 2 columns')).toBeVisible()
    await page.getByRole('checkbox', { name: 'The first array holds the names of the columns' }).click()
    await expect.element(page.getByText('1 row, 2 columns')).toBeVisible()
    await button('Import').click()
    await expect.element(page.getByText('1 row imported into p.')).toBeVisible()
    expect(await textsOf(connection, 'SELECT id, name FROM p')).toEqual([['1', 'Ida']])
  })

  test('past a quote that is never closed', async () => {
    const { connection } = await show('q.csv', 'id,name\n1,"Ida\n2,Ben\n')
    await expect.element(page.getByRole('alert')).toHaveTextContent('opens in line 2 is never closed')
    await userEvent.selectOptions(page.getByRole('combobox', { name: 'A quote never closed' }), 'text')
    await expect.element(page.getByText(/is never closed, and is read as a character/)).toBeVisible()
    await button('Import').click()
    await expect.element(page.getByText('2 rows imported into q.')).toBeVisible()
    expect(await textsOf(connection, 'SELECT name FROM q ORDER BY id')).toEqual([['"Ida'], ['Ben']])
  })
})

describe('a table that exists', () => {
  test('takes a file of its own rows: what it generates is left out, and another way to read it keeps the table', async () => {
    const connection = open('sqlite')
    await connection.reset([
      'CREATE TABLE a(x)',
      'CREATE TABLE t(n int, g int GENERATED ALWAYS AS (n * 2), m int)',
    ])
    await show('t.csv', 'n,g,m\n1,2,3\n', connection)
    await userEvent.selectOptions(page.getByRole('combobox', { name: 'Into' }), 'old-table')
    await userEvent.selectOptions(page.getByRole('combobox', { name: 'Table', exact: true }), 't')
    await userEvent.selectOptions(page.getByRole('combobox', { name: 'An empty field' }), 'text')
    await expect
      .element(page.getByRole('combobox', { name: 'Where column 2, g, goes' }))
      .toHaveDisplayValue('left out')
    await button('Import').click()
    await expect.element(page.getByText('1 row imported into t.')).toBeVisible()
    expect(await textsOf(connection, 'SELECT n, g, m FROM t')).toEqual([['1', '2', '3']])
  })

  test('says what helps where its own type does not fit', async () => {
    const connection = open('sqlite')
    await connection.reset(['CREATE TABLE t(n int)'])
    await show('t.csv', 'n\nx\n', connection)
    await userEvent.selectOptions(page.getByRole('combobox', { name: 'Into' }), 'old-table')
    await button('Import').click()
    await expect.element(page.getByText(/correct it in the file, leave the column out/)).toBeVisible()
  })
})

describe('other files', () => {
  test('a script and a database with a virtual table that is not known here say so', async () => {
    const note = /The virtual table ft \(fts5\) cannot be read here/
    const { made } = await show(
      'ft.sql',
      `PRAGMA writable_schema=ON;
CREATE TABLE p(a);
INSERT INTO sqlite_schema VALUES('table','ft','ft',0,'CREATE VIRTUAL TABLE ft USING fts5(body)');
PRAGMA writable_schema=OFF;
`,
    )
    await button('Import').click()
    await expect.element(page.getByText(note)).toBeVisible()
    const database = open('sqlite', made[0]?.[2])
    await database.schema()
    const file = await database.file()
    await button('Close').click()
    await show('ft.db', new Uint8Array(file))
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await expect.element(page.getByText(note).last()).toBeVisible()
  })

  test('a script runs in a database of its own', async () => {
    const { made } = await show('shop.sql', "CREATE TABLE t(a);\nINSERT INTO t VALUES ('x');\nSELEC 1;\n")
    await button('Import').click()
    await expect.element(page.getByText('2 statements run in the new database shop, 1 failed.')).toBeVisible()
    expect(await textsOf(open('sqlite', made[0]?.[2]), 'SELECT a FROM t')).toEqual([['x']])
  })

  test('a SQLite file becomes a database beside the open one, and what is damaged is said', async () => {
    const source = open('sqlite')
    await source.reset([
      'CREATE TABLE t(a)',
      "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 500) SELECT 'row ' || i FROM n",
    ])
    const file = new Uint8Array(await source.file())
    const whole = await show('copy.db', file, source)
    await button('Import').click()
    await expect.element(page.getByText('copy is open as a database of its own.')).toBeVisible()
    expect(await textsOf(open('sqlite', whole.made[0]?.[2]), 'SELECT count(*) FROM t')).toEqual([['500']])
    await button('Close').click()

    const broken = file.slice()
    broken.fill(0x5a, 4096 + 8, 4096 + 40)
    const damaged = await show('broken.db', broken, source)
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await expect.element(page.getByText(/This database is damaged/)).toBeVisible()
    await button('Leave it').click()
    expect(damaged.made).toEqual([])
    expect(damaged.closed()).toBe(1)
    expect(await textsOf(source, 'SELECT count(*) FROM t')).toEqual([['500']])
  })

  test('what is no data is refused with its reason', async () => {
    await show('page.csv', '<!DOCTYPE html><html><body>404</body></html>')
    await expect.element(page.getByRole('alert')).toHaveTextContent('This is a web page.')
  })
})

describe('names and cells are only text', () => {
  test('in the file, its header, its cells and the report', async () => {
    const evil = '<img src=x onerror="window.__xss=1">'
    await show(`${evil}.csv`, `${evil.replaceAll('"', "'")},b\n${evil.replaceAll('"', "'")},1\n`)
    await expect.element(page.getByRole('region', { name: 'First rows' })).toBeVisible()
    await button('Import').click()
    await expect.element(page.getByText(/1 row imported/)).toBeVisible()
    expect('__xss' in window).toBe(false)
    expect(document.querySelector('dialog img')).toBeNull()
  })
})

test.each(['light', 'dark'])('axe finds nothing in the steps, in %s', async (theme) => {
  document.documentElement.dataset.theme = theme
  await show('people.csv', csv)
  await expect.element(page.getByRole('region', { name: 'First rows' })).toBeVisible()
  expect(await violations()).toEqual([])
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Into' }), 'database')
  expect(await violations()).toEqual([])
  await button('Import').click()
  await expect.element(page.getByText(/3 rows imported/)).toBeVisible()
  expect(await violations()).toEqual([])
})
