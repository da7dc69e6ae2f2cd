import { afterEach, expect, test } from 'vitest'
import type { Dialect } from '../../src/sql/dialect'
import { fromMysql } from '../../src/transfer/mysql-script'
import { runScript } from '../../src/transfer/run-script'
import { NodeConnection, values } from './engines'

const opened: NodeConnection[] = []
afterEach(async () => {
  for (const connection of opened.splice(0)) await connection.close()
})
async function open(dialect: Dialect): Promise<NodeConnection> {
  const connection = await NodeConnection.open(dialect)
  opened.push(connection)
  return connection
}

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
    const { text, notes } = await fromMysql(script, dialect)
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
    expect(notes.join('\n')).toMatch(/triggers and routines.*1 ×[^]*ON UPDATE CURRENT_TIMESTAMP/)
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

test('what is no MySQL stays as it is', async () => {
  const plain = "SELECT comment, unsigned FROM t WHERE a = 'x' -- 0x1F\n;"
  expect((await fromMysql(plain, 'postgres')).text).toBe(`${plain};`)
})
