import fc from '../property/fast-check'
import { describe, expect, it } from 'vitest'
import { dialects } from '../../src/sql/dialect'
import { split, statementAt } from '../../src/sql/split'
import { Tokens } from '../../src/sql/tokens'
import { postgres, sqlite } from './engines'

/** Everything that opens, closes, continues or ends something, in any order. */
const pieces = fc.constantFrom(
  ...[
    "'",
    '"',
    '`',
    '[',
    ']',
    '$$',
    '$a$',
    '$1',
    '/*',
    '*/',
    '--',
    '\n',
    '\r\n',
    ' ',
    ';',
    '(',
    ')',
    '\\',
    '\\d x',
    '\\g',
    '\\watch 2',
    '\n\\.\n',
  ],
  ...[
    "E'",
    "''",
    'U&"',
    'x',
    'é',
    '😀',
    '\uFEFF',
    '\u00a0',
    '1e',
    '.5',
    '.tables',
    '->>',
    '::',
    '?',
    ':a',
    '%s',
    'CASE',
    'END',
  ],
  ...[
    'CREATE',
    'TEMP',
    'TRIGGER',
    'FUNCTION',
    'OR REPLACE',
    'RULE',
    'BEGIN',
    'ATOMIC',
    'COPY t FROM stdin;\n',
    'GO',
    'DELIMITER //',
  ],
)
const script = fc
  .array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 40 })
  .map((list) => list.join(''))
const dialect = fc.constantFrom(...dialects)

describe('splitting any text', () => {
  it('never throws, and gives the place of each statement in the order of the script', () => {
    fc.assert(
      fc.property(script, dialect, (text, dialect) => {
        let end = 0
        for (const statement of split(text, dialect)) {
          expect(text.slice(statement.from, statement.to)).toBe(statement.text)
          expect(statement.from).toBeGreaterThanOrEqual(end)
          expect(statement.to).toBeGreaterThan(statement.from)
          expect(statement.text).not.toMatch(/^[ \t\r\n]/)
          end = statement.to
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('puts nothing but blanks, comments and semicolons between the statements', () => {
    fc.assert(
      fc.property(script, dialect, (text, dialect) => {
        fc.pre(!/restrict/.test(text))
        let end = text.startsWith('\uFEFF') ? 1 : 0
        for (const { from, to } of [...split(text, dialect), { from: text.length, to: text.length }]) {
          const tokens = new Tokens(text.slice(end, from), dialect)
          while (tokens.next() !== 'end') {
            const nothing = tokens.kind === 'blank' || tokens.kind === 'comment' || tokens.value === ';'
            expect(nothing, JSON.stringify(text.slice(end, from))).toBe(true)
          }
          end = to
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('gives the same statements again when they are joined', () => {
    fc.assert(
      fc.property(script, dialect, (text, dialect) => {
        const statements = split(text, dialect)
        // joined again, each begins a line, where GO is a client's command: it must have begun one before
        const begins = ({ from }: { from: number }) => /(^|\n)[ \t\r\v\f]*$/.test(text.slice(0, from))
        fc.pre(statements.every((each) => !/^GO\b/i.test(each.text) || begins(each)))
        const texts = statements.map((statement) => statement.text)
        const again = split(['', ...texts].join('\n;\n'), dialect).map((statement) => statement.text)
        expect(again).toEqual(texts)
      }),
      { numRuns: 3000, examples: [['SELECT 1;\nGO\nSELECT 2', 'sqlite']] },
    )
  })

  it('covers every character with exactly one token', () => {
    fc.assert(
      fc.property(script, dialect, (text, dialect) => {
        const tokens = new Tokens(text, dialect)
        let end = 0
        while (tokens.next() !== 'end') {
          expect(tokens.from).toBe(end)
          expect(tokens.to).toBeGreaterThan(tokens.from)
          if (tokens.open) expect(tokens.to).toBe(text.length)
          end = tokens.to
        }
        expect(end).toBe(text.length)
      }),
      { numRuns: 3000 },
    )
  })

  it('finds the statement around any offset', () => {
    fc.assert(
      fc.property(script, dialect, fc.nat(200), (text, dialect, offset) => {
        const statements = split(text, dialect)
        const around = statements.find(({ from, to }) => from <= offset && offset < to)
        if (around) expect(statementAt(statements, offset)).toBe(around)
        else if (statements.length) expect(statements).toContain(statementAt(statements, offset))
      }),
    )
  })

  it.each([
    ['193,000 INSERTs', "INSERT INTO t VALUES (1, 'it''s');\n".repeat(193_000)],
    ['backslashes and semicolons in one line', '\\' + ' ;'.repeat(500_000) + 'x'],
    ['COPYs without data', 'COPY t FROM stdin;\n'.repeat(100_000)],
    ['COPYs without data in one line', 'COPY t FROM stdin;'.repeat(100_000)],
    ['opening dollars', '$a '.repeat(300_000)],
    ['opening comments', '/* '.repeat(300_000)],
    ['opening parentheses', 'CREATE RULE ' + '('.repeat(1_000_000)],
    ['strings that may go on', "E'a' \n".repeat(200_000)],
    ['blanks and backslashes', 'x' + ' \\'.repeat(300_000)],
    ['line feeds', '\n'.repeat(2_000_000)],
  ])('takes linear time for %s', (_, text) => {
    for (const dialect of dialects) {
      const start = performance.now()
      split(text, dialect)
      expect(performance.now() - start).toBeLessThan(4000) // quadratic would be minutes
    }
  })
})

/** Valid scripts, made of statements that hold what splits wrongly. */
const valid = {
  both: [
    'SELECT \'a;b\', "c;d" FROM (SELECT 1 AS "c;d")',
    "SELECT 1 -- it's; one\n + 2",
    "SELECT 'it''s; so' /* ; ' */",
    'SELECT CASE WHEN 1 = 1 THEN 2 END',
    "SELECT '😀;'",
    'BEGIN',
    'COMMIT',
    'CREATE TABLE a (begin_ int, end_ int, trigger int)',
    'DROP TABLE a',
    'VALUES (1), (2)',
  ],
  sqlite: [
    'SELECT 1 AS [a;b], 2 AS `c;``d`',
    'CREATE TABLE b (x, y)',
    "CREATE TRIGGER c AFTER UPDATE ON b BEGIN UPDATE b SET x = CASE WHEN 1 THEN ';' END; DELETE FROM b; END",
    'CREATE TEMP TRIGGER IF NOT EXISTS d INSERT ON b WHEN CASE new.x WHEN 1 THEN 1 END BEGIN SELECT 1; -- END;\n END',
    'EXPLAIN CREATE TRIGGER e DELETE ON b BEGIN SELECT 1; END',
    'EXPLAIN QUERY PLAN SELECT 1',
    "SELECT x'00', $a, @b, :c, ?1, '\\'",
    'SELECT 1 \uFEFF + 2',
    'PRAGMA foreign_keys = ON',
  ],
  postgres: [
    "SELECT $$a;b$$, $x$ $$;$y$ $x$, E'it\\'s; so', U&'\\0061;'",
    "SELECT E'a'\n  '\\';b'",
    'SELECT 1 /* a /* ; */ ; */',
    'DO $$ BEGIN PERFORM 1; END; $$',
    'CREATE OR REPLACE FUNCTION f(begin_ int) RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN CASE WHEN true THEN 2 END END; END',
    'CREATE OR REPLACE FUNCTION g() RETURNS int LANGUAGE sql AS $f$ SELECT 1; SELECT 2; $f$',
    'CREATE TABLE IF NOT EXISTS r (x int)',
    'CREATE OR REPLACE RULE u AS ON INSERT TO r DO ALSO (SELECT 1; SELECT CASE WHEN true THEN 2 END; NOTIFY x)',
    'SELECT (ARRAY[1, 2])[1]',
    "SELECT B'01', X'ff', 1 +/* ; */ 2",
  ],
}
const ending = fc.constantFrom(';', ' ; ', ';;\n', ';\n-- a;b\n', ' /* c; */ ;\r\n')
const scriptOf = (statements: readonly string[]) =>
  fc.array(fc.tuple(fc.constantFrom(...statements), ending), { minLength: 1, maxLength: 12 })

describe('agreement with the engines', () => {
  it("is what SQLite's own iterator takes for a statement", () => {
    fc.assert(
      fc.property(scriptOf([...valid.both, ...valid.sqlite]), (parts) => {
        const text = parts.flat().join('')
        const { db } = sqlite()
        const own: string[] = []
        try {
          for (const statement of db.iterateStatements(text)) {
            own.push(statement.getSQL())
            try {
              statement.step()
            } catch {
              // a table that is there already says nothing about where the statement ends
            }
          }
        } catch {
          return // refused when prepared: the iterator goes no further
        }
        const bare = (sql: string) => split(sql, 'sqlite').map((statement) => statement.text)
        expect(split(text, 'sqlite').map((statement) => statement.text)).toEqual(own.flatMap(bare))
        expect(own.map((sql) => bare(sql).length).every((count) => count <= 1)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('gives PostgreSQL statements that it takes one at a time', async () => {
    const { pg } = await postgres()
    await fc.assert(
      fc.asyncProperty(scriptOf([...valid.both, ...valid.postgres]), async (parts) => {
        const statements = split(parts.flat().join(''), 'postgres')
        expect(statements).toHaveLength(parts.length)
        for (const { text } of statements) {
          // a prepared statement is one statement: two in it, or half of one, is a syntax error
          const error = await pg.query(text).then(
            () => '',
            (reason: unknown) => String((reason as { code?: string }).code),
          )
          expect(error, text).toMatch(/^(42P07|42P01|25P02|25P01|)$/)
        }
        await pg.exec('ROLLBACK')
      }),
      { numRuns: 60 },
    )
  })
})
