/** Views, triggers, routines and events: MySQL writes them in a language of its own, and they are named, not made. */
import { lineCounter } from './line-counter'
import type { MysqlNotes } from './mysql-notes'
import { name, onlyLines } from './mysql-words'

const modifiers = String.raw`(?:\s|\*\/|\/\*!\d*|OR\s+REPLACE\b|AGGREGATE\b|ALGORITHM\s*=\s*\w+|DEFINER\s*=\s*[^\s*]+|SQL\s+SECURITY\s+\w+)*`
const made = String.raw`(VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT)\s+(?:IF\s+NOT\s+EXISTS\s+)?(${name}|[\w$.]+)`
/** In a block between DELIMITER lines. */
const creates = new RegExp(String.raw`\bCREATE\b${modifiers}\b${made}`, 'gi')
/** In a comment that only MySQL runs: mysqldump cuts one CREATE into several of them. */
const onlyMysql = new RegExp(String.raw`^\/\*!\d*\s*(?:CREATE\b${modifiers})?${made}`, 'i')

/** Triggers and routines: from one DELIMITER line to the one that takes it back. */
const routines = /^DELIMITER[ \t]+(?!;\s*$)\S[^\n]*\n[\s\S]*?^DELIMITER[ \t]+;[ \t]*$/gim

/** A script without the blocks between DELIMITER lines. */
export function withoutRoutines(script: string, notes: MysqlNotes): string {
  const lineOf = lineCounter(script)
  return script.replace(routines, (block, offset: number) => {
    const all = [...block.matchAll(creates)]
    for (const { 1: kind = '', 2: quoted = '', index } of all)
      notes.leave(lineOf(offset + index), kind, quoted)
    if (all.length === 0 && /\bCREATE\b/i.test(block))
      notes.count('triggers and routines, which MySQL writes in a language of its own')
    return onlyLines(block)
  })
}

/** What a comment makes that only MySQL runs. */
export function leaveComment(comment: string, line: number, notes: MysqlNotes): void {
  const [, kind, quoted] = onlyMysql.exec(comment) ?? []
  if (kind !== undefined && quoted !== undefined) notes.leave(line, kind, quoted)
}
