/**
 * Which words of a statement name something although they are keywords elsewhere: `Key` and `First` in
 * `SELECT 1 Key, 2 AS First`. Where such a word is written in other letters, SQLite's columns get another name;
 * PostgreSQL folds names without quotes, so that only aliases are told apart there, for the eye.
 */
import type { Dialect } from './dialect'
import { isReserved } from './quote'
import type { Reading } from './reading'

/** `index` is that of a piece; the pieces are asked about in order. */
type IsName = (index: number) => boolean

const rules: Record<Dialect, (reading: Reading) => IsName> = { sqlite: inSqlite, postgres: behindAs }

export function isName(reading: Reading): IsName {
  return rules[reading.dialect](reading)
}

const keywordsBehindAs = /^(MATERIALIZED|IDENTITY|ENUM)$/

function behindAs(reading: Reading): IsName {
  return (index) => {
    const word = reading.word(index)
    return (
      reading.word(index - 1) === 'AS' &&
      reading.pieces[index]?.kind === 'word' &&
      !isReserved(word, reading.dialect) &&
      !keywordsBehindAs.test(word)
    )
  }
}

const all = (lines: string) => new RegExp(`^(?:${lines.trim().split(/\n\s*/).join('|')})$`)

/** A word and the one before it, where the word is a keyword. */
const keywordBehind = all(String.raw`
  (PRIMARY|FOREIGN) KEY
  (GROUP|ORDER|PARTITION|INDEXED) BY
  NULLS (FIRST|LAST)
  ON CONFLICT
  (OR|CONFLICT) (ABORT|FAIL|IGNORE|REPLACE|ROLLBACK)
  (DELETE|UPDATE) (CASCADE|RESTRICT)
  NO (ACTION|OTHERS)
  INITIALLY (DEFERRED|IMMEDIATE)
  BEGIN (DEFERRED|IMMEDIATE|EXCLUSIVE)
  (TO|RELEASE) SAVEPOINT
  (ATTACH|DETACH) DATABASE
  EXPLAIN QUERY
  QUERY PLAN
  CREATE (TEMP|TEMPORARY|VIRTUAL)
  (CREATE|DROP|TEMP|TEMPORARY) (VIEW|TRIGGER)
  (ADD|DROP|RENAME) COLUMN
  WITH RECURSIVE
  GENERATED ALWAYS
  CURRENT ROW
  EXCLUDE (NO|CURRENT|TIES)`)

/** A word and the one behind it, where the word is a keyword. */
const keywordBefore = all(String.raw`
  NULLS (FIRST|LAST)
  NO (ACTION|OTHERS)
  DO (UPDATE|NOTHING)
  INITIALLY (DEFERRED|IMMEDIATE)
  GENERATED ALWAYS
  IF (NOT|EXISTS)
  WITH RECURSIVE
  WITHOUT ROWID
  PARTITION BY
  REPLACE INTO
  RENAME (TO|COLUMN)
  (ROWS|RANGE|GROUPS) (BETWEEN|UNBOUNDED|CURRENT)
  UNBOUNDED (PRECEDING|FOLLOWING)
  CURRENT ROW
  EXCLUDE (NO|CURRENT|TIES|GROUP)`)

/** Never an alias without AS: a name only where one has to be. */
const operators = /^(CROSS|FULL|INNER|LEFT|NATURAL|OUTER|RIGHT|LIKE|GLOB|REGEXP|INDEXED)$/
/** Keywords in front of a value or a name, where an alias never stands. */
const before = /^(WINDOW|OVER|OFFSET|MATCH|RENAME|ROWS|RANGE|GROUPS)$/
/** What a name follows. */
const namesFollow = /^([(,.]|AS|ADD|COLUMN|TO|SELECT|DISTINCT|TABLE|VIEW|INDEX|EXISTS|INTO|FROM|JOIN|UPDATE)$/
/** What a value follows: an END behind it ends no CASE. */
const valuesFollow = /^([(,.=<>+*/|-]|AS|SELECT|WHEN|THEN|ELSE|CASE|AND|OR|NOT)$/

/** A word is a name unless the words around it, or its clause, make it a keyword. */
function inSqlite(reading: Reading): IsName {
  /** by depth: the names of a result come in this clause */
  const selects: boolean[] = []
  let cases = 0
  return (index) => {
    const piece = reading.pieces[index]
    const word = reading.word(index)
    const last = reading.word(index - 1)
    const next = reading.word(index + 1)
    if (piece === undefined) return false
    if (word === '(') selects[piece.depth + 1] = false
    if (piece.kind !== 'word') return false
    if (/^(SELECT|RETURNING)$/.test(word)) selects[piece.depth] = true
    else if (/^(FROM|WHERE|GROUP|ORDER)$/.test(word)) selects[piece.depth] = false
    if (index === 0) return false
    const named = namesFollow.test(last)
    if (word === 'CASE') cases++
    if (word === 'END') {
      if (cases === 0 || valuesFollow.test(last)) return true
      cases--
      return false
    }
    if (isReserved(word, 'sqlite') && !/^(IF|RAISE)$/.test(word)) return false
    if (keywordBehind.test(`${last} ${word}`) || keywordBefore.test(`${word} ${next}`)) return false
    if (operators.test(word)) return named
    if (/^(ASC|DESC|PRECEDING|FOLLOWING)$/.test(word)) return named || selects[piece.depth] === true
    const valueNext = startsValue(reading, index + 1)
    if (word === 'WITH') return !valueNext || last === ',' || !/^(AS|\()$/.test(reading.word(index + 2))
    if (before.test(word) && !named) return !(valueNext || (word === 'OVER' && last + next === ')('))
    if (word === 'FILTER') return last + next !== ')('
    if (word === 'MATERIALIZED') return next !== '(' || !/^(AS|NOT)$/.test(last)
    return true
  }
}

/** Whether a literal, a parameter or a name stands here, which never does behind an alias. */
function startsValue(reading: Reading, index: number): boolean {
  const piece = reading.pieces[index]
  if (piece === undefined || piece.kind === 'mark') return false
  return piece.kind !== 'word' || !isReserved(piece.word, 'sqlite')
}
