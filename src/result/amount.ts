/** Amounts in the page's own voice. Values of a result are never written with these: they stay as the engine wrote them. */

/** `1234567` → `1,234,567` */
export function count(n: number): string {
  return Math.trunc(n)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 row`, `6 rows`, `0 rows` */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`
}

/** Milliseconds as `1.2 ms`, from a second on as `3.2 s`, from a hundred minutes on still in seconds with commas. */
export function duration(ms: number): string {
  if (ms < 999.95) return `${Math.max(0, ms).toFixed(1)} ms`
  const tenths = Math.round(ms / 100)
  return `${count(tenths / 10)}.${tenths % 10} s`
}

/** Bytes in decimal units: `5 bytes`, `64 KB`, `1.5 MB`, `100 MB`. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte')
  let size = bytes / 1000
  for (const unit of ['KB', 'MB']) {
    if (size < 999.5) return `${rounded(size)} ${unit}`
    size /= 1000
  }
  return `${rounded(size)} GB`
}

const rounded = (size: number): string =>
  size < 9.95 ? size.toFixed(1).replace(/\.0$/, '') : count(Math.round(size))
