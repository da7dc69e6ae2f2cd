import type { Advice, Complaint, Rule } from './advice'
import type { Reading } from './reading'

/** Values that PostgreSQL would make fit its column's type, and SQLite's tables refuse by a check named after it. */
export const checkRule: Rule = { find: misfit }

const types: readonly (readonly [
  check: RegExp,
  cure: (found: RegExpExecArray) => readonly [string, string],
])[] = [
  [
    /(\w+)_is_decimal_\d+_(\d+)$/,
    ([, column = '', decimals = '']) => [
      `\`${column}\` takes amounts with at most ${decimals} decimals: write \`round(…, ${decimals})\`.`,
      'PostgreSQL rounds to the type of the column by itself. SQLite keeps what it is given, so that the table checks it.',
    ],
  ],
  [
    /(\w+)_is_timestamp$/,
    ([, column = '']) => [
      `\`${column}\` takes a date with its time, as \`'2024-01-15 10:00:00'\`: write it whole, or \`datetime(…)\` around it.`,
      'PostgreSQL completes a date to a timestamp by itself. SQLite keeps the text it is given, so that the table checks it.',
    ],
  ],
  [
    /(\w+)_is_varchar_(\d+)$/,
    ([, column = '', length = '']) => [
      `\`${column}\` takes a text of at most ${length} characters.`,
      'SQLite does not enforce the length of a type by itself, so that the table checks it.',
    ],
  ],
  [
    /(\w+)_is_integer$/,
    ([, column = '']) => [
      `\`${column}\` takes whole numbers: \`CAST(… AS INTEGER)\` makes one.`,
      'SQLite would keep any other value in the column as well, so that the table checks it.',
    ],
  ],
]

function misfit(sql: Reading, complaint: Complaint | null): Advice | null {
  const name = /^CHECK constraint failed: (\w+)$/.exec(complaint?.message ?? '')?.[1] ?? ''
  for (const [check, cure] of types) {
    const found = check.exec(name)
    if (found === null) continue
    const place =
      sql.pieces.find((piece) => piece.text.toLowerCase() === found[1]?.toLowerCase()) ?? sql.pieces[0]
    if (place === undefined) return null
    const [title, why] = cure(found)
    return { title, why, from: place.from, to: place.to }
  }
  return null
}
