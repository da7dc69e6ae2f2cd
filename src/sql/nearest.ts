/** Whether two words differ by one letter: left out, put in, another one, or two that changed places. */
export function isSlip(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  const least = Math.min(a.length, b.length) - start
  while (end < least && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  if (x.length <= 1 && y.length <= 1) return true
  return x.length === 2 && y.length === 2 && x[0] === y[1] && x[1] === y[0]
}

/** The one of the names that a word was most likely meant to be; undefined where none or several are near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  if (word.length < 3) return undefined
  const small = word.toLowerCase()
  const near = names.filter((name) => isSlip(small, name.toLowerCase()))
  return new Set(near).size === 1 ? near[0] : undefined
}
