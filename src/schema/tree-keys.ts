import type { TreeRow } from './tree-row'

/** What a key does to the tree. */
export type TreeMove =
  | { readonly kind: 'go'; readonly to: number }
  | { readonly kind: 'open' | 'close' | 'insert' }
  | { readonly kind: 'none' }

const none: TreeMove = { kind: 'none' }

/**
 * The keys of the tree pattern in the ARIA Authoring Practices Guide: up and down, left to close or go to the parent,
 * right to open or go to the first child, Home and End, Page Up and Down; Enter inserts and Space opens or closes.
 * `page` is how many lines a page key moves.
 */
export function treeMove(rows: readonly TreeRow[], at: number, key: string, page: number): TreeMove {
  const row = rows[at]
  if (!row) return none
  const go = (to: number): TreeMove => ({ kind: 'go', to: Math.min(Math.max(to, 0), rows.length - 1) })
  switch (key) {
    case 'ArrowDown':
      return go(at + 1)
    case 'ArrowUp':
      return go(at - 1)
    case 'Home':
      return go(0)
    case 'End':
      return go(rows.length - 1)
    case 'PageDown':
      return go(at + page)
    case 'PageUp':
      return go(at - page)
    case 'ArrowRight':
      return row.expanded === undefined ? none : row.expanded ? go(at + 1) : { kind: 'open' }
    case 'ArrowLeft':
      return row.expanded ? { kind: 'close' } : go(parentOf(rows, at))
    case ' ':
      return row.expanded === undefined ? none : { kind: row.expanded ? 'close' : 'open' }
    case 'Enter':
      if (row.insert) return { kind: 'insert' }
      return row.expanded === undefined ? none : { kind: row.expanded ? 'close' : 'open' }
    default:
      return none
  }
}

/** The line above that is one level higher; the line itself at the top level. */
export function parentOf(rows: readonly TreeRow[], at: number): number {
  const level = rows[at]?.level ?? 1
  for (let i = at - 1; i >= 0; i--) if ((rows[i]?.level ?? 1) < level) return i
  return at
}

/** The next line whose name begins with what was typed, going round; one letter again and again walks through its lines. */
export function typeAhead(rows: readonly TreeRow[], at: number, typed: string): number {
  const letters = typed.toLowerCase()
  const same = [...letters].every((letter) => letter === letters[0])
  const wanted = same ? letters.slice(0, 1) : letters
  const first = same ? at + 1 : at
  for (let step = 0; step < rows.length; step++) {
    const i = (first + step) % rows.length
    if (rows[i]?.name.toLowerCase().startsWith(wanted)) return i
  }
  return at
}
