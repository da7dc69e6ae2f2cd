import { describe, expect, it } from 'vitest'
import { offsetOfCodePoint, pathLength, placeOf, tokenLength } from '../../src/sql/place'
import { sqliteErrorPlace } from '../../src/sql/sqlite-error'
import { postgres, sqlite } from './engines'

describe('line and column', () => {
  it.each([
    ['|SELECT', 1, 1],
    ['SELECT\n|1', 2, 1],
    ['SELECT\r\n 1|', 2, 3],
    ['a\rb\r|', 3, 1],
    ['\n\n|', 3, 1],
    ["'😀😀'|", 1, 5],
    ['größe|', 1, 6],
  ])('%j is line %i, column %i', (marked, line, column) => {
    expect(placeOf(marked.replace('|', ''), marked.indexOf('|'))).toEqual({ line, column })
  })
  it('counts an offset past the end as the end', () => {
    expect(placeOf('ab', 99)).toEqual({ line: 1, column: 3 })
  })
})

/** `«…»` is what must be marked. */
const unmarked = (marked: string) => ({
  text: marked.replace(/[«»]/g, ''),
  position: marked.indexOf('«'),
  length: marked.indexOf('»') - marked.indexOf('«') - 1,
})

describe('the place of an error of SQLite', () => {
  const setup = 'CREATE TABLE t (a, b); CREATE TABLE u (a); CREATE TABLE "two words" (a)'
  it.each([
    'SELECT a b «c» FROM t',
    'CREATE TABLE x (y TIMESTAMP DEFAULT CURRENT_TIMESTAMP «ON» UPDATE CURRENT_TIMESTAMP)',
    "SELECT 'ON ON' -- ON\nFROM t JOIN u ON t.a = u.a /* ON */ WHERE «ON» = 1",
    'SELECT a, b FROM t WHERE (a, «)»',
    'SELECT (1), (2) FROM t «)»',
    "SELECT '😀', a b «'c'» FROM t",
    'SELECT a FROM t GROUP BY a ORDER «a»',
    'SELECT 1 FROM «FROM» t',
    'SELECT a FROM «WHERE» a = 1',
    'SELECT DATE_SUB(CURRENT_DATE, INTERVAL «30» DAY), 30',
    'SELECT a«::»int FROM t',
    "SELECT 1, «'»open",
    'SELECT «"»open',
    'SELECT «[»open',
    'SELECT ":", «12abc», 12',
    "SELECT «x'zz'»",
    'SELECT a FROM t «WHERE»',
    'SELECT (1 + «2»',
    'SELECT a AS nope_x, «nope» FROM t',
    'SELECT t.a, «t.nope» FROM t',
    'SELECT «"t" . "nope"» FROM t',
    'SELECT a AS nope, t.b, «nope» FROM t',
    'SELECT a AS c FROM t WHERE «d» = 1',
    'SELECT «x» FROM t AS y',
    'SELECT "nope", «nope» FROM t',
    'SELECT a FROM «nope» JOIN t',
    'SELECT nope.a FROM t, «nope»',
    'SELECT * FROM «[no pe]»',
    'CREATE INDEX i ON «nope» (a)',
    'SELECT * FROM «aux.t»',
    "SELECT 'NOW()', «NOW»()",
    'SELECT a AS now, «NOW» () FROM t',
    "SELECT a «REGEXP» 'x' FROM t",
    'SELECT «abs»() FROM t',
    'SELECT a FROM t WHERE «sum»(a) > 1',
    'SELECT «a» FROM t, u',
    'CREATE TABLE «T» (x)',
    'CREATE TABLE x (a, b, «A»)',
    'INSERT INTO t (a, «c») VALUES (1, 2)',
    'INSERT INTO «t» VALUES (1)',
    'CREATE TABLE x (a, FOREIGN KEY («q») REFERENCES t (a))',
    'CREATE TABLE x (a INT PRIMARY KEY «AUTOINCREMENT»)',
    'SELECT a FROM t «HAVING» a',
    'SELECT 1 «UNION» SELECT 1, 2',
    'CREATE VIRTUAL TABLE x USING «fts5» (a)',
    'DROP TABLE «nope»',
    'DROP VIEW «t»',
    'INSERT INTO t (a, b) «VALUES» (1)',
    'INSERT INTO t «VALUES» (1, 2), (3)',
    'ALTER TABLE t DROP COLUMN «q»',
    'SELECT a FROM t «ORDER» BY 5',
    'SELECT a FROM t JOIN u USING («b»)',
    'SELECT 2 > 1 WHERE 1 =«>» 2',
  ])('%s', (marked) => {
    const { text, position, length } = unmarked(marked)
    const { run, prepare } = sqlite(setup)
    const { message } = run(text)
    expect(message, 'the engine refuses it').toBeDefined()
    expect(sqliteErrorPlace(text, message ?? '', prepare), message).toEqual({ position, length })
  })

  it('is the first such token where nobody can say', () => {
    expect(sqliteErrorPlace('SELECT x FROM x', 'near "x": syntax error')).toEqual({ position: 7, length: 1 })
  })
  it('is unknown for a message that names nothing in the text', () => {
    expect(sqliteErrorPlace('INSERT INTO t VALUES (1)', 'UNIQUE constraint failed: t.a')).toBeUndefined()
    expect(sqliteErrorPlace('SELECT 1', 'no such table: elsewhere')).toBeUndefined()
  })
})

describe('the place of an error of PostgreSQL', () => {
  it.each([
    "SELECT '😀😀', «nope» FROM t",
    "SELECT 'größe' FROM t WHERE «=»",
    "SELECT 1,\n  «'»open",
    'SELECT «"»open',
    'SELECT «$x$» open',
    'SELECT 1 «/*» open /* twice */',
    "SELECT «E'»open",
    'SELECT 1 FROM «"no pe"»',
  ])('%s', async (marked) => {
    const { text, position, length } = unmarked(marked)
    const answer = await (await postgres('CREATE TABLE t (a int)')).run(text)
    const offset = offsetOfCodePoint(text, answer.position ?? 0)
    expect({ position: offset, length: tokenLength(text, offset, 'postgres') }, answer.message).toEqual({
      position,
      length,
    })
  })

  it.each([
    'SELECT «s.b» FROM t s',
    'SELECT 1 WHERE «"s".b."c d"» = 2',
    'SELECT a FROM «public.nope»',
    "SELECT «'a'».b",
  ])('takes in a whole name: %s', (marked) => {
    const { text, position, length } = unmarked(marked)
    expect(pathLength(text, position, 'postgres')).toBe(length)
  })

  it('is behind the last character where the input ends too early', async () => {
    const text = 'SELECT * FROM t WHERE'
    const answer = await (await postgres()).run(text)
    const offset = offsetOfCodePoint(text, answer.position ?? 0)
    expect(offset).toBe(text.length)
    expect(tokenLength(text, offset, 'postgres')).toBe(1)
  })
})
