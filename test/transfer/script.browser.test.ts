import { afterEach, beforeEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import '../../src/look/tokens.css'
import '../../src/look/base.css'
import '../../src/look/parts.css'
import { openConnection } from '../../src/engine/connection'
import type { Connection } from '../../src/engine/engine'
import type { Image } from '../../src/engine/image'
import type { Dialect } from '../../src/sql/dialect'
import type { ImportReport } from '../../src/transfer/import-report'
import ImportDialog from '../../src/transfer/ImportDialog.svelte'

const opened: Connection[] = []
afterEach(() => {
  for (const connection of opened.splice(0)) connection.close()
})
beforeEach(() => page.viewport(1100, 900))

async function show(name: string, content: BlobPart, dialect: Dialect = 'sqlite') {
  const connection = openConnection(dialect, {})
  opened.push(connection)
  const made: [string, Dialect, Image][] = []
  const reports: ImportReport[] = []
  await render(ImportDialog, {
    file: new File([content], name),
    connection,
    database: 'sales',
    ondatabase: (...database: [string, Dialect, Image]) => made.push(database),
    ondone: (report: ImportReport) => reports.push(report),
    onclose: () => undefined,
  })
  return { connection, made, reports }
}

const button = (name: string) => page.getByRole('button', { name, exact: true })

test('a script that is stopped makes no database', async () => {
  const { made, reports } = await show(
    'endless.sql',
    'CREATE TABLE t(a);\nSELECT 1;\n'.padEnd(600_000, ' ') +
      '\nINSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;\n',
  )
  await button('Import').click()
  await expect.element(page.getByText('Running the script: 1 statements so far')).toBeVisible()
  await button('Stop').click()
  await expect.element(page.getByText('You stopped the script. No database was made.')).toBeVisible()
  expect(made).toEqual([])
  expect(reports).toMatchObject([{ kind: 'stopped', problems: [] }])
})

test('a transaction that PostgreSQL rolled back is told in the report, by its lines', async () => {
  const { made } = await show(
    'tx.sql',
    'CREATE TABLE zz(i int);\nBEGIN;\nCREATE TABLE a(i int);\nINSERT INTO nope VALUES (1);\nCOMMIT;\n',
    'postgres',
  )
  await button('Import').click()
  await expect
    .element(page.getByText('1 statement run in the new database tx, 1 failed, 3 undone.'))
    .toBeVisible()
  await expect
    .element(page.getByText(/^Lines 2 to 5 were undone \(3 statements\): line 4 failed/))
    .toBeVisible()
  expect(made).toHaveLength(1)
})

test('a damaged data directory is told as a file, without advice for the database that is open', async () => {
  const source = openConnection('postgres', {})
  opened.push(source)
  await source.schema()
  const tar = new Uint8Array(await source.file())
  const name = new TextEncoder().encode('global/pg_control')
  const at = tar.findIndex((_, from) => name.every((byte, index) => tar[from + index] === byte))
  tar.fill(0xaa, at + 512, at + 712)
  const { made } = await show('pgbad.tar', tar)
  await button('Import').click()
  await expect
    .element(page.getByText(/^✕ PostgreSQL could not open this file: it is damaged, or was copied/))
    .toBeVisible()
  expect(page.getByText(/reset it/).elements()).toEqual([])
  expect(made).toEqual([])
})
