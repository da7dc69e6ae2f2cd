/**
 * `import { homeAnswers } from 'virtual:home-answers'`: what both engines answer to the home page's query, asked while
 * the site is built and dated on the day of the visit.
 */
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { dated, type DatedCell } from '../dataset/dated-answer.ts'
import { sales } from '../dataset/sales.ts'
import { dialects, type Dialect } from '../sql/dialect.ts'

/** Who has gone quiet? The engines disagree about where NULL belongs. */
export const homeQuery = `SELECT c.name, max(s.sale_date) AS last_sale
FROM customers c
LEFT JOIN sales s ON s.customer_id = c.id
GROUP BY c.name
ORDER BY last_sale
LIMIT 4;`

/** One engine's answer on one day. */
export interface BuiltAnswer {
  /** of the engine, e.g. `3.54.1` */
  readonly version: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly DatedCell[])[]
  /** the median of some runs, in milliseconds */
  readonly ms: number
}

const shared = fileURLToPath(new URL('../dataset/dated-answer.ts', import.meta.url))
const moduleId = '\0virtual:home-answers'

export function answers(): Plugin {
  let asked: Promise<Record<Dialect, BuiltAnswer>> | null = null
  return {
    name: 'tandem-answers',
    resolveId: (id) => (id === 'virtual:home-answers' ? moduleId : null),
    load: async (id) => (id === moduleId ? answersModule(await (asked ??= askBoth(new Date()))) : null),
  }
}

/** Asks both engines about the sales data as it is on the day of `today`. */
export async function askBoth(today: Date): Promise<Record<Dialect, BuiltAnswer>> {
  const [sqlite, postgres] = await Promise.all(dialects.map((dialect) => ask(dialect, today)))
  if (sqlite === undefined || postgres === undefined) throw new Error('An engine did not answer')
  return { sqlite, postgres }
}

/** The module's text; its type is in `home-answers.d.ts`. */
function answersModule(built: Record<Dialect, BuiltAnswer>): string {
  const entries = dialects.map((dialect) => {
    const { version, columns, rows, ms } = built[dialect]
    return [dialect, { version, columns, rows, said: `${rows.length} rows · ${ms.toFixed(1)} ms` }] as const
  })
  return `import { textOn } from ${JSON.stringify(shared)}
const sql = ${JSON.stringify(homeQuery)}
const built = ${JSON.stringify(Object.fromEntries(entries))}
const on = (today, answer) => ({ ...answer, rows: answer.rows.map((row) => row.map((cell) => textOn(cell, today))) })
export const homeAnswers = (today) => ({
  sql,
  answers: { ${dialects.map((dialect) => `${dialect}: on(today, built.${dialect})`).join(', ')} },
})
`
}

interface Asked {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | null)[])[]
}

async function ask(dialect: Dialect, today: Date): Promise<BuiltAnswer> {
  const engine = await open[dialect]()
  try {
    for (const statement of sales.statements(dialect, today)) await engine.query(statement)
    const times: number[] = []
    let answer: Asked = { columns: [], rows: [] }
    for (let run = 0; run < 9; run++) {
      const start = performance.now()
      answer = await engine.query(homeQuery)
      times.push(performance.now() - start)
    }
    const ms = times.sort((a, b) => a - b)[times.length >> 1] ?? 0
    const rows = answer.rows.map((row) => row.map((cell) => dated(cell, today)))
    return { version: engine.version, columns: answer.columns, rows, ms }
  } finally {
    await engine.close()
  }
}

interface Asker {
  readonly version: string
  readonly query: (sql: string) => Promise<Asked> | Asked
  readonly close: () => Promise<void> | void
}

/** The engines are imported here and not above: Vite reads this file whenever it starts. */
const open: Record<Dialect, () => Promise<Asker>> = {
  async sqlite() {
    const { default: initSqlJs } = await import('sql.js')
    const { Database } = await initSqlJs()
    const db = new Database()
    const query = (sql: string): Asked => {
      const [set] = db.exec(sql)
      const rows = set?.values.map((row) => row.map((value) => value?.toString() ?? null))
      return { columns: set?.columns ?? [], rows: rows ?? [] }
    }
    const version = query('SELECT sqlite_version()').rows[0]?.[0] ?? ''
    return { version, query, close: () => db.close() }
  },
  async postgres() {
    const { PGlite, types } = await import('@electric-sql/pglite')
    const pg = await PGlite.create()
    const options = { rowMode: 'array', parsers: { [types.TIMESTAMP]: (text: string) => text } } as const
    const query = async (sql: string): Promise<Asked> => {
      const { fields, rows } = await pg.query<(string | null)[]>(sql, [], options)
      return { columns: fields.map(({ name }) => name), rows }
    }
    const version = (await query('SHOW server_version')).rows[0]?.[0]?.split(' ')[0] ?? ''
    return { version, query, close: () => pg.close() }
  },
}
