/**
 * Names of places, each in at most `most` characters. A long one loses its end; where that would make it the same as
 * another, it loses its middle, so that what tells them apart is seen.
 */
export function shortNames(names: readonly string[], most: number): string[] {
  const cut = names.map((name) => (name.length > most ? `${name.slice(0, most - 1)}…` : name))
  const times = new Map<string, number>()
  for (const name of cut) times.set(name, (times.get(name) ?? 0) + 1)
  const end = Math.floor((most - 1) / 2)
  return names.map((name, i) => {
    const short = cut[i] ?? name
    if (name.length <= most || times.get(short) === 1) return short
    return `${name.slice(0, most - 1 - end)}…${name.slice(-end)}`
  })
}
