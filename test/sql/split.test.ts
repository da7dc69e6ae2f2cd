import { describe, expect, it } from 'vitest'
import { split, statementAt } from '../../src/sql/split'
import type { Dialect } from '../../src/sql/dialect'

/** A script with its statements between « and »; what is outside is no statement. */
function marked(script: string, dialect: Dialect) {
  const expected = [...script.matchAll(/«([^»]*)»/g)].map((match) => match[1])
  const plain = script.replace(/[«»]/g, '')
  const statements = split(plain, dialect)
  for (const { text, from, to } of statements) expect(plain.slice(from, to)).toBe(text)
  expect(statements.map((statement) => statement.text)).toEqual(expected)
}

type Cases = Record<string, string>

const both: Cases = {
  'one statement without a semicolon': '«SELECT 1»',
  'a closing semicolon is no part of the text': '«SELECT 1»;',
  'two statements on one line': '«SELECT 1»;«SELECT 2»',
  'blanks and line breaks around': ' \n\t«SELECT 1» \n ;\n\n «SELECT\n 2»\n',
  'empty statements': ';;  ; «SELECT 1»;;\n;',
  'nothing at all': '',
  'blanks alone': ' \n\t ',
  'comments alone': '-- a;b\n/* c; d */ -- e',
  'comments around a statement': '-- first;\n«SELECT 1» /* one; */ ; -- end;\n/* last */',
  'a comment within a statement': "«SELECT 1 -- it's; one\n + 2 /* ' ; */ - 3»;«SELECT 4»",
  'a line comment at the very end': '«SELECT 1» --',
  'a semicolon in a string': "«SELECT 'a;b'»;«SELECT 2»",
  'a doubled quote in a string': "«SELECT 'it''s; so'»;«SELECT 2»",
  'a backslash in a standard string': "«SELECT 'a\\'»;«SELECT 2»",
  'an empty string': "«SELECT ''»;«SELECT 2»",
  'a quote mark within a quoted name': '«SELECT 1 AS "a;""b\'"»;«SELECT 2»',
  'a comment mark within a string': "«SELECT '-- no /* no'»;«SELECT 2»",
  'a quote mark within a comment': "«SELECT 1» -- don't\n;/* ' */«SELECT 2»",
  'an operator that looks like a comment': '«SELECT 4 - -1»;«SELECT 8 / 2 * 3»',
  'a byte order mark at the start': '\uFEFF«SELECT 1»;«SELECT 2»',
  'line ends of Windows': '«SELECT 1»;\r\n-- note\r\n«SELECT\r\n2»\r\n;\r\n',
  'words beyond ASCII and characters beyond the BMP': "«SELECT '😀;' AS größe»;«SELECT 2»",
  'an unterminated string': "«SELECT 1»; «SELECT 'a; SELECT 2;»",
  'an unterminated quoted name': '«SELECT 1»; «SELECT "a; SELECT 2;»',
  'an unterminated comment': '«SELECT 1»; «SELECT 2 /* a; SELECT 3;»',
  'an unclosed parenthesis ends with its statement': '«SELECT (1»; «SELECT 2»',
  'a transaction': '«BEGIN»; «UPDATE t SET a = 1»; «END»; «COMMIT»;',
  'CASE outside of any body': '«SELECT CASE WHEN 1 THEN 2 END»; «SELECT 3»',
  'columns named like the keywords of bodies': '«SELECT t.begin, "end", rule FROM copy»; «SELECT 2»',
  'CREATE TABLE with a column named trigger': '«CREATE TABLE t (trigger int, function int)»; «SELECT 2»',
  'a psql command': '«\\d sales»\n«SELECT 1»; «\\copy t from x.csv»\n',
  'a psql command with a semicolon': '«\\dt»;\n«SELECT 1»',
  'a psql command on the line after an open statement': '«SELECT 1»\n«\\g»\n«SELECT 2»',
  'the lines that pg_dump locks psql with': '\\restrict a1b2\n\n«SET x = 1»;\n\\unrestrict a1b2\n',
  'a psql command that ends a statement':
    "«SELECT 1» «\\g»\n«SELECT 2»«\\gx out.txt; SELECT 3»\n«SELECT '\\g'» /* \\g */ «\\watch 2»;\n«SELECT 4»",
  'a psql command that ends a statement in parentheses': '«CREATE TABLE t (a int» «\\gexec»\n«SELECT 2»',
  'a backslash before another word stays': '«SELECT 1 \\gone»;«SELECT 2 \\d t»;«SELECT 3»',
  'a backslash within a line stays': '«SELECT 1 \\ 2»;«SELECT 3»',
  'a command of the sqlite3 shell': '«.tables»\n«.mode box»\n«SELECT 1»;',
  'a column after a dot at the start of a line': '«SELECT t\n.name, .5 FROM t»;',
  DELIMITER: "«DELIMITER //»\n«CREATE PROCEDURE p() SELECT 'a'//»\n",
  GO: '«SELECT 1»\n«GO»\n«SELECT 2»\n«go»\n',
  'GO within a line': '«SELECT a go FROM t»;',
}

const postgres: Cases = {
  'backslashes in strings after standard_conforming_strings is off':
    "«SELECT 'a\\'»; «SET standard_conforming_strings TO 'off'»; «SELECT 'a\\'b; c' || '\\''»; «SET LOCAL standard_conforming_strings=on»; «SELECT 'a\\'»; «SELECT 2»",
  'nested comments': '«SELECT 1» /* a /* b; */ c; */; «SELECT 2»',
  'a comment mark within an operator': '«SELECT 1 +/* ; */ 2»;«SELECT 1+--;\n2»',
  'dollar quotes': '«SELECT $$a;b$$»;«SELECT $x$ $$;$y$ $x$»;«SELECT 2»',
  'dollar quotes within dollar quotes': '«DO $a$ BEGIN EXECUTE $b$;$b$; END $a$»;«SELECT 2»',
  'a dollar within a name is no quote': '«SELECT a$b$ FROM t»;«SELECT $b$;$b$»',
  'a parameter is no dollar quote': '«SELECT $1, $2»;«SELECT 2»',
  'an unterminated dollar quote': '«SELECT 1»; «SELECT $a$; SELECT 2; $b$»',
  "a backslash in E''": "«SELECT E'it\\'s; so'»;«SELECT e'\\\\'»;«SELECT 2»",
  "E'' going on in the next line": "«SELECT E'a'\n  '\\';b'»;«SELECT 2»",
  'a name that ends with e before a string': "«SELECT date'a\\'»;«SELECT 2»",
  'U&\'\' and U&""': '«SELECT U&\'a\\\', U&"b\\;"»;«SELECT 2»',
  "B'', X'' and N''": "«SELECT B'01', x'ff', N'a\\'»;«SELECT 2»",
  'brackets and backticks are no quotes': '«SELECT a[1]»;«SELECT `a»;«b`»',
  'a function with a body in dollar quotes':
    '«CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$»; «SELECT f()»',
  'BEGIN ATOMIC':
    '«CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END»; «SELECT f()»',
  'BEGIN ATOMIC with nested CASE':
    '«CREATE OR REPLACE PROCEDURE p(begin int) LANGUAGE sql\nBEGIN ATOMIC\nSELECT CASE WHEN (CASE 1 WHEN 1 THEN true END) THEN CASE 2 WHEN 2 THEN 3 END END;\nEND»;\n«CALL p(1)»',
  'CREATE FUNCTION without a body of statements': '«CREATE FUNCTION f() RETURNS int RETURN 1»; «SELECT 2»',
  'CREATE RULE with two actions':
    '«CREATE OR REPLACE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b)»; «SELECT 2»',
  'CREATE TRIGGER has no body': '«CREATE TRIGGER t BEFORE UPDATE ON a EXECUTE FUNCTION f()»; «BEGIN»; «END»',
  'COPY with data': "«COPY t (a, b) FROM stdin;\n1\tit's; so\n2\t$$\n\\.»\n\n«SELECT 1»;",
  'COPY with data and line ends of Windows': '«COPY t FROM STDIN;\r\n1\r\n\\.»\r\n«SELECT 1»;',
  'COPY without rows': '«COPY t FROM stdin;\n\\.»\n«SELECT 1»;',
  'COPY with data to the end': '«COPY t FROM STDIN WITH (FORMAT csv);\n1,2\n\\.»',
  'two COPYs': '«COPY a FROM stdin;\n\\\\.x\n\\.»\n«COPY b FROM stdin;\n;\n\\.»\n',
  'COPY FROM STDIN without data': '«COPY t FROM STDIN»;\n«SELECT 1»;',
  'COPY TO STDOUT has no data': '«COPY (SELECT a FROM stdin) TO STDOUT»;\n«\\.»\n«SELECT 1»;',
}

const sqlite: Cases = {
  'comments do not nest': '«SELECT 1» /* a /* b; */; «c»; «*/»',
  'brackets and backticks': '«SELECT [a;b], `c;``d`»; «SELECT 2»',
  'an unterminated bracket': '«SELECT [a; SELECT 2;»',
  'dollar signs are no quotes': '«SELECT $$a»; «SELECT $b$»',
  "E'' is no escape string": "«SELECT e'a\\'»; «SELECT 2»",
  'a trigger':
    '«CREATE TRIGGER t AFTER UPDATE ON a BEGIN UPDATE a SET b = 1; DELETE FROM c; END»; «SELECT 2»',
  'a temporary trigger with CASE … END':
    "«CREATE TEMP TRIGGER IF NOT EXISTS t BEFORE INSERT ON a WHEN CASE WHEN 1 THEN 1 END\nBEGIN\n  SELECT CASE WHEN new.b THEN 'x;' END;\n  -- END;\n  SELECT 1;\nEND»;\n«SELECT 2»",
  'EXPLAIN of a trigger': '«EXPLAIN CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; END»; «SELECT 2»',
  'a trigger with semicolons to spare': '«CREATE TRIGGER t DELETE ON a BEGIN SELECT 1;; END»;; «SELECT 2»',
  'a trigger without a body': '«CREATE TRIGGER t AFTER UPDATE ON a»; «SELECT 2»',
  'a trigger in the manner of PostgreSQL':
    '«CREATE TRIGGER t BEFORE UPDATE ON a EXECUTE FUNCTION f()»; «SELECT 2»',
  'a trigger that does not end': '«CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; SELECT 2;»',
  'a column named end after a semicolon of the body':
    '«CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; END»;«END»',
  'COPY is not known': '«COPY t FROM stdin»;\n«1»;',
}

describe.each([
  ['sqlite', both],
  ['postgres', both],
  ['sqlite', sqlite],
  ['postgres', postgres],
] as const)('a script for %s', (dialect, cases) => {
  it.each(Object.entries(cases))('%s', (_, script) => marked(script, dialect))
})

describe('the statement at the cursor', () => {
  /** `|` is the cursor. */
  const at = (script: string) => {
    const offset = script.indexOf('|')
    return statementAt(split(script.replace('|', ''), 'sqlite'), offset)?.text
  }
  it('is the one around it', () => expect(at('SELECT 1; SEL|ECT 2; SELECT 3')).toBe('SELECT 2'))
  it('is the one it stands before', () => expect(at('SELECT 1;|SELECT 2')).toBe('SELECT 2'))
  it('is the one it has just closed', () => expect(at('SELECT 1;|')).toBe('SELECT 1'))
  it('is the one before the blanks it stands in', () =>
    expect(at('SELECT 1;\n\n|\nSELECT 2')).toBe('SELECT 1'))
  it('is the first one before all statements', () =>
    expect(at('|\n-- note\nSELECT 1; SELECT 2')).toBe('SELECT 1'))
  it('is none in an empty script', () => expect(at('-- only a note|')).toBeUndefined())
})
