/** Checks and foreign keys as the copy gets them. */
import type { Dialect } from '../sql/dialect'
import { quoteName } from '../sql/quote'
import { checkParts } from './copy-checks'
import { leaveDoubts } from './copy-doubts'
import type { CopyKey, CopyTable, Leave } from './copy-model'
import type { CopyTarget } from './copy-target'

export function foreignKey(key: CopyKey, dialect: Dialect): string {
  const list = (texts: readonly string[]) => `(${texts.map((text) => quoteName(text, dialect)).join(', ')})`
  const rule = (event: string, action: string) =>
    action === '' || /^no action$/i.test(action) ? '' : ` ON ${event} ${action}`
  const to = key.toColumns.length > 0 ? ` ${list(key.toColumns)}` : ''
  return `FOREIGN KEY ${list(key.columns)} REFERENCES ${quoteName(key.toTable, dialect)}${to}${rule('DELETE', key.onDelete)}${rule('UPDATE', key.onUpdate)}${key.deferred ? ' DEFERRABLE INITIALLY DEFERRED' : ''}`
}

/** Gives PostgreSQL what it can take of SQLite's check: the whole, else the parts of it that it understands. */
export async function addCheck(
  into: CopyTarget,
  { name, from, columns }: CopyTable,
  check: string,
  leave: Leave,
): Promise<void> {
  const what = `check of ${from}`
  const parts = checkParts(check, columns).flatMap(({ sql, instead }) =>
    instead === null ? [] : [{ sql, text: `(${instead})` }],
  )
  const add = (text: string) => into.refusal(`ALTER TABLE ${quoteName(name, 'postgres')} ADD CHECK (${text})`)
  if (parts.length === 0) {
    leave(what, `It keeps values to one type, which PostgreSQL's columns do by themselves: ${check}`)
    return
  }
  if (parts.length > 1 && (await add(parts.map(({ text }) => text).join(' AND '))) === null) {
    leaveDoubts(what, check, 'postgres', columns, leave)
    return
  }
  for (const { sql, text } of parts) {
    const why = await add(text)
    if (why === null) leaveDoubts(what, sql, 'postgres', columns, leave)
    else leave(what, `Left out: ${sql}. PostgreSQL says: ${why}`)
  }
}
