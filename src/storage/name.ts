/** Longest name of a database, in UTF-16 units. */
export const longestName = 100

/** The name as it may be shown in a list: one line, not empty, not endless. */
export function tidyName(name: string): string {
  // control characters, line breaks and the marks that turn the direction of writing
  const tidy = name.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
  // half of a character beyond the BMP, where a name was cut, is no character
  return (
    tidy
      .slice(0, longestName)
      .replace(/[\ud800-\udbff]$/, '')
      .trim() || 'Untitled'
  )
}

/** The name, or the first of `name 2`, `name 3` … that nobody has. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  const wanted = tidyName(name)
  if (!taken.has(wanted)) return wanted
  const stem = wanted.replace(/ \d+$/, '')
  for (let number = 2; ; number++) {
    const candidate = `${stem} ${number}`
    if (!taken.has(candidate)) return candidate
  }
}
