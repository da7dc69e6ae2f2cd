import { expect, test } from 'vitest'
import { withKeysInside } from '../../src/transfer/mysql-alters'
import { fromMysql } from '../../src/transfer/mysql-script'
import { scriptReport } from '../../src/transfer/import-report'
import { runScript } from '../../src/transfer/run-script'
import { execute, values } from './engines'
import { open } from './for-a-test'

/** As mysqldump writes it. */
const script = String.raw`-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS ${'`item`'};
CREATE TABLE ${'`item`'} (
  ${'`id`'} bigint unsigned NOT NULL AUTO_INCREMENT,
  ${'`shelf id`'} int unsigned DEFAULT NULL,
  ${'`name`'} varchar(100) COLLATE utf8mb4_unicode_ci NOT NULL DEFAULT '' COMMENT 'it\'s; named',
  ${'`state`'} enum('new','it''s') DEFAULT 'new',
  ${'`seen`'} datetime DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  ${'`note`'} mediumtext,
  ${'`raw`'} longblob,
  PRIMARY KEY (${'`id`'}),
  UNIQUE KEY ${'`u_name`'} (${'`name`'}(20)),
  KEY ${'`k`'} (${'`state`'},${'`seen`'}),
  CONSTRAINT ${'`fk`'} FOREIGN KEY (${'`shelf id`'}) REFERENCES ${'`shelf`'} (${'`id`'}) ON DELETE CASCADE
) ENGINE=InnoDB AUTO_INCREMENT=8 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
LOCK TABLES ${'`item`'} WRITE;
INSERT INTO ${'`item`'} VALUES (1,5,'O\'Brien','it\'s','2024-01-31 10:00:00','one\ntwo\\n\ttab; \"x\" -- no',0xCAFE),(2,NULL,'Zoë','new',NULL,'',NULL);
UNLOCK TABLES;
CREATE TABLE ${'`shelf`'} (${'`id`'} int unsigned NOT NULL, PRIMARY KEY (${'`id`'})) ENGINE=InnoDB;
INSERT INTO ${'`shelf`'} VALUES (5);
DELIMITER ;;
CREATE TRIGGER t BEFORE INSERT ON item FOR EACH ROW BEGIN SET NEW.name = 'x'; END ;;
DELIMITER ;
CREATE NONSENSE here;
`

test.each(['sqlite', 'postgres'] as const)(
  'a MySQL dump keeps its tables, keys and rows in %s',
  async (dialect) => {
    const target = await open(dialect)
    const { text, notes, notMade } = await fromMysql(script, dialect)
    const report = await runScript(text, target, { repair: true })
    expect(report.failures).toMatchObject([{ line: 25, text: 'CREATE NONSENSE here' }])
    expect(await values(target, 'SELECT name, state, note, raw FROM item ORDER BY id')).toEqual([
      ["O'Brien", "it's", 'one\ntwo\\n\ttab; "x" -- no', new Uint8Array([0xca, 0xfe])],
      ['Zoë', 'new', '', null],
    ])
    await expect(values(target, "INSERT INTO item (name) VALUES ('Zoë')")).rejects.toThrow(/unique/i)
    await expect(values(target, "INSERT INTO item (name, state) VALUES ('y', 'odd')")).rejects.toThrow(
      /check/i,
    )
    await expect(values(target, `INSERT INTO item (name, "shelf id") VALUES ('y', 6)`)).rejects.toThrow(
      /foreign key/i,
    )
    expect(notes.join('\n')).toMatch(/ON UPDATE CURRENT_TIMESTAMP/)
    expect(notMade).toEqual([{ line: 23, kind: 'trigger', name: 't' }])
  },
)

test('rows of PostgreSQL are numbered on from where MySQL was, and a date that is none is NULL', async () => {
  const target = await open('postgres')
  const { text } = await fromMysql(
    `${script}INSERT INTO ${'`item`'} (id, name, seen) VALUES (3, 'z', '0000-00-00 00:00:00');\n`,
    'postgres',
  )
  await runScript(text, target, { repair: true })
  expect(await values(target, "INSERT INTO item (name) VALUES ('next') RETURNING id")).toEqual([[8n]])
  expect(await values(target, 'SELECT seen FROM item WHERE id = 3')).toEqual([[null]])
})

const flags = String.raw`CREATE TABLE ${'`f`'} (
  ${'`id`'} int NOT NULL COMMENT 'a; b',
  ${'`on`'} bit(1) DEFAULT b'0',
  ${'`many`'} bit(10) DEFAULT b'101',
  ${'`raw`'} varbinary(20) DEFAULT NULL,
  PRIMARY KEY (${'`id`'})
) ENGINE=InnoDB;
INSERT INTO ${'`f`'} VALUES (1,_binary '\0',_binary '${'\u0001'}\0',_binary 'a,(\\\0'),(2,b'1',0x03FF,0xFF00),(3,NULL,b'11',NULL);
INSERT INTO ${'`f`'} (${'`raw`'},${'`id`'},${'`on`'}) VALUES (_binary 'x',4,_binary '${'\u0001'}');
INSERT INTO ${'`f`'} (${'`id`'}) VALUES (5);
`

test.each(['sqlite', 'postgres'] as const)('columns of type BIT keep their values in %s', async (dialect) => {
  const target = await open(dialect)
  const report = await runScript((await fromMysql(flags, dialect)).text, target, { repair: true })
  expect(report.failures).toEqual([])
  const number = dialect === 'sqlite' ? '' : '::int'
  expect(await values(target, `SELECT id, "on"${number}, "many"${number}, raw FROM f ORDER BY id`)).toEqual([
    [1n, 0n, 256n, new Uint8Array([0x61, 0x2c, 0x28, 0x5c, 0])],
    [2n, 1n, 1023n, new Uint8Array([0xff, 0])],
    [3n, null, 3n, null],
    [4n, 1n, 5n, new Uint8Array([0x78])],
    [5n, 0n, 5n, null],
  ])
})

test('views, triggers and routines of MySQL are listed by line, with the reason and what to do', async () => {
  const dump = `CREATE TABLE ${'`o`'} (${'`id`'} int);
/*!50001 DROP VIEW IF EXISTS ${'`v`'}*/;
/*!50001 CREATE VIEW ${'`v`'} AS SELECT 1 AS ${'`id`'}*/;
INSERT INTO ${'`o`'} VALUES (1);
/*!50003 CREATE*/ /*!50017 DEFINER=${'`root`@`localhost`'}*/ /*!50003 TRIGGER ${'`tr`'} BEFORE INSERT ON ${'`o`'} FOR EACH ROW SET NEW.id = 1 */;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=${'`root`@`localhost`'}*/ /*!50003 TRIGGER ${'`two`'} AFTER INSERT ON ${'`o`'} FOR EACH ROW BEGIN
  SET @x = 1; END */;;
CREATE DEFINER=${'`root`@`localhost`'} PROCEDURE ${'`p`'}()
BEGIN SELECT 1; END ;;
DELIMITER ;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=${'`root`@`localhost`'} SQL SECURITY DEFINER */
/*!50001 VIEW ${'`v`'} AS select ${'`o`.`id`'} AS ${'`id`'} from ${'`o`'} */;
INSERT INTO ${'`o`'} VALUES (2),(3);
`
  const target = await open('sqlite')
  const translated = await fromMysql(dump, 'sqlite')
  const told = scriptReport(
    await runScript(translated.text, target, { repair: true }),
    'the new database x',
    'sqlite',
    translated,
  )
  expect(told.title).toMatch(/^\d+ statements run in the new database x, 4 not made\.$/)
  expect(told).toMatchObject({ kind: 'done', total: 4 })
  expect(told.problems).toEqual([
    {
      line: 5,
      message:
        'The trigger tr was not made: its body is in MySQL’s own language. Write it again with CREATE TRIGGER as SQLite has it.',
    },
    {
      line: 7,
      message:
        'The trigger two was not made: its body is in MySQL’s own language. Write it again with CREATE TRIGGER as SQLite has it.',
    },
    {
      line: 9,
      message:
        'The procedure p was not made: SQLite has none of these. Run its statements where it was called.',
    },
    {
      line: 14,
      message:
        'The view v was not made: its query is MySQL’s SQL. Write its CREATE VIEW in the SQL of SQLite.',
    },
  ])
})

test('what is no MySQL stays as it is', async () => {
  const plain = "SELECT comment, unsigned FROM t WHERE a = 'x' -- 0x1F\n;"
  expect((await fromMysql(plain, 'postgres')).text).toBe(`${plain};`)
})

/** As phpMyAdmin writes it, with ~ for its backticks. */
const phpMyAdmin = `-- phpMyAdmin SQL Dump
-- version 5.2.1
SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
START TRANSACTION;
SET time_zone = "+00:00";
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;
--
-- Database: ~shop~
--
CREATE TABLE ~customers~ (
  ~id~ int(11) NOT NULL,
  ~name~ varchar(50) NOT NULL COMMENT 'it''s; a name, ADD more',
  ~email~ varchar(120) DEFAULT NULL,
  ~type~ enum('a','b') NOT NULL DEFAULT 'a',
  ~active~ tinyint(1) NOT NULL DEFAULT 1,
  ~price~ decimal(10,2) UNSIGNED DEFAULT 0.00,
  ~created~ datetime NOT NULL DEFAULT current_timestamp(),
  ~updated~ timestamp NULL DEFAULT NULL ON UPDATE current_timestamp(),
  ~data~ longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(~data~)),
  ~notes~ mediumtext DEFAULT NULL,
  ~pic~ blob DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

INSERT INTO ~customers~ (~id~, ~name~, ~email~, ~type~, ~active~, ~price~, ~created~, ~updated~, ~data~, ~notes~, ~pic~) VALUES
(1, 'Ann O\\'Neil', 'a@b.c', 'a', 1, '12.50', '2024-01-01 10:00:00', NULL, '{\\"a\\":1}', 'line1\\r\\nline2;\\t\\\\ end', 0x00ff10),
(2, 'Ben "x"', NULL, 'b', 0, '0.00', '0000-00-00 00:00:00', '2024-01-01 00:00:00', NULL, '', '');

CREATE TABLE ~orders~ (
  ~id~ bigint(20) UNSIGNED NOT NULL,
  ~customer_id~ int(11) NOT NULL,
  ~qty~ smallint(5) NOT NULL DEFAULT 1,
  ~at~ date DEFAULT NULL,
  ~y~ year(4) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO ~orders~ (~id~, ~customer_id~, ~qty~, ~at~, ~y~) VALUES
(1, 1, 2, '2024-02-29', 2024),
(7, 2, 1, NULL, NULL);

--
-- Indexes for dumped tables
--
ALTER TABLE ~customers~
  ADD PRIMARY KEY (~id~),
  ADD UNIQUE KEY ~email~ (~email~),
  ADD KEY ~name_idx~ (~name~(10));
ALTER TABLE ~orders~
  ADD PRIMARY KEY (~id~),
  ADD KEY ~fk_c~ (~customer_id~);
ALTER TABLE ~customers~
  MODIFY ~id~ int(11) NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=3;
ALTER TABLE ~orders~
  MODIFY ~id~ bigint(20) UNSIGNED NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=8;
ALTER TABLE ~orders~
  ADD CONSTRAINT ~orders_ibfk_1~ FOREIGN KEY (~customer_id~) REFERENCES ~customers~ (~id~) ON DELETE CASCADE;
COMMIT;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
SELEC;
`.replaceAll('~', '`')

test.each(['sqlite', 'postgres'] as const)(
  'a dump of phpMyAdmin keeps the keys that it adds behind the rows, in %s',
  async (dialect) => {
    const target = await open(dialect)
    const { text, notes } = await fromMysql(phpMyAdmin, dialect)
    const report = await runScript(text, target, { repair: true })
    const last = phpMyAdmin.split('\n').length - 1
    expect(report).toMatchObject({ failures: [{ line: last, text: 'SELEC' }], undone: [] })
    expect(await values(target, 'SELECT name, data, notes FROM customers ORDER BY id')).toEqual([
      ["Ann O'Neil", '{"a":1}', 'line1\r\nline2;\t\\ end'],
      ['Ben "x"', null, ''],
    ])
    await execute(target, 'INSERT INTO orders (customer_id) VALUES (1)')
    await expect(
      execute(target, "INSERT INTO customers (name, email) VALUES ('x', 'a@b.c')"),
    ).rejects.toThrow(/unique/i)
    await expect(execute(target, 'INSERT INTO orders (customer_id) VALUES (99)')).rejects.toThrow(
      /foreign key/i,
    )
    await expect(execute(target, "INSERT INTO customers (name, data) VALUES ('x', '{')")).rejects.toThrow(
      /check/i,
    )
    await execute(target, 'DELETE FROM customers WHERE id = 2')
    expect(await values(target, 'SELECT id, qty FROM orders ORDER BY id')).toEqual([
      [1n, 2n],
      [8n, 1n],
    ])
    const zero = notes.filter((note) => note.includes('0000-00-00'))
    expect(zero.length).toBe(dialect === 'postgres' ? 2 : 0)
  },
)

test.each(['sqlite', 'postgres'] as const)(
  'a trigger in a dump of phpMyAdmin is listed by its line, though keys were moved, in %s',
  async (dialect) => {
    const trigger =
      'DELIMITER $$\nCREATE TRIGGER `t` AFTER DELETE ON `orders` FOR EACH ROW BEGIN END\n$$\nDELIMITER ;\n'
    const [before = '', after = ''] = phpMyAdmin.split('--\n-- Indexes')
    const { notMade } = await fromMysql(`${before}${trigger}--\n-- Indexes${after}`, dialect)
    expect(notMade).toEqual([{ line: before.split('\n').length + 1, kind: 'trigger', name: 't' }])
  },
)

test('an ALTER TABLE that adds something else, or to a table that is not made here, stays', () => {
  const other = 'ALTER TABLE `a`\n  ADD PRIMARY KEY (`id`);\n'
  expect(withKeysInside(other)).toBe(other)
  const made = 'CREATE TABLE `a` (\n  `id` int\n) ENGINE=InnoDB;\n'
  const engine = 'ALTER TABLE `a`\n  ADD PRIMARY KEY (`id`),\n  ADD COLUMN `n` int;\n'
  expect(withKeysInside(made + engine)).toBe(made + engine)
  expect(withKeysInside(made + other)).toBe(
    'CREATE TABLE `a` (\n  `id` int, PRIMARY KEY (`id`)\n) ENGINE=InnoDB;\n\n\n',
  )
})
