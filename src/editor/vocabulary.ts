import { PostgreSQL, SQLite } from '@codemirror/lang-sql'
import type { Dialect } from '../sql/dialect'

/** The words a dialect knows, in capitals. */
export interface Vocabulary {
  readonly keywords: ReadonlySet<string>
  readonly types: ReadonlySet<string>
  readonly functions: ReadonlySet<string>
}
const set = (text: string | undefined) => new Set((text ?? '').toUpperCase().split(' ').filter(Boolean))
export const vocabulary: Record<Dialect, Vocabulary> = {
  sqlite: { keywords: set(SQLite.spec.keywords), types: set(SQLite.spec.types), functions: new Set() },
  postgres: {
    keywords: set(PostgreSQL.spec.keywords),
    types: set(PostgreSQL.spec.types),
    functions: new Set(),
  },
}
