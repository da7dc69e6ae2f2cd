/** What a bound of a range, or an element of an array, is sorted by; undefined where its text is not understood. */
export type PartKey = (text: string) => string | undefined

/**
 * A range as PostgreSQL writes it (`[1,5)`, `empty`, `(,"2024-01-01 00:00:00"]`), as a text that sorts as ranges do: an
 * empty one first, then by the lower bound, then by the upper one.
 */
export function rangeKey(text: string, partKey: PartKey): string | undefined {
  if (text === 'empty') return '0'
  const [, opened, lower = '', upper = '', closed] = range.exec(text) ?? []
  if (opened === undefined) return undefined
  const low = lower === '' ? '0' : bound(lower, partKey, opened === '[' ? '0' : '1')
  const high = upper === '' ? '2' : bound(upper, partKey, closed === ']' ? '1' : '0')
  return low === undefined || high === undefined ? undefined : `1${low}${high}`
}

/** Several ranges (`{[1,3),[5,8)}`): range by range, and the shorter list first. */
export function multirangeKey(text: string, partKey: PartKey): string | undefined {
  if (!/^\{.*\}$/.test(text)) return undefined
  const keys = (text.match(/[[(][^\])]*[\])]/g) ?? []).map((each) => rangeKey(each, partKey))
  return keys.includes(undefined) ? undefined : keys.join('')
}

const range = /^([[(])"?([^",]*)"?,"?([^",]*)"?([\])])$/

function bound(text: string, partKey: PartKey, side: '0' | '1'): string | undefined {
  const key = partKey(text)
  return key === undefined ? undefined : `1${key}${side}`
}
