/** Calls of SQLite's functions that PostgreSQL has under another form. */
import type { Edit, Piece } from './copy-pieces'

/** `round(x)` and `round(x, 2)`, which go up from a half in PostgreSQL for numeric only, and `iif(a, b, c)`, which it does not have. */
export function callEdits(all: readonly Piece[]): Edit[] {
  return all.flatMap((piece, i): Edit[] => {
    const name = piece.kind === 'word' ? piece.text.toLowerCase() : ''
    const open = all[i + 1]
    if ((name !== 'round' && name !== 'iif') || open?.text !== '(') return []
    const { commas, close } = argumentsOf(all, i + 1)
    const [first, second, more] = commas
    if (close === undefined || more !== undefined) return []
    const put = (at: number, text: string): Edit => ({ from: at, to: at, text })
    const instead = ({ from, to }: Piece, text: string): Edit => ({ from, to, text })
    // a half of double precision is rounded to the even number
    if (name === 'round')
      return second === undefined ? [put(open.to, 'CAST('), put((first ?? close).from, ' AS numeric)')] : []
    if (first === undefined) return []
    const begin: Edit = { from: piece.from, to: open.to, text: '(CASE WHEN ' }
    const otherwise = second === undefined ? [] : [instead(second, ' ELSE')]
    return [begin, instead(first, ' THEN'), ...otherwise, instead(close, ' END)')]
  })
}

/** The commas between the arguments of a call whose parenthesis opens at `at`, and what closes it. */
export function argumentsOf(
  all: readonly Piece[],
  at: number,
): { commas: readonly Piece[]; close: Piece | undefined } {
  const commas: Piece[] = []
  let depth = 0
  for (const piece of all.slice(at)) {
    if (piece.text === '(') depth++
    else if (piece.text === ')' && --depth === 0) return { commas, close: piece }
    else if (piece.text === ',' && depth === 1) commas.push(piece)
  }
  return { commas, close: undefined }
}
