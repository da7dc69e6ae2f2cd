/** Two texts line by line: what of the first stays, goes, and what of the second comes. */

export interface DiffLine {
  readonly kind: 'same' | 'yours' | 'solution'
  readonly text: string
}

/** The shortest list of lines that leads from one text to the other. Blanks at the end of a line do not count. */
export function diffLines(yours: string, solution: string): DiffLine[] {
  const a = lines(yours)
  const b = lines(solution)
  const common = commonLengths(a, b)
  const all: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const [mine, theirs] = [a[i], b[j]]
    if (mine !== undefined && mine === theirs) {
      all.push({ kind: 'same', text: mine })
      i++
      j++
    } else if (theirs === undefined || (mine !== undefined && at(common, i + 1, j) >= at(common, i, j + 1))) {
      all.push({ kind: 'yours', text: mine ?? '' })
      i++
    } else {
      all.push({ kind: 'solution', text: theirs })
      j++
    }
  }
  return all
}

function lines(text: string): string[] {
  return text.trim() === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => line.trimEnd())
}

/** For each pair of places, the length of the longest common subsequence of what follows. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = lengths[i]
      if (row === undefined) continue
      row[j] =
        a[i] === b[j] ? at(lengths, i + 1, j + 1) + 1 : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1))
    }
  return lengths
}

function at(lengths: readonly (readonly number[])[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0
}
