/** Fenced blocks of a step, named by their purpose: ```sql solution postgres. */
import { dialects, type Dialect } from '../sql/dialect.ts'

/** What a fence is for, and what may follow the purpose in its first line. */
const purposes = {
  start: { language: 'sql', place: 'step' },
  solution: { language: 'sql', place: 'step' },
  verify: { language: 'sql', place: 'step' },
  accepts: { language: 'sql', place: 'step' },
  refuses: { language: 'sql', place: 'step' },
  show: { language: 'sql', place: 'step' },
  fails: { language: 'sql', place: 'step', note: 'the message the engine gives, or a part of it' },
  result: { language: 'sql', place: 'step', note: 'the number of rows and then a caption' },
  assert: { language: 'sql', place: 'step', note: 'the value the query gives' },
  figure: { language: 'yaml', place: 'step', note: 'its kind: join, window, truth or timeline' },
  quiz: { language: 'yaml', place: 'step' },
  task: { language: '', place: 'step' },
  hint: { language: '', place: 'step' },
  after: { language: '', place: 'step' },
  alternative: { language: 'sql', place: 'answers' },
  mutant: { language: 'sql', place: 'answers', note: 'why it is wrong' },
} as const satisfies Record<string, PurposeRule>

interface PurposeRule {
  readonly language: '' | 'sql' | 'yaml'
  /** the step's own file, or the file of answers beside it */
  readonly place: 'step' | 'answers'
  /** what the rest of the first line must say; may be left out where absent */
  readonly note?: string
}

export type Purpose = keyof typeof purposes

export interface Fence {
  readonly file: string
  readonly purpose: Purpose
  /** undefined: for every engine of the step */
  readonly dialect?: Dialect
  /** the rest of the first line */
  readonly note: string
  readonly text: string
  /** line of the file on which the fence's text begins */
  readonly line: number
}

/** Reads a fence's first line; a string says what is wrong with it. */
export function readFence(
  info: string,
  text: string,
  place: PurposeRule['place'],
  { file, line }: { readonly file: string; readonly line: number },
): Fence | string {
  const words = info.trim().split(/\s+/)
  const language = words[0] === 'sql' || words[0] === 'yaml' ? words.shift() : ''
  const name = words.shift() ?? ''
  if (!isPurpose(name))
    return `A fence needs a purpose, "${name}" is none. Purposes here: ${listPurposes(place)}.`
  const rule: PurposeRule = purposes[name]
  if (rule.place !== place)
    return place === 'step'
      ? `"${name}" belongs in the file of answers beside the step (….answers.md).`
      : `"${name}" belongs in the step's own file.`
  if (rule.language !== language) return `Write the first line as \`\`\`${firstLine(name)}.`
  const dialect = dialects.find((one) => one === words[0])
  if (dialect !== undefined) words.shift()
  const note = words.join(' ')
  if (rule.note !== undefined && note === '') return `Say ${rule.note}: \`\`\`${firstLine(name)} ….`
  if (text.trim() === '' && name !== 'start') return 'The fence is empty. Fill it or remove it.'
  return { purpose: name, ...(dialect === undefined ? {} : { dialect }), note, text, file, line }
}

function isPurpose(name: string): name is Purpose {
  return Object.hasOwn(purposes, name)
}

function firstLine(name: Purpose): string {
  const { language } = purposes[name]
  return language === '' ? name : `${language} ${name}`
}

function listPurposes(place: PurposeRule['place']): string {
  const names = Object.keys(purposes).filter(isPurpose)
  return names
    .filter((name) => purposes[name].place === place)
    .map(firstLine)
    .join(', ')
}
