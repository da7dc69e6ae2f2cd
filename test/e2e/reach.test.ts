import { beforeEach, describe, expect, test } from 'vitest'
import { page, withVisitor, write } from './site'

withVisitor()

async function run(sql: string): Promise<void> {
  await write(page, sql)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
}

const result = (n: number) => page.getByRole('group', { name: `Result ${n}`, exact: true })
const question = () => page.getByRole('dialog', { name: 'Run this?' })
const button = (name: string) => question().getByRole('button', { name }).click()

/** The one value of a query. */
async function value(sql: string): Promise<string | null> {
  await run(`SELECT 'new' AS mark; ${sql}`)
  await result(1).getByText('new', { exact: true }).waitFor()
  const cell = page.getByRole('grid', { name: 'Result 2 rows' }).getByRole('gridcell').first()
  await cell.waitFor()
  return cell.textContent()
}

/** The database is the visitor's own from here on. */
async function change(): Promise<void> {
  await run("UPDATE customers SET name = 'Mine' WHERE id = 1; SELECT 'done' AS mark")
  await result(2).getByText('done', { exact: true }).waitFor()
}

describe.each(['SQLite', 'PostgreSQL'])('%s', (engine) => {
  beforeEach(() => page.getByRole('radio', { name: engine, exact: true }).click())

  test('a sample that nobody has changed is asked about too, and so is a run that came before the engine', async () => {
    await run("DELETE FROM customers; SELECT 'done' AS mark")
    await question()
      .getByText('Statement 1 deletes all 10 rows of customers, and with them 50 rows of sales.')
      .waitFor()
    await button('Run it')
    await result(2).getByText('done', { exact: true }).waitFor()
    expect(await value('SELECT count(*) FROM sales')).toBe('0')
  })

  test('the rows behind the question can still be read whole', async () => {
    await change()
    const long = engine === 'SQLite' ? "printf('%.200000c', 'x')" : "repeat('x', 200000)"
    await run(`SELECT ${long} AS text`)
    const cell = page.getByRole('grid', { name: 'Result 1 rows' }).getByRole('gridcell').first()
    await cell.getByText('xxx').waitFor()
    await run('DELETE FROM customers')
    await button('Cancel')
    await cell.dblclick()
    await page.getByRole('button', { name: /^Read all, / }).click()
    const reader = page.getByRole('region', { name: 'Whole value' })
    await expect.poll(() => reader.textContent().then((text) => text?.length)).toBe(200_000)
  })

  test('a wide write says what goes with it, and Cancel, which has the focus, keeps it all', async () => {
    await change()
    await run('DELETE FROM customers')
    await question()
      .getByText('This deletes all 10 rows of customers, and with them 50 rows of sales.')
      .waitFor()
    expect(
      await question()
        .getByRole('button', { name: 'Cancel' })
        .evaluate((b) => b === document.activeElement),
    ).toBe(true)
    await page.keyboard.press('Enter')
    await question().waitFor({ state: 'detached' })
    // the results of the run before are there again, and nothing of the counting
    await result(2).getByText('done', { exact: true }).waitFor()
    await page.getByText('Nothing was run.').waitFor()
    expect(await value('SELECT count(*) FROM customers')).toBe('10')

    await run('DELETE FROM customers WHERE id = 1; SELECT 2')
    await question()
      .getByText(/^Statement 1 deletes 1 row of customers, and with it \d+ rows? of sales\.$/)
      .waitFor()
    await button('Run it')
    await result(2).waitFor()
    expect(await value('SELECT count(*) FROM customers')).toBe('9')
  })

  test('a table whose name is nearly right is told by those that there are', async () => {
    await run('SELECT count(*) AS n FROM custmers')
    const advice = page.getByRole('note', { name: 'Advice' })
    await advice
      .getByRole('heading', { name: 'There is no table custmers. The nearest one is customers.' })
      .waitFor()
    await advice.getByRole('button', { name: 'Fix this' }).click()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await result(1).getByRole('gridcell', { name: '10', exact: true }).waitFor()
  })

  test('an ordinary write is not asked about, and Do not ask again holds for the next visit', async () => {
    await change()
    await run(
      "DELETE FROM sales WHERE id = 1; UPDATE sales SET notes = 'x' WHERE id = 2; SELECT 'done' AS mark",
    )
    await result(3).getByText('done', { exact: true }).waitFor()

    await run("UPDATE sales SET notes = 'WHERE'; SELECT 'done' AS mark")
    await question().getByText('Statement 1 changes all 49 rows of sales.').waitFor()
    await question().getByRole('checkbox', { name: 'Do not ask again' }).check()
    await button('Run it')
    await result(2).getByText('done', { exact: true }).waitFor()
    await page.getByText('Saved in this browser').waitFor()
    await page.reload()
    await run("UPDATE sales SET notes = 'y'; SELECT 'done' AS mark")
    await result(2).getByText('done', { exact: true }).waitFor()

    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('dialog', { name: 'Commands' }).waitFor()
    await page.keyboard.type('Ask before wide')
    await page.getByRole('option', { name: 'Ask before wide changes' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Commands' }).waitFor({ state: 'detached' })
    await run('DROP TABLE sales')
    await question().getByText('This drops the table sales with 49 rows.').waitFor()
    await button('Cancel')
  })
})

test('with foreign keys off in SQLite, a row that takes none with it is deleted unasked', async () => {
  await run("PRAGMA foreign_keys = OFF; SELECT 'off' AS mark")
  await result(2).getByText('off', { exact: true }).waitFor()
  await run("DELETE FROM customers WHERE id = 3; SELECT 'done' AS mark")
  await result(2).getByText('done', { exact: true }).waitFor()
  expect(await value('SELECT count(*) FROM sales')).toBe('50')
  await run('DELETE FROM customers')
  await question().getByText('This deletes all 9 rows of customers.').waitFor()
  await button('Cancel')
})

test('what PostgreSQL drops along is told, and so is what a DO block deletes', async () => {
  await page.getByRole('radio', { name: 'PostgreSQL', exact: true }).click()
  await run("CREATE VIEW names AS SELECT name FROM customers; SELECT 'made' AS mark")
  await result(2).getByText('made', { exact: true }).waitFor()
  await run('DROP TABLE customers CASCADE')
  await question().getByText('This drops the view names.').waitFor()
  await button('Cancel')
  await run('DO $$ BEGIN IF true THEN DELETE FROM sales; END IF; END $$')
  await question().getByText('This may delete all 50 rows of sales.').waitFor()
  await button('Cancel')
})
