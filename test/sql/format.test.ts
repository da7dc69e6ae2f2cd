import { describe, expect, it } from 'vitest'
import fc from '../property/fast-check'
import { sqlite as language } from 'sql-formatter'
import { dialects } from '../../src/sql/dialect'
import { format } from '../../src/sql/format'
import { sqlite } from './engines'

describe('formatting', () => {
  it('lays a query out and writes its keywords in capitals', async () => {
    const script =
      "select c.name,sum(s.amount) total from customers c join sales s on s.customer_id=c.id where c.name<>'select x' group by c.name"
    expect(await format(script, 'postgres')).toEqual({
      formatted: true,
      text: `SELECT
  c.name,
  sum(s.amount) total
FROM
  customers c
  JOIN sales s ON s.customer_id = c.id
WHERE
  c.name <> 'select x'
GROUP BY
  c.name`,
    })
  })

  it.each(dialects)(
    'keeps the case of aliases for %s, since they name the columns of the result',
    async (dialect) => {
      const { text } = await format(
        'select 1 as day, 2 as Key, 3 as plan, cast(a as int) as last from t as x',
        dialect,
      )
      expect(text).toBe(
        'SELECT\n  1 AS day,\n  2 AS Key,\n  3 AS plan,\n  cast(a AS int) AS last\nFROM\n  t AS x',
      )
    },
  )

  it('keeps comments and blank lines between statements, and puts each statement on lines of its own', async () => {
    const script = '-- first\nselect 1 ;select 2;\n\n\n/* why */ -- so\n  select 3; -- end\n'
    const { text } = await format(script, 'sqlite')
    expect(text).toBe('-- first\nSELECT\n  1;\n\nSELECT\n  2;\n\n\n/* why */ -- so\nSELECT\n  3; -- end\n')
  })

  it.each([
    ['2; /* x */ select 3', '2; /* x */\nSELECT\n  3'],
    ['1;;;select 2', '1;;;\n\nSELECT\n  2'],
    ['1; ; select 2', '1; ;\n\nSELECT\n  2'],
    ['1 -- c\n;select 2', '1 -- c\n;\n\nSELECT\n  2'],
    ['1 /* c */;/* d */select 2', '1 /* c */;/* d */\nSELECT\n  2'],
    ['1;\n-- two\nselect 2', '1;\n-- two\nSELECT\n  2'],
    ['1 \\g\nselect 2', '1\n\\g\nSELECT\n  2'],
  ])('begins a line with every statement of %j', async (script, expected) => {
    for (const dialect of dialects) {
      const { text } = await format(`select ${script}`, dialect)
      expect(text).toBe(`SELECT\n  ${expected}`)
      expect(await format(text, dialect)).toEqual({ text, formatted: true })
    }
  })

  /** What SQLite's layout takes for keywords, but no values (CURRENT_DATE) and operators. */
  const keywords = language.tokenizerOptions.reservedKeywords
    .filter((word) => !/^(CURRENT_.*|ISNULL|NOTNULL)$/.test(word))
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())

  it.each([
    'select 1 Name',
    'select max(1) Name, 2 as Name from (select 1 a) order by a',
    'select case 1 when 1 then 2 end Name',
    "select 'a' Name where 1",
    'select * from (select 2, 1 Name)',
    'with w(a, Name) as (values(1, 2)) select * from w order by 1 desc',
  ])('keeps the columns of SQLite in %j for any keyword as the name', async (template) => {
    const { db, run } = sqlite()
    const columns = (sql: string) => db.prepare(sql).getColumnNames()
    for (const keyword of keywords) {
      const sql = template.replaceAll('Name', keyword)
      if (run(sql).message !== undefined) continue
      const { text, formatted } = await format(sql, 'sqlite')
      if (formatted) expect(columns(text), text).toEqual(columns(sql))
    }
  })

  it.each([
    'create table t (a text, Name int, b text)',
    'create table t (Name)',
    'create table t (Name text primary key, a int)',
    'create table Name (a)',
    'create table t as select 1 Name',
    'create view t (a, Name) as select 1, 2',
  ])('keeps what SQLite makes with %j for any keyword as the name', async (template) => {
    const { db, run } = sqlite()
    const made = (sql: string) => {
      run('begin')
      const failed = run(sql).message !== undefined
      const names = db.exec('select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c')
      run('rollback')
      return failed ? null : names[0]?.values
    }
    for (const keyword of keywords) {
      const sql = template.replaceAll('Name', keyword)
      const before = made(sql)
      if (before === null) continue
      const { text, formatted } = await format(sql, 'sqlite')
      if (formatted) expect(made(text), text).toEqual(before)
    }
  })

  it.each([
    'select a from t order by a desc nulls last, b asc limit 1 offset 2',
    'select case when a then 1 else 2 end x, case b when 1 then case c when 2 then 3 end end from t',
    'select sum(a) filter (where b) over (partition by c order by d desc rows between 1 preceding and current row) from t',
    'select sum(a) over w, sum(b) over (rows unbounded preceding) from t window w as (order by b range between unbounded preceding and 2 following exclude no others)',
    'select * from a left join b using (x) natural join c cross join d where x match "q"',
    'with recursive n(i) as not materialized (select 1 union all select i + 1 from n) select i from n indexed by k',
    'create temp table if not exists t (id integer primary key desc, b int references a(id) on delete cascade on update no action deferrable initially deferred, foreign key (b) references a(id)) without rowid',
    'insert or ignore into t values (1) on conflict (a) do update set b = 1 where a returning a',
    'insert into t values (1) on conflict do nothing',
    'create table t (a unique on conflict ignore, b generated always as (a + 1))',
    'alter table t add column c',
    'alter table t rename column a to b',
    'alter table t rename to u',
    'drop view if exists v',
    'begin immediate transaction',
    'rollback to savepoint s',
    'release savepoint s',
    'explain query plan select 1',
    'replace into t values (1)',
    'create virtual table t using fts5(a)',
  ])('writes the keywords of SQLite in capitals: %s', async (sql) => {
    const { text, formatted } = await format(sql, 'sqlite')
    expect(formatted).toBe(true)
    const small = text.replace(/"\w"/g, '').match(/[a-z]\w*/g) ?? []
    const known = new Set(language.tokenizerOptions.reservedKeywords.map((word) => word.toLowerCase()))
    expect(small.filter((word) => known.has(word))).toEqual([])
  })

  it.each([
    ['sqlite', 'select (1'],
    ['sqlite', "select 'open"],
    ['postgres', 'select 1; select $$ open'],
    ['postgres', 'select 1 /* open'],
    ['sqlite', 'select “a”, 1 )'],
  ] as const)('leaves %s text with a mistake to the letter: %j', async (dialect, script) => {
    expect(await format(script, dialect)).toEqual({ text: script, formatted: false, reason: 'syntax' })
  })

  it.each([
    ['sqlite', 'CREATE TRIGGER t AFTER UPDATE ON a BEGIN\n    UPDATE a SET b=1; END'],
    ['postgres', 'COPY t FROM stdin;\n1\t  2\n\\.'],
    ['postgres', '\\d  sales'],
    ['postgres', "select 'a'\n  'b'  as ab"],
    ['postgres', 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT  1; END'],
  ] as const)('leaves what is more than one plain statement in %s as it is: %j', async (dialect, script) => {
    expect(await format(script + '\n', dialect)).toEqual({ text: script + '\n', formatted: true })
  })

  it.each([
    "select data->>'a', tags @> array['x'], a::text, b - -1, e'\\n' from t",
    'select a from t limit 10 offset 2',
    'insert into t (a, b) values (1, 2) on conflict (a) do update set b = excluded.b returning *',
    'with recursive x(n) as (select 1 union all select n + 1 from x) select * from x',
    'select sum(a) filter (where b > 1) over (partition by c order by d rows between 1 preceding and current row) from t',
    'create table t (id int generated by default as identity primary key, a numeric(10,2) check (a > 0))',
  ])('is the same when formatted again: %j', async (script) => {
    const once = await format(script, 'postgres')
    expect(once.formatted).toBe(true)
    expect(await format(once.text, 'postgres')).toEqual(once)
  })

  it('never loses a character that counts, whatever the text', async () => {
    const word = fc.constantFrom(
      ...[
        'select',
        'from',
        't',
        ',',
        '(',
        ')',
        "'a  b'",
        '"c  d"',
        '-- x\n',
        '/* y  z */',
        '-',
        '+',
        '->>',
        '1',
        ';',
        '\n',
        '$$ $$',
        'é',
        '?',
      ],
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { maxLength: 12 }),
        fc.constantFrom(...dialects),
        async (words, dialect) => {
          const script = words.join(' ')
          const { text } = await format(script, dialect)
          const bare = (sql: string) => sql.replace(/\s+/g, '').toLowerCase()
          expect(bare(text)).toBe(bare(script))
        },
      ),
      { numRuns: 300 },
    )
  })
})
