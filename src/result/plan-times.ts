import type { PlanStep } from './plan'

/**
 * Milliseconds of each step without its inputs; undefined where nothing was measured. PostgreSQL writes a CTE and an
 * InitPlan at the step that holds them, but their time is in that of the steps which read them.
 */
export function ownTimes(steps: readonly PlanStep[]): (number | undefined)[] {
  const own = steps.map(({ total }) => total)
  const spend = (at: number, ms: number) => {
    const spent = Math.min(ms, own[at] ?? 0)
    if (own[at] !== undefined) own[at] -= spent
    return ms - spent
  }
  /** Indices of a step and of all below it. */
  const branch = (at: number) => {
    const end = steps.findIndex(({ level }, i) => i > at && level <= (steps[at]?.level ?? 0))
    return steps.map((_, i) => i).slice(at, end < 0 ? undefined : end)
  }
  const slowest = (list: readonly number[]) => list.toSorted((a, b) => (own[b] ?? 0) - (own[a] ?? 0))

  const holderOf = steps.map(({ level }, at) =>
    steps.findLastIndex((step, i) => i < at && step.level < level),
  )
  const isApart = ({ notes: [what = ''] }: PlanStep) => /^(CTE|InitPlan) /.test(what)
  steps.forEach((step, at) => {
    if (!isApart(step)) spend(holderOf[at] ?? -1, step.total ?? 0)
  })
  steps.forEach((step, at) => {
    if (!isApart(step)) return
    const [what = ''] = step.notes
    const holder = holderOf[at] ?? -1
    const inside = branch(at)
    const others = branch(holder).filter((i) => !inside.includes(i))
    let left = step.total ?? 0
    // only the step has quotes around a name that needs them
    const cte = what.slice(4)
    const names = [cte, `"${cte.replaceAll('"', '""')}"`]
    let readers = others.filter((i) =>
      what.startsWith('CTE ')
        ? steps[i]?.name === 'CTE Scan' &&
          names.some((name) => `${steps[i]?.rest ?? ''} `.startsWith(` on ${name} `))
        : steps[i]?.notes.some((note) => note.includes(`(${what}).`)),
    )
    // which step has it in its list of columns is not told: the one that holds it, if it has the time
    if (readers.length === 0 && !what.startsWith('CTE '))
      readers = (own[holder] ?? 0) >= left ? [holder] : slowest(others).slice(0, 1)
    for (const reader of slowest(readers)) left = spend(reader, left)
  })
  return own
}
