/** The table of faults, from what a run of the tests gave. */
import type { Row } from './rows'

/** One test of a run. */
export interface Ran {
  /** under `test/` */
  readonly file: string
  /** with the names of what it is in */
  readonly name: string
  readonly state: string
  readonly ms: number
}

/** A name as it is written in a file, as a pattern for the names it has in a run. */
function pattern(words: string): RegExp {
  const parts = words.split(/%[sij]|\$\{[^}]*\}/)
  return new RegExp(parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*'), 's')
}

/** Scripts kill browsers and run with `npm run test:all`; everything else is in each run. */
const isScript = (file: string) => file.endsWith('.mjs')

/** What the tests of one proof gave; a machine without the native programs skips those beside them. */
function verdict(tests: readonly Ran[]): 'held' | 'skipped' | 'failed' | 'missing' {
  if (tests.length === 0) return 'missing'
  if (tests.some(({ state }) => state === 'failed' || state === 'pending')) return 'failed'
  return tests.some(({ state }) => state === 'passed') ? 'held' : 'skipped'
}

/** `lines` is the table with its head; `open` names each proof of which nothing ran, or not everything passed. */
export function table(
  rows: readonly Row[],
  ran: readonly Ran[],
): { readonly lines: readonly string[]; readonly open: readonly string[] } {
  const open: string[] = []
  const lines = rows.map(({ row, fault, outcome, figure = '', proof, reason = '' }) => {
    const scripts = [...new Set(proof.map(({ file }) => file).filter(isScript))]
    const proofs = proof
      .filter(({ file }) => !isScript(file))
      .map(({ file, test }) => {
        const wanted = pattern(test)
        const tests = ran.filter((one) => one.file === file && wanted.test(one.name))
        const found = verdict(tests)
        if (found === 'failed' || found === 'missing') open.push(`${row}: ${file}: ${test}: ${found}`)
        return { found, tests }
      })
    const verdicts = proofs.map(({ found }) => found)
    const held = (['failed', 'missing', 'held'] as const).find((word) => verdicts.includes(word))
    const passed = proofs.flatMap(({ tests }) => tests).filter(({ state }) => state === 'passed')
    const seconds = (passed.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(1)
    const figures = [
      figure,
      passed.length > 0 && `${passed.length} passed in ${seconds} s`,
      ...scripts.map((file) => `more in test/${file}`),
      reason,
    ]
    const here = held ?? (verdicts.length > 0 ? 'skipped' : 'only in test:all')
    return [row, fault, outcome, here, figures.filter(Boolean).join('; ')].join(' | ')
  })
  return { lines: ['row | fault | outcome | in this run | figure', ...lines], open }
}
