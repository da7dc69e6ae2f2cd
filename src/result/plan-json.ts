/** A plan that PostgreSQL wrote as JSON, with the steps and the names that it has as text. */
import type { Plan, PlanStep } from './plan'

type Node = Readonly<Record<string, unknown>>

/** The plan in the answer to EXPLAIN (FORMAT JSON); without steps where the text is something else. */
export function planOfJson(text: string): Plan {
  const steps: PlanStep[] = []
  const notes: string[] = []
  for (const whole of nodes(parsed(text))) {
    for (const root of nodes([whole.Plan])) read(root, 0, steps)
    for (const trigger of nodes(whole.Triggers)) notes.push(triggerNote(trigger))
    for (const [name, value] of Object.entries(whole))
      if (name !== 'Plan' && name !== 'Triggers') notes.push(...noteOf(name, value))
  }
  return { steps, notes }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const nodes = (value: unknown): readonly Node[] =>
  Array.isArray(value) ? value.filter((each): each is Node => typeof each === 'object' && each !== null) : []
const words = (node: Node, key: string): string => {
  const value = node[key]
  return typeof value === 'string' ? value : ''
}
const number = (node: Node, key: string): number | undefined => {
  const value = node[key]
  return typeof value === 'number' ? value : undefined
}

function read(node: Node, level: number, steps: PlanStep[]): void {
  const [guessed, rows, time] = ['Plan Rows', 'Actual Rows', 'Actual Total Time'].map((key) =>
    number(node, key),
  )
  const loops = number(node, 'Actual Loops') ?? 0
  steps.push({
    level,
    name: nameOf(node),
    rest: restOf(node),
    notes: [
      ...[words(node, 'Subplan Name')].filter((name) => name !== ''),
      ...Object.entries(node).flatMap(([name, value]) => (told.has(name) ? [] : noteOf(name, value))),
    ],
    ...(guessed !== undefined && { guessed }),
    ...(rows !== undefined && loops > 0 && { real: Math.round(rows * loops) }),
    ...(time !== undefined && loops > 0 && { total: time * loops }),
  })
  for (const inner of nodes(node.Plans)) read(inner, level + 1, steps)
}

/** Keys that are in a step's name, numbers or tree, or say nothing about it. */
const told = new Set([
  ...['Node Type', 'Strategy', 'Partial Mode', 'Join Type', 'Operation', 'Command', 'Scan Direction'],
  ...['Relation Name', 'Schema', 'Alias', 'Index Name', 'CTE Name', 'Function Name', 'Table Function Name'],
  ...['Subplan Name', 'Parent Relationship', 'Parallel Aware', 'Async Capable', 'Inner Unique', 'Plans'],
  ...['Startup Cost', 'Total Cost', 'Plan Rows', 'Plan Width'],
  ...['Actual Startup Time', 'Actual Total Time', 'Actual Rows', 'Actual Loops'],
])

function nameOf(node: Node): string {
  const type = words(node, 'Node Type')
  const strategy = words(node, 'Strategy')
  const join = words(node, 'Join Type')
  const named = (): string => {
    if (type === 'ModifyTable') return words(node, 'Operation')
    if (type === 'Aggregate') {
      const by = { Sorted: 'Group', Hashed: 'Hash', Mixed: 'Mixed' }[strategy] ?? ''
      const part = words(node, 'Partial Mode')
      return `${part === '' || part === 'Simple' ? '' : `${part} `}${by}Aggregate`
    }
    if (type === 'SetOp')
      return `${strategy === 'Hashed' ? 'Hash' : ''}SetOp ${words(node, 'Command')}`.trim()
    if (join !== '' && join !== 'Inner')
      return type.endsWith(' Join') ? type.replace(/Join$/, `${join} Join`) : `${type} ${join} Join`
    return words(node, 'Scan Direction') === 'Backward' ? `${type} Backward` : type
  }
  return `${node['Parallel Aware'] === true ? 'Parallel ' : ''}${named()}`
}

function restOf(node: Node): string {
  const type = words(node, 'Node Type')
  const index = words(node, 'Index Name')
  if (type === 'Bitmap Index Scan') return ` on ${index}`
  const of = ['Relation Name', 'Function Name', 'Table Function Name', 'CTE Name']
    .map((key) => words(node, key))
    .find((name) => name !== '')
  const schema = words(node, 'Schema')
  const alias = words(node, 'Alias')
  const on =
    of === undefined ? alias : `${schema === '' ? '' : `${schema}.`}${of}${alias === of ? '' : ` ${alias}`}`
  return (index === '' ? '' : ` using ${index}`) + (on === '' ? '' : ` on ${on.trimEnd()}`)
}

/** Empty where there is nothing to tell, as the text leaves it out too. */
function noteOf(name: string, value: unknown): string[] {
  if (value === 0 || value === false || value === '' || value === null) return []
  if (Array.isArray(value)) return value.length === 0 ? [] : [`${name}: ${value.map(inWords).join(', ')}`]
  if (typeof value !== 'object') return [`${name}: ${inWords(value)}${/ Time$/.test(name) ? ' ms' : ''}`]
  const inside = Object.entries(value as Node).flatMap(([key, each]) => noteOf(key, each))
  return inside.length === 0 ? [] : [`${name}: ${inside.join(', ')}`]
}

const inWords = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

function triggerNote(trigger: Node): string {
  const constraint = words(trigger, 'Constraint Name')
  const who = constraint === '' ? words(trigger, 'Trigger Name') : `for constraint ${constraint}`
  const ms = number(trigger, 'Time')
  return `Trigger ${who}:${ms === undefined ? '' : ` time=${ms.toFixed(3)}`} calls=${number(trigger, 'Calls') ?? 0}`
}
