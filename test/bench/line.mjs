/** What a measure is given and gives (`launch` starts a browser that paints as often as a screen shows it): lines of the table, medians of times taken in turns. */

/** @typedef {{ browser: import('playwright').Browser, launch: () => Promise<import('playwright').Browser>, tandem: string, bare: string, slowTandem: string, slowBare: string, seed: Record<'sqlite' | 'postgres', readonly string[]>, rounds: number }} Bench */
/** @typedef {{ what: string, ours: number, reference?: number, reach: string, ok: boolean, unit?: string, with?: string }} Line */

/** @param {readonly number[]} times @param {number} [share] */
export function quantile(times, share = 0.5) {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

/** Both in turns. @param {number} rounds @param {() => Promise<number>} ours @param {() => Promise<number>} reference */
export async function inTurns(rounds, ours, reference) {
  const [mine, theirs] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])]
  for (let i = 0; i < rounds; i++) {
    if (i % 2 === 0) mine.push(await ours())
    theirs.push(await reference())
    if (i % 2 === 1) mine.push(await ours())
  }
  return { ours: quantile(mine), reference: quantile(theirs) }
}

/** @param {string} what @param {{ ours: number, reference: number }} times @param {number} most @returns {Line} */
export const ratio = (what, { ours, reference }, most) => ({
  what,
  ours,
  reference,
  reach: `≤ ${most} ×`,
  ok: ours <= most * reference,
})
