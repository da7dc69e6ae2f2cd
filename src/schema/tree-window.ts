/** A tree of so many lines is drawn whole: browsing by screen reader and the browser's own search then find every name. */
export const drawnWhole = 64

/**
 * The lines to draw: all of a small tree; else those in view with some spare above and below, and the active one wherever
 * it is (it holds the focus).
 */
export function treeWindow(
  count: number,
  lineHeight: number,
  scrollTop: number,
  viewHeight: number,
  active: number,
): number[] {
  if (count <= drawnWhole) return Array.from({ length: count }, (_, i) => i)
  const spare = 8
  const from = Math.max(0, Math.floor(scrollTop / lineHeight) - spare)
  const to = Math.min(count, Math.ceil((scrollTop + viewHeight) / lineHeight) + spare)
  const lines = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)
  if (active < 0 || active >= count || (active >= from && active < to)) return lines
  return active < from ? [active, ...lines] : [...lines, active]
}
