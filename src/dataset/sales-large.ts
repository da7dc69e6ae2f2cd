import type { Dialect } from '../sql/dialect'
import type { Dataset } from './dataset'
import { salesCategories, salesCustomers } from './sales'
import { countOn, insertCategories, insertCustomers } from './sales-rows'
import { salesSchema } from './sales-schema'
import { startOfDay } from './timestamp'

const count = 100_000
/** seconds between one sale and the next: 100,000 of them are two years less a day */
const pace = 630

/** The sales schema with enough rows for plans and indexes to matter. */
export const salesLarge: Dataset = {
  id: 'sales-large',
  title: 'Sales, large',
  description: 'The same ten customers and six categories with 100,000 sales of the last two years.',
  statements: (dialect, today) => {
    const { tables, foreignKeys, indexes, triggers } = salesSchema[dialect]
    return [
      ...tables,
      ...insertCustomers(dialect, salesCustomers(today, 740)),
      ...insertCategories(dialect, salesCategories(today, 760)),
      generate(dialect, today),
      ...countOn[dialect]('sales', count + 1),
      ...foreignKeys,
      ...indexes,
      ...triggers,
      'ANALYZE',
    ]
  },
}

/**
 * One INSERT that makes all sales in the engine, ids in order of date, newest yesterday. Only integer arithmetic within
 * 64 bits, so that both engines make the same rows: `a`, `b` and `c` are three scrambled numbers below 1,000,003 (a
 * prime; squaring breaks the stripes of a plain linear congruence). As in the small data customers 8 and 10 and
 * category 6 have no sale; customer 6 has one in two hundred, so that an index on customers pays for him alone.
 */
function generate(dialect: Dialect, today: Date): string {
  const { numbers, moment } = parts[dialect]
  const end = startOfDay(today).getTime() / 1000
  return `INSERT INTO sales (id, customer_id, product_category_id, sale_amount, sale_date, notes)
WITH ${numbers}, mixed AS (
    SELECT i,
        ((i * 7919 + 17) % 1000003) * ((i * 7919 + 17) % 1000003) % 1000003 AS a,
        ((i * 104729 + 5) % 1000003) * ((i * 104729 + 5) % 1000003) % 1000003 AS b,
        ((i * 15485863 + 3) % 1000003) * ((i * 15485863 + 3) % 1000003) % 1000003 AS c
    FROM numbers
)
SELECT i,
    CASE WHEN a % 200 = 0 THEN 6 WHEN a % 20 < 6 THEN 1 WHEN a % 20 < 10 THEN 2 WHEN a % 20 < 13 THEN 3
         WHEN a % 20 < 15 THEN 4 WHEN a % 20 < 17 THEN 5 WHEN a % 20 < 19 THEN 7 ELSE 9 END,
    1 + b % 5,
    (1000 + c % 49001 + CASE WHEN b % 40 = 0 THEN 50000 + a % 100000 ELSE 0 END) / 100.0,
    ${moment(`${end} - (${count} - i) * ${pace} - 1 - c % ${pace}`)},
    CASE WHEN i % 10 = 0 THEN 'Sample sale #' || i END
FROM mixed
ORDER BY i`
}

interface Parts {
  /** a common table expression `numbers(i)` of 1 to 100,000 */
  readonly numbers: string
  /** a timestamp from an expression in seconds since 1970 */
  readonly moment: (seconds: string) => string
}

const parts: Record<Dialect, Parts> = {
  sqlite: {
    numbers: `RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ${count})`,
    moment: (seconds) => `datetime(${seconds}, 'unixepoch')`,
  },
  postgres: {
    numbers: `numbers(i) AS (SELECT generate_series(CAST(1 AS bigint), ${count}))`,
    moment: (seconds) => `TIMESTAMP '1970-01-01' + (${seconds}) * INTERVAL '1 second'`,
  },
}
