/** A dump of MySQL or MariaDB in the words of one of the engines here. */
import type { Dialect } from '../sql/dialect'
import { turn } from '../storage/turn'
import { withKeysInside } from './mysql-alters'
import { MysqlNotes, type NotMade } from './mysql-notes'
import { withoutRoutines } from './mysql-routines'
import { Translation } from './mysql-translation'
import { mysqlisms, name } from './mysql-words'

export interface Translated {
  /** every statement begins in the line that it had */
  readonly text: string
  /** what was changed or left out, in words */
  readonly notes: readonly string[]
  /** what stands in MySQL's own language, in the order of the text */
  readonly notMade: readonly NotMade[]
}

/**
 * Translates what can be told from the letters alone; statements that have no counterpart stay, to be explained. Works in
 * slices of about 8 ms.
 */
export async function fromMysql(script: string, dialect: Dialect): Promise<Translated> {
  const notes = new MysqlNotes()
  const whole = withKeysInside(script)
  const dated = dialect === 'postgres' ? withNullDates(whole, notes) : whole
  const own = withoutRoutines(dated, notes)
  const translation = new Translation(own, dialect, notes)
  const pieces: string[] = []
  let done = 0
  let since = performance.now()
  for (const { what, found, at } of mysqlisms(own)) {
    const between = own.slice(done, at)
    // what comes next may begin the rows of an INSERT, or end them
    translation.pass(between)
    pieces.push(between, translation[what](found, at))
    done = at + found.length
    if (performance.now() - since < 8) continue
    pieces.push(pieces.splice(0).join(''))
    await turn()
    since = performance.now()
  }
  const text = [
    ...pieces,
    own.slice(done),
    ...translation.after.map((statement) => `;${statement}`),
    ';',
  ].join('')
  return {
    text: dialect === 'sqlite' ? `PRAGMA foreign_keys=OFF;${text}PRAGMA foreign_keys=ON;` : text,
    notes: [
      'MySQL’s way of writing texts, names, types and keys was put into standard SQL.',
      ...notes.counted,
    ],
    notMade: notes.notMade,
  }
}

const notNullDate = new RegExp(
  String.raw`^(\s*${name}\s+(?:date|datetime|timestamp)(?:\(\d\))?)\s+NOT\s+NULL\b`,
  'gim',
)

/** A script whose dates can be NULL where some are 0000-00-00, which PostgreSQL does not have. */
const withNullDates = (script: string, notes: MysqlNotes): string =>
  script.includes("'0000-00-00")
    ? script.replace(notNullDate, (_, column: string) => {
        notes.count('NOT NULL of dates: some are 0000-00-00')
        return column
      })
    : script
