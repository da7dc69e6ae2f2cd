import { expect, test } from 'vitest'
import type { Schema } from '../../src/engine/schema'
import { split } from '../../src/sql/split'
import { wideSentences } from '../../src/workbench/reach-measure'
import { nameMark } from '../../src/workbench/reach-sentence'
import { sqlite } from '../sql/engines'

/** What SQLite has, with a table whose rows go with those of another, and what a run of the script would be asked about. */
async function asked(before: string, script: string): Promise<string[]> {
  const { db } = sqlite(`
    PRAGMA foreign_keys = ON;
    CREATE TABLE customers (id INTEGER PRIMARY KEY);
    CREATE TABLE sales (customer INTEGER REFERENCES customers (id) ON DELETE CASCADE);
    INSERT INTO customers VALUES (1), (2), (3);
    INSERT INTO sales VALUES (1), (3), (3);
    ${before}`)
  const table = { schema: 'main', kind: 'table', rows: 3, foreignKeys: [], indexes: [] }
  const key = {
    columns: ['customer'],
    toTable: 'customers',
    toColumns: ['id'],
    onDelete: 'CASCADE',
    onUpdate: '',
  }
  const schema = {
    tables: [
      { ...table, name: 'customers', columns: [{ name: 'id', primaryKey: 1, default: null }] },
      { ...table, name: 'sales', columns: [{ name: 'customer' }], foreignKeys: [key] },
    ],
  }
  const number = (query: string) => {
    try {
      return Number(db.exec(query)[0]?.values[0]?.[0])
    } catch {
      return null // as a session does with a query that is refused
    }
  }
  const session = {
    dialect: 'sqlite',
    transaction: before.includes('BEGIN') ? 'open' : 'none',
    numbers: (queries: readonly string[]) => Promise.resolve(queries.map(number)),
  } as const
  const sentences = await wideSentences(session, schema as unknown as Schema, split(script, 'sqlite'))
  return sentences.map((sentence) => sentence.replaceAll(nameMark, ''))
}

const deletion = 'DELETE FROM customers WHERE id = 3'
const rows = 'deletes 1 row of customers, and with it 2 rows of sales.'

test.each([
  ['', deletion, [`This ${rows}`]],
  ['PRAGMA foreign_keys = OFF', deletion, []],
  ['', `PRAGMA foreign_keys = OFF; ${deletion}`, []],
  ['', `${deletion}; PRAGMA foreign_keys = OFF; ${deletion}`, [`Statement 1 ${rows}`]],
  ['PRAGMA foreign_keys = OFF', `PRAGMA foreign_keys = ON; ${deletion}`, [`Statement 2 ${rows}`]],
  ['BEGIN', `PRAGMA foreign_keys = OFF; ${deletion}`, [`Statement 2 ${rows}`]],
  ['PRAGMA foreign_keys = OFF', 'DELETE FROM customers', ['This deletes all 3 rows of customers.']],
  [
    '',
    'REPLACE INTO customers VALUES (3), (4)',
    ['This replaces 1 row of customers, which deletes 2 rows of sales.'],
  ],
  ['', 'REPLACE INTO customers VALUES (2), (4)', []],
  [
    '',
    'REPLACE INTO customers VALUES (3, 4)',
    ['This may replace rows of customers, which deletes rows of sales.'],
  ],
  ['PRAGMA foreign_keys = OFF', 'REPLACE INTO customers VALUES (3)', []],
  ['PRAGMA foreign_keys = OFF', 'DROP TABLE customers', ['This drops the table customers with 3 rows.']],
])('after %j, %j is asked about with the rows that go', async (before, script, sentences) => {
  expect(await asked(before, script)).toEqual(sentences)
})
