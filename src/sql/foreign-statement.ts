import type { Dialect } from './dialect'
import type { Advice, Rule } from './advice'
import { mysqlRules } from './foreign-mysql'
import { oracleRules } from './foreign-oracle'
import { accepted, remark, replace, whole, words } from './foreign-rule'
import { serverRules } from './foreign-server'
import { quoteName, quoteText } from './quote'
import type { Reading } from './reading'

const listTables: Record<Dialect, string> = {
  sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table'",
  postgres: "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
}
const listColumns: Record<Dialect, (table: string) => string> = {
  sqlite: (table) => `SELECT name, type FROM pragma_table_info(${quoteText(table, 'sqlite')})`,
  postgres: (table) =>
    `SELECT column_name, data_type FROM information_schema.columns WHERE table_name = ${quoteText(table.toLowerCase(), 'postgres')}`,
}

const listIndexes: Record<Dialect, (table: string) => string> = {
  sqlite: (table) =>
    `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ${quoteText(table, 'sqlite')}`,
  postgres: (table) =>
    `SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ${quoteText(table.toLowerCase(), 'postgres')}`,
}

const shared = (dialect: Dialect): Rule[] => [
  whole(
    'SHOW TABLES',
    '`SHOW TABLES` is MySQL. Here the tables are rows of a table themselves.',
    'The schema tree shows them as well.',
    () => listTables[dialect],
  ),
  whole(
    'DESCRIBE',
    '`DESCRIBE` is MySQL. Here the columns are rows of a table themselves.',
    'The schema tree shows them as well.',
    (_, name) => listColumns[dialect](name),
  ),
  whole(
    'DESC',
    '`DESC` is MySQL. Here the columns are rows of a table themselves.',
    'The schema tree shows them as well.',
    (_, name) => listColumns[dialect](name),
  ),
  whole(
    'SHOW COLUMNS FROM',
    '`SHOW COLUMNS` is MySQL. Here the columns are rows of a table themselves.',
    'The schema tree shows them as well.',
    (_, name) => listColumns[dialect](name),
  ),
  whole(
    'SHOW INDEX FROM',
    '`SHOW INDEX` is MySQL. Here the indexes are rows of a table themselves.',
    'The schema tree shows them as well.',
    (_, name) => listIndexes[dialect](name),
  ),
  remark(
    'start',
    'SHOW DATABASES',
    '`SHOW DATABASES` is MySQL. The databases you have are listed on the page.',
    'SQL works inside one database here.',
  ),
  remark('start', 'USE', '`USE` is MySQL. The database is chosen on the page.', 'Leave this line out.'),
  remark(
    'anywhere',
    'ON DUPLICATE KEY UPDATE',
    '`ON DUPLICATE KEY UPDATE` is MySQL. Here it is `ON CONFLICT (column) DO UPDATE SET`.',
    'Name the column whose value must be unique; `excluded.column` is the new value.',
  ),
  ...mysqlRules[dialect],
  ...oracleRules[dialect],
  ...serverRules[dialect],
]

/** INSERT OR IGNORE and INSERT IGNORE for PostgreSQL. */
function insertIgnore(sql: Reading, index: number, count: number): Advice | null {
  const dropped = sql.span(index + 1, count - 1)
  const returning =
    sql.pieces.find((piece) => piece.word === 'RETURNING' && piece.depth === 0)?.from ?? sql.text.length
  const rest = sql.text.slice(sql.span(index, count).to, returning).trimEnd()
  return {
    title: `\`INSERT ${sql.slice(dropped).toUpperCase()}\` is ${count === 3 ? 'SQLite' : 'MySQL'}. PostgreSQL says \`ON CONFLICT DO NOTHING\`.`,
    why: 'Rows that would break a unique rule are left out. Unlike the original, PostgreSQL still reports a broken NOT NULL or CHECK.',
    ...dropped,
    fix: {
      from: sql.span(index).to,
      to: sql.text.length,
      text: `${rest}\nON CONFLICT DO NOTHING${returning < sql.text.length ? '\n' + sql.text.slice(returning) : ''}`,
    },
  }
}

/** `LIMIT 10, 5` skips ten and takes five. */
function limitComma(sql: Reading, index: number): Advice | null {
  const [skip, comma, take] = sql.pieces.slice(index + 1, index + 4)
  if (comma?.word !== ',' || skip === undefined || take === undefined) return null
  const span = sql.span(index, 4)
  return {
    title: '`LIMIT a, b` is MySQL and SQLite. PostgreSQL names the two numbers.',
    why: `The first number says how many rows to skip, the second how many to take: \`OFFSET ${skip.text}\`, \`LIMIT ${take.text}\`.`,
    ...span,
    fix: { ...span, text: `LIMIT ${take.text} OFFSET ${skip.text}` },
  }
}

export const statementRules: Record<Dialect, readonly Rule[]> = {
  sqlite: [
    ...shared('sqlite'),
    replace(
      'start',
      'EXPLAIN ANALYZE',
      'EXPLAIN QUERY PLAN',
      '`EXPLAIN ANALYZE` is PostgreSQL. SQLite has `EXPLAIN QUERY PLAN`.',
      'It shows how the query would run, without running it: no row counts, no times.',
    ),
    whole(
      'CREATE DATABASE',
      '`CREATE DATABASE` is for servers. In SQLite a database is a file.',
      '`ATTACH` opens one more beside the main one; here it lives until the page is closed.',
      (_, name) => `ATTACH DATABASE ':memory:' AS ${quoteName(name, 'sqlite')}`,
    ),
    remark(
      'start',
      'DROP DATABASE',
      '`DROP DATABASE` is for servers. In SQLite a database is a file.',
      'Remove a database on the page; `DETACH` closes an attached one.',
    ),
    accepted(
      'ATTACH',
      'An attached database is not saved.',
      'It is there until the page is closed or the engine starts anew. What is to stay belongs in the main database.',
    ),
    accepted(
      'VACUUM INTO',
      'The copy is not saved.',
      '`ATTACH` opens it until the page is closed or the engine starts anew. Export takes the database away as a file.',
    ),
    whole(
      'CREATE SCHEMA',
      '`CREATE SCHEMA` is PostgreSQL. SQLite attaches a database instead.',
      'Its tables are then called `name.table`.',
      (sql, name) =>
        `ATTACH DATABASE ':memory:' AS ${quoteName(name === 'IF' ? (sql.pieces[5]?.text ?? '') : name, 'sqlite')}`,
    ),
    replace(
      'start',
      'TRUNCATE TABLE',
      'DELETE FROM',
      '`TRUNCATE` is PostgreSQL and MySQL. SQLite deletes all rows.',
      'A DELETE without WHERE is just as quick in SQLite.',
    ),
    replace(
      'start',
      'START TRANSACTION',
      'BEGIN',
      '`START TRANSACTION` is PostgreSQL and MySQL. SQLite says `BEGIN`.',
      '`BEGIN` works in all three.',
    ),
    replace(
      'start',
      'INSERT IGNORE',
      'INSERT OR IGNORE',
      '`INSERT IGNORE` is MySQL. SQLite says `INSERT OR IGNORE`.',
      'Rows that would break a rule are left out.',
    ),
    replace(
      'anywhere',
      'ILIKE',
      'LIKE',
      "`ILIKE` is PostgreSQL. SQLite's `LIKE` ignores case already.",
      'For the letters a to z only: É and é stay different.',
    ),
    remark(
      'anywhere',
      'INFORMATION_SCHEMA .',
      '`information_schema` is PostgreSQL and MySQL. SQLite has `sqlite_schema` and `pragma_table_info(…)`.',
      '`SELECT name, sql FROM sqlite_schema` lists everything in the database.',
    ),
    remark(
      'anywhere',
      'DISTINCT ON',
      '`DISTINCT ON` is PostgreSQL. SQLite numbers the rows of each group.',
      'Take the rows where `row_number() OVER (PARTITION BY … ORDER BY …)` is 1.',
    ),
    remark(
      'anywhere',
      'FOR UPDATE',
      '`FOR UPDATE` is PostgreSQL and MySQL. SQLite locks the whole database when it writes.',
      'Leave it out, or begin with `BEGIN IMMEDIATE`.',
    ),
    remark(
      'anywhere',
      'USING GIN',
      '`USING GIN` is PostgreSQL. SQLite has only ordered indexes.',
      "Index an expression such as `data->>'name'`, or keep the values in a table of their own.",
    ),
    remark(
      'anywhere',
      'EXECUTE FUNCTION',
      "`EXECUTE FUNCTION` is PostgreSQL. SQLite's trigger holds its statements itself.",
      '`CREATE TRIGGER … BEGIN UPDATE …; END`.',
    ),
    remark(
      'start',
      'CREATE FUNCTION',
      '`CREATE FUNCTION` is PostgreSQL. SQLite has no functions written in SQL.',
      'A view or a trigger often does instead.',
    ),
    remark(
      'start',
      'CREATE PROCEDURE',
      '`CREATE PROCEDURE` is for servers. SQLite keeps no procedures.',
      'What is to happen with each change goes into a trigger; a query with a name is a view.',
    ),
    remark(
      'start',
      'MERGE INTO',
      '`MERGE` is PostgreSQL, SQL Server and Oracle. SQLite says `INSERT … ON CONFLICT`.',
      '`INSERT INTO … SELECT … ON CONFLICT (id) DO UPDATE SET name = excluded.name`.',
    ),
    whole(
      'SHOW CREATE TABLE',
      '`SHOW CREATE TABLE` is MySQL. SQLite keeps the text in `sqlite_schema`.',
      'The schema tree shows the columns as well.',
      (_, name) => `SELECT sql FROM sqlite_schema WHERE name = ${quoteText(name, 'sqlite')}`,
    ),
    remark(
      'start',
      'CREATE TYPE',
      '`CREATE TYPE` is PostgreSQL. In SQLite a CHECK says what is allowed.',
      "`status TEXT CHECK (status IN ('new', 'paid'))`.",
    ),
    remark(
      'start',
      'COMMENT ON',
      '`COMMENT ON` is PostgreSQL. SQLite keeps the comments inside CREATE TABLE.',
      'Write `-- …` beside the column; `sqlite_schema` keeps the text.',
    ),
    remark(
      'start',
      'GRANT',
      '`GRANT` is for servers. SQLite has no users: whoever has the file has it all.',
      'Leave it out.',
    ),
  ],
  postgres: [
    ...shared('postgres'),
    {
      ...whole(
        'CREATE DATABASE',
        '`CREATE DATABASE` makes one that this page cannot open. A schema does the same here.',
        'A connection stays in its database, and there is only one connection. A schema groups tables within it.',
        (_, name) => `CREATE SCHEMA IF NOT EXISTS ${quoteName(name.toLowerCase(), 'postgres')}`,
      ),
      silent: true,
    },
    replace(
      'start',
      'EXPLAIN QUERY PLAN',
      'EXPLAIN',
      '`EXPLAIN QUERY PLAN` is SQLite. PostgreSQL says `EXPLAIN`.',
      '`EXPLAIN ANALYZE` runs the query as well and shows real row counts and times.',
    ),
    remark(
      'start',
      'SHOW CREATE TABLE',
      '`SHOW CREATE TABLE` is MySQL. PostgreSQL keeps tables in parts, not as a text.',
      'The schema tree shows columns, keys and indexes; Export writes the whole database as SQL.',
    ),
    words('start', 'INSERT OR IGNORE', insertIgnore),
    words('start', 'INSERT IGNORE', insertIgnore),
    remark(
      'start',
      'INSERT OR REPLACE',
      '`INSERT OR REPLACE` is SQLite. PostgreSQL says `ON CONFLICT (column) DO UPDATE SET …`.',
      'Name the column whose value must be unique; `excluded.column` is the new value.',
    ),
    remark(
      'start',
      'REPLACE INTO',
      '`REPLACE INTO` is MySQL and SQLite. PostgreSQL says `ON CONFLICT (column) DO UPDATE SET …`.',
      'Name the column whose value must be unique; `excluded.column` is the new value.',
    ),
    whole(
      'PRAGMA TABLE_INFO',
      '`PRAGMA` is SQLite. PostgreSQL keeps the columns in information_schema.',
      'The schema tree shows them as well.',
      (sql) => listColumns.postgres(sql.pieces[3]?.text ?? ''),
    ),
    words('anywhere', 'LIMIT', limitComma),
    words('anywhere', 'SQLITE_MASTER', sqliteSchema),
    words('anywhere', 'SQLITE_SCHEMA', sqliteSchema),
    replace(
      'anywhere',
      'WITHOUT ROWID',
      '',
      '`WITHOUT ROWID` is SQLite. Leave it out.',
      'It says how SQLite stores the table; PostgreSQL has one way.',
    ),
    replace(
      'anywhere',
      '==',
      '=',
      '`==` is SQLite. The SQL standard compares with one `=`.',
      'Both engines take `=`.',
    ),
    replace(
      'anywhere',
      'REGEXP',
      '~',
      '`REGEXP` is MySQL and SQLite. PostgreSQL matches a pattern with `~`.',
      '`~*` ignores case.',
    ),
    replace(
      'anywhere',
      'GLOB',
      '~',
      '`GLOB` is SQLite. PostgreSQL has `LIKE` and `~`.',
      'The pattern is another one: `a*` in GLOB is `^a` for `~`, and `a%` for LIKE.',
    ),
  ],
}

function sqliteSchema(sql: Reading, index: number): Advice {
  const span = sql.span(index)
  return {
    title: '`sqlite_schema` is SQLite. PostgreSQL keeps its tables in information_schema.',
    why: `\`${listTables.postgres}\``,
    ...span,
  }
}
