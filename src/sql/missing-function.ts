/** A function of another engine. */
export interface Foreign {
  /** whose function it is */
  readonly of: string
  /** what there is instead, the second half of the title */
  readonly cure: string
  readonly why?: string
  /** the call in this dialect; null where the arguments are not understood */
  readonly text?: (args: readonly string[]) => string | null
}

export const oracle = 'Oracle'
export const mysql = 'MySQL'
export const server = 'SQL Server'
export const pg = 'PostgreSQL'
export const lite = 'SQLite'

/** A function that only has another name, with the same arguments. */
export const renamed = (of: string, name: string, engine: string, why?: string): Foreign => ({
  of,
  cure: `${engine} calls it \`${name}\`.`,
  why,
  text: (args) => `${name}(${args.join(', ')})`,
})
export const instead = (of: string, cure: string, text: Foreign['text'], why?: string): Foreign => ({
  of,
  cure,
  text,
  why,
})

/** MySQL's FORMAT(x, 2); `text` makes the call from x, the decimals (`.00`) and their number. */
export function money(engine: string, text: (x: string, zeros: string, digits: string) => string): Foreign {
  return instead(
    mysql,
    engine === 'SQLite'
      ? "In SQLite it is `format('%,.2f', …)`."
      : "In PostgreSQL it is `to_char(…, 'FM999,990.00')`.",
    ([x, digits]) =>
      x === undefined || !/^\d$/.test(digits ?? '')
        ? null
        : text(x, digits === '0' ? '' : `.${'0'.repeat(Number(digits))}`, digits ?? ''),
    `\`FORMAT(x, 2)\` writes a number with two decimals in MySQL. ${engine === 'SQLite' ? 'SQLite reads the first argument as a pattern, and drops the second without a word.' : 'In PostgreSQL the first argument is a pattern with %s.'}`,
  )
}

/** Functions of other databases that CASE says in every engine. */
export const asCase: Readonly<Record<string, Foreign>> = {
  NVL2: instead(
    oracle,
    'The standard is `CASE WHEN … THEN … ELSE … END`.',
    ([x, yes, no]) => (no === undefined ? null : `CASE WHEN ${x} IS NOT NULL THEN ${yes} ELSE ${no} END`),
    'Every engine has CASE.',
  ),
  DECODE: instead(
    oracle,
    'The standard is `CASE … WHEN … THEN … END`.',
    ([x, ...pairs]) => {
      if (pairs.length < 2 || pairs.some((each) => /^null$/i.test(each))) return null
      const whens = pairs.flatMap((value, i) =>
        i % 2 === 1 ? [] : i + 1 < pairs.length ? [`WHEN ${value} THEN ${pairs[i + 1]}`] : [`ELSE ${value}`],
      )
      return `CASE ${x} ${whens.join(' ')} END`
    },
    'Every engine has CASE.',
  ),
}

/** SQL Server's ISNULL(x, y), and MySQL's ISNULL(x); `orElse` is what has two values. */
export const isNull = (orElse: Foreign): Foreign => ({
  ...orElse,
  text: (args) => (args.length === 1 ? `(${args[0]} IS NULL)` : (orElse.text?.(args) ?? null)),
})
