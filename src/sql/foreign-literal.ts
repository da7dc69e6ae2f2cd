import type { Dialect } from './dialect'
import type { Advice, Complaint, Rule } from './advice'
import { stoppedAt } from './foreign-rule'
import { markedLength } from './place'
import { isReserved, quoteText } from './quote'
import { type Piece, Reading } from './reading'

/** Rules about quotes, characters, placeholders and casts. */
export const literalRules: Record<Dialect, readonly Rule[]> = {
  sqlite: [
    { silent: true, find: unclosed },
    { find: foreignCharacters },
    { silent: true, find: unboundParameter },
    { find: (sql, complaint) => formatPlaceholder(sql, complaint) },
    { silent: true, find: quotedText },
    { find: doubleColon },
  ],
  postgres: [
    { find: unclosed },
    { find: foreignCharacters },
    { find: (sql, complaint) => formatPlaceholder(sql, complaint) },
    { find: driverParameter },
    { find: missingColumn },
    { find: foreignQuotes('`', 'Backticks are MySQL. PostgreSQL quotes a name with `"`.') },
    { find: foreignQuotes('[', 'Square brackets are SQL Server. PostgreSQL quotes a name with `"`.') },
  ],
}

function unclosed(sql: Reading): Advice | null {
  const piece = sql.pieces.at(-1)
  if (!piece?.open) return null
  const cut = sql.pieces.findIndex(({ kind, to }, i) => {
    const next = sql.pieces[i + 1]
    return kind === 'string' && next?.kind === 'word' && next.from === to
  })
  const { to } = sql.span(cut)
  if (cut >= 0 && sql.text[to - 1] === "'" && piece.text.startsWith("'"))
    return {
      title: "Inside a string, a `'` is written twice.",
      why: 'A single one ends the string, and the words behind it are read as SQL.',
      ...sql.span(cut),
      fix: { from: to - 1, to, text: "''" },
    }
  const mark = piece.text.slice(0, markedLength({ ...piece, value: piece.text }))
  const what = piece.kind === 'comment' ? 'comment' : piece.kind === 'name' ? 'quoted name' : 'string'
  const end = mark === '/*' ? '*/' : mark === '[' ? ']' : mark.startsWith('$') ? mark : mark.slice(-1)
  return {
    title: `This ${what} is not closed.`,
    why: `It begins with \`${mark}\` and takes in everything to the end of the script. Close it with \`${end}\`.`,
    from: piece.from,
    to: piece.from + mark.length,
  }
}

/** What editors, chats and web pages put into code, and what stood there. */
const replacements: readonly (readonly [RegExp, string])[] = [
  [/[‘’‚‛]/g, "'"],
  [/[“”„‟]/g, '"'],
  [/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' '],
  [/[\u200b-\u200d\u2060\ufeff\u00ad]/g, ''],
  [/[–—−]/g, '-'],
]
const foreign = /[‘’‚‛“”„‟\u00a0\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff\u00ad–—−]/
const invisible = /[\u00a0\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff\u00ad]/

function foreignCharacters(sql: Reading): Advice | null {
  const words = sql.pieces.filter((piece) => piece.kind === 'word' && foreign.test(piece.text))
  const [first] = words
  if (first === undefined) return null
  let text = ''
  let end = first.from
  for (const piece of words) {
    text +=
      sql.text.slice(end, piece.from) +
      replacements.reduce((t, [from, to]) => t.replace(from, to), piece.text)
    end = piece.to
  }
  const unseen = invisible.test(first.text)
  return {
    title: unseen
      ? 'There is an invisible character here that is no ordinary blank.'
      : 'These are typographic marks. SQL needs the straight ones: `\'`, `"` and `-`.',
    why: 'Text copied from a document or a chat often brings them along. To the engine they are letters of a name.',
    from: first.from,
    to: first.to,
    fix: { from: first.from, to: end, text },
  }
}

/** SQLite takes a parameter that nobody fills in as NULL. */
function unboundParameter(sql: Reading, complaint: Complaint | null): Advice | null {
  if (/syntax error|unrecognized token/.test(complaint?.message ?? '')) return null
  const piece = sql.pieces.find(({ kind }) => kind === 'parameter')
  // a variable, see the rules about SQL Server
  if (piece === undefined || /^(DECLARE|SET)$/.test(sql.word(0)) || sql.text[piece.from - 1] === '@')
    return null
  return {
    title: `Nothing fills in \`${piece.text}\`: SQLite takes it as NULL.`,
    why: 'It is a placeholder for a program that sends the value along. Here, write the value itself.',
    from: piece.from,
    to: piece.to,
  }
}

/** psycopg's `%s` and `%(name)s`. */
function formatPlaceholder(sql: Reading, complaint: Complaint | null): Advice | null {
  if (!/"%"|%s/.test(complaint?.message ?? '')) return null
  const at = sql.pieces.findIndex(
    (piece, i) =>
      piece.word === '%' &&
      (sql.word(i + 1) === 'S' || sql.word(i + 1) === '(') &&
      sql.pieces[i + 1]?.from === piece.to,
  )
  if (at < 0) return null
  return {
    title: '`%s` is a placeholder of Python drivers.',
    why: 'The driver puts the value in before the engine sees it. Here, write the value itself.',
    ...sql.span(at, 2),
  }
}

/** `?`, `:name` and `$1` in PostgreSQL. */
function driverParameter(sql: Reading, complaint: Complaint | null): Advice | null {
  const numbered = sql.pieces.find(({ kind }) => kind === 'parameter')
  if (numbered !== undefined && /parameter/.test(complaint?.message ?? '')) {
    return {
      title: `Nothing fills in \`${numbered.text}\`.`,
      why: 'It is a placeholder for a program that sends the value along. Here, write the value itself, or `PREPARE` the statement and `EXECUTE` it.',
      from: numbered.from,
      to: numbered.to,
    }
  }
  if (complaint?.code !== '42601' && !/^syntax error/.test(complaint?.message ?? '')) return null
  const at = sql.pieces.findIndex((piece, i) => {
    const opened = i > 0 && /^([=<>,(]|<=|>=|<>|LIKE|IN|VALUES|LIMIT|OFFSET)$/.test(sql.word(i - 1))
    return opened && (piece.word === '?' || (piece.word === ':' && sql.pieces[i + 1]?.kind === 'word'))
  })
  const piece = sql.pieces[at]
  if (piece === undefined) return null
  const span = sql.span(at, piece.word === '?' ? 1 : 2)
  return {
    title: `\`${sql.slice(span)}\` is a placeholder of a driver.`,
    why: 'A program sends the value along. Here, write the value itself.',
    ...span,
  }
}

/** In SQLite "abc" is a string where no such column exists. In VALUES it never is a column. */
function quotedText(sql: Reading): Advice | null {
  const values = sql.find('VALUES')
  const piece = sql.pieces.find(
    (p, i) =>
      p.kind === 'name' &&
      p.text.startsWith('"') &&
      !p.open &&
      ((values >= 0 && i > values && p.depth === 1 && /^[(,]$/.test(sql.word(i - 1))) ||
        sql.word(i - 1) === 'LIKE'),
  )
  return piece
    ? singleQuotes(
        piece.from,
        piece.to,
        piece.text,
        'SQLite lets this pass as a string because there is no such column.',
      )
    : null
}

/** The word in double quotes from `from` to `to` is meant as a string. */
export function singleQuotes(from: number, to: number, text: string, why: string): Advice {
  return {
    title: 'Double quotes name tables and columns. A string takes single quotes.',
    why,
    from,
    to,
    fix: { from, to, text: quoteText(text.slice(1, -1).replaceAll('""', '"'), 'sqlite') },
  }
}

/** PostgreSQL: column "abc" does not exist, and the text has it in double quotes. */
function missingColumn(sql: Reading, complaint: Complaint | null): Advice | null {
  const name = /^column "(.*)" does not exist$/s.exec(complaint?.message ?? '')?.[1]
  const piece = sql.pieces.find(
    (p, i) => p.text === `"${name}"` && sql.word(i - 1) !== '.' && sql.word(i + 1) !== '.',
  )
  // a name that SELECT gives is meant as one
  const given = sql.pieces.some(({ text }, at) => text === piece?.text && sql.word(at - 1) === 'AS')
  return piece && !given
    ? singleQuotes(
        piece.from,
        piece.to,
        piece.text,
        'MySQL and SQLite let it pass as a string. PostgreSQL looks for a column.',
      )
    : null
}

/** MySQL's and SQL Server's quotes. Read as SQLite's tokens, which know them. */
function foreignQuotes(mark: '`' | '[', title: string): Rule['find'] {
  return (sql, complaint) => {
    if (mark === '[' && stoppedAt(complaint) !== mark) return null
    const names = new Reading(sql.text, 'sqlite').pieces.filter(
      ({ kind, from, text, open }) =>
        kind === 'name' &&
        text.startsWith(mark) &&
        !open &&
        // an element of an array follows its name at once
        !(mark === '[' && /[\w)\]"]$/.test(sql.text.slice(0, from))),
    )
    const [first] = names
    if (first === undefined || !sql.pieces.some((piece) => piece.from === first.from && piece.word === mark))
      return null
    return { title, ...requoted(sql, names, first) }
  }
}

function requoted(sql: Reading, names: readonly Piece[], first: Piece): Omit<Advice, 'title'> {
  let text = ''
  let end = first.from
  for (const piece of names) {
    const name = piece.text.slice(1, -1).replaceAll('``', '`')
    // without quotes, PostgreSQL finds it in the small letters it was most likely made with
    const bare = /^[A-Za-z_]\w*$/.test(name) && !isReserved(name, 'postgres')
    text += sql.text.slice(end, piece.from) + (bare ? name : `"${name.replaceAll('"', '""')}"`)
    end = piece.to
  }
  return {
    why: 'Quotes are needed only for capitals, blanks and reserved words.',
    from: first.from,
    to: first.to,
    fix: { from: first.from, to: end, text },
  }
}

/** `a::int` in SQLite. */
function doubleColon(sql: Reading): Advice | null {
  const at = sql.find('::')
  if (at < 1) return null
  let first = at - 1
  if (sql.word(first) === ')') {
    const { depth } = sql.pieces[first] ?? { depth: 0 }
    first = sql.pieces.findLastIndex((piece, i) => i < first && piece.word === '(' && piece.depth === depth)
    if (sql.pieces[first - 1]?.kind === 'word' && !isReserved(sql.word(first - 1), 'sqlite')) first--
  }
  while (first > 1 && sql.word(first - 1) === '.') first -= 2
  const length = sql.word(at + 2) === '(' ? sql.closing(at + 2) - at : 1
  const operand = { from: sql.span(first).from, to: sql.span(at - 1).to }
  const type = sql.slice(sql.span(at + 1, length))
  if (first < 0 || sql.pieces[at + 1]?.kind !== 'word') return null
  const span = { from: operand.from, to: sql.span(at + 1, length).to }
  return {
    title: '`::` is PostgreSQL. The SQL standard writes `CAST(… AS …)`.',
    why: 'Both engines take CAST.',
    ...sql.span(at, 2),
    fix: { ...span, text: `CAST(${sql.slice(operand)} AS ${type})` },
  }
}
