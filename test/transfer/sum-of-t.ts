/** What a database file holds in its table `t`, as this project and as the sqlite3 program read it. */
import { execFileSync } from 'node:child_process'
import { expect } from 'vitest'
import { Image } from '../../src/engine/image'
import { detect } from '../../src/transfer/detect'
import { inspect } from '../../src/transfer/import-sqlite'
import { storedSqlite } from '../../src/transfer/stored'
import { NodeConnection, values } from './engines'

const question = 'SELECT count(*), sum(a), sum(length(b)) FROM t'

/** Of a file that is to be a sound database. */
export async function content(joined: File): Promise<number[]> {
  expect(await detect(joined)).toEqual({ kind: 'sqlite', notes: [] })
  const { files, removed } = await storedSqlite(joined)
  const connection = await NodeConnection.open('sqlite', new Image(files, 0, removed))
  expect(await inspect(connection)).toEqual({ kind: 'sound', words: [] })
  const rows = await values(connection, question)
  await connection.close()
  return rows.flat().map(Number)
}

/** What sqlite3 says. */
export const asked = (path: string): number[] =>
  execFileSync('sqlite3', ['-separator', ',', path, question]).toString().trim().split(',').map(Number)
