/** Lists, times and calls of PostgreSQL that SQLite has under another form. */
import { argumentsOf } from './copy-calls'
import type { Edit, Piece } from './copy-pieces'

/** SQLite's form for what begins at each of these pieces; nothing for what both engines take. */
export function formEdits(all: readonly Piece[]): Edit[] {
  return all.flatMap((piece, i): Edit[] => {
    if (piece.kind === 'mark') return listEdits(all, i)
    return piece.kind === 'word' && all[i - 1]?.text !== '.' ? callEdits(all, i) : []
  })
}

const put = (from: number, to: number, text: string): Edit => ({ from, to, text })
const word = (piece: Piece | undefined) => (piece?.kind === 'word' ? piece.text.toUpperCase() : '')

const lists: Partial<Record<string, string>> = { '=ANY': 'IN (', '<>ALL': 'NOT IN (' }

/** `= ANY (ARRAY[a, b])`, in any number of parentheses, as `IN (a, b)`. */
function listEdits(all: readonly Piece[], i: number): Edit[] {
  const sign = all[i]
  const instead = lists[`${sign?.text ?? ''}${word(all[i + 1])}`]
  if (sign === undefined || instead === undefined || all[i + 2]?.text !== '(') return []
  const { close } = argumentsOf(all, i + 2)
  let array = i + 3
  while (all[array]?.text === '(') array++
  const open = all[array + 1]
  const end = closingBracket(all, array + 1)
  const last = all[end]
  if (word(all[array]) !== 'ARRAY' || open?.text !== '[' || last === undefined || close === undefined)
    return []
  const rest = all.slice(end + 1, all.indexOf(close))
  if (!rest.every(({ text }) => text === ')')) return []
  return [put(sign.from, open.to, instead), put(last.from, close.to, ')')]
}

function closingBracket(all: readonly Piece[], at: number): number {
  let depth = 0
  return all.findIndex(({ text }, i) => {
    if (i >= at && text === '[') depth++
    return i >= at && text === ']' && --depth === 0
  })
}

const timeParts: Partial<Record<string, string>> = {
  YEAR: '%Y',
  MONTH: '%m',
  DAY: '%d',
  HOUR: '%H',
  MINUTE: '%M',
}

function callEdits(all: readonly Piece[], i: number): Edit[] {
  const name = all[i]
  const open = all[i + 1]
  const { close } = open?.text === '(' ? argumentsOf(all, i + 1) : { close: undefined }
  if (name === undefined) return []
  const inside = close === undefined ? [] : all.slice(i + 2, all.indexOf(close))
  switch (word(name)) {
    case 'NOW':
    case 'STATEMENT_TIMESTAMP':
    case 'TRANSACTION_TIMESTAMP':
    case 'CLOCK_TIMESTAMP':
      return close !== undefined && inside.length === 0 ? [put(name.from, close.to, 'CURRENT_TIMESTAMP')] : []
    case 'LOCALTIMESTAMP':
    case 'CURRENT_TIMESTAMP':
      return [put(name.from, close?.to ?? name.to, 'CURRENT_TIMESTAMP')]
    case 'CHAR_LENGTH':
    case 'CHARACTER_LENGTH':
      return close === undefined ? [] : [put(name.from, name.to, 'length')]
    case 'SUBSTRING': {
      const [from, begin, count, length] = inside.slice(-4)
      const isCounted = word(from) === 'FROM' && begin?.kind === 'number' && word(count) === 'FOR'
      if (!isCounted || length?.kind !== 'number' || from === undefined || count === undefined) return []
      return [put(name.from, name.to, 'substr'), put(from.from, from.to, ','), put(count.from, count.to, ',')]
    }
    case 'TRIM': {
      const [both, from] = inside
      if (word(both) !== 'BOTH' || word(from) !== 'FROM' || open === undefined || from === undefined)
        return []
      return [put(name.from, from.to, 'trim(')]
    }
    case 'EXTRACT': {
      const [part, from] = inside
      const format = timeParts[word(part)]
      if (format === undefined || word(from) !== 'FROM' || from === undefined || close === undefined)
        return []
      return [
        put(name.from, from.to, `CAST(strftime('${format}',`),
        put(close.from, close.to, ') AS INTEGER)'),
      ]
    }
    default:
      return []
  }
}
