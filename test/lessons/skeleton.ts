/** `npm run lesson:new sql/left-join/07-counting`: the files of a step to fill in. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes the files that are not there yet; says what it made. Throws a sentence when the place is not one. */
export function create(root: string, place: string, say: (line: string) => void): void {
  const [part, lesson, step, ...rest] = place.split('/').filter((word) => word !== '')
  if (part === undefined || lesson === undefined || step === undefined || rest.length > 0)
    throw new Error(
      'Say where: npm run lesson:new <part>/<lesson>/<step>, for example sql/left-join/07-counting.',
    )
  const partFolder = folder(join(root, 'lessons'), part)
  if (partFolder === null) throw new Error(`There is no part "${part}" in lessons/.`)
  const lessonFolder = folder(partFolder, lesson) ?? make(partFolder, lesson, say)
  const file = join(lessonFolder, `${numbered(lessonFolder, step)}.md`)
  if (existsSync(file)) throw new Error(`${file} is there already.`)
  const words = step.replace(/^\d\d-/, '')
  write(join(lessonFolder, 'lesson.md'), lessonText(lesson.replace(/^\d\d-/, '')), say)
  write(file, stepText(`${lesson.replace(/^\d\d-/, '')}-${words}`, words), say)
  write(file.replace(/\.md$/, '.answers.md'), answersText(words), say)
}

/** A folder by its name with or without its number. */
function folder(inside: string, name: string): string | null {
  const found = readdirSync(inside).find((entry) => entry === name || entry.replace(/^\d\d-/, '') === name)
  return found === undefined ? null : join(inside, found)
}

/** A lesson that chapter.md plans gets its number; no other lesson does. */
function make(inside: string, name: string, say: (line: string) => void): string {
  const planned = plannedIn(inside)
  const here = planned.find(({ slug }) => slug === name || slug.startsWith(`${name}-`))
  const number = here && String(here.number).padStart(2, '0')
  const taken = planned.map((lesson) => lesson.number)
  const path = join(inside, number === undefined ? numbered(inside, name, taken) : `${number}-${name}`)
  mkdirSync(path)
  if (here) say(`remove lesson ${here.number} from what is planned in ${join(inside, 'chapter.md')}`)
  return path
}

function plannedIn(part: string): { readonly number: number; readonly slug: string }[] {
  const file = join(part, 'chapter.md')
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').matchAll(/^ *- number: (\d+)\n *title: (.*)$/gm)
  return [...lines].map(([, number, title = '']) => ({
    number: Number(number),
    slug:
      title
        .toLowerCase()
        .match(/[a-z0-9]+/g)
        ?.join('-') ?? '',
  }))
}

/** The name with its number, the next free one where it has none; `taken` are not free. */
function numbered(inside: string, name: string, taken: readonly number[] = []): string {
  if (!/^(\d\d-)?[a-z][a-z0-9-]*$/.test(name))
    throw new Error(
      `"${name}" is no name: use lower-case words and hyphens, with two digits before them if you like.`,
    )
  if (/^\d\d-/.test(name)) return name
  const numbers = readdirSync(inside).map((entry) => Number(/^\d\d/.exec(entry)?.[0] ?? 0))
  return `${String(Math.max(0, ...numbers, ...taken) + 1).padStart(2, '0')}-${name}`
}

function write(path: string, text: string, say: (line: string) => void): void {
  if (existsSync(path)) return
  writeFileSync(path, text)
  say(`made ${path}`)
}

function title(words: string): string {
  const text = words.replaceAll('-', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function lessonText(name: string): string {
  return `---
title: ${title(name)}
minutes: 15
question: What does the business want to know?
---
`
}

function stepText(id: string, words: string): string {
  return `---
id: ${id}
title: ${title(words)}
kind: write
check:
  kind: rows
  rows: one per customer
  columns: [name]
  ordered: [name]
---

One idea, in sixty to a hundred and twenty words.

\`\`\`task
List the names of all customers, by name.
\`\`\`

\`\`\`sql start
SELECT * FROM customers;
\`\`\`

\`\`\`sql solution
SELECT name FROM customers ORDER BY name;
\`\`\`

\`\`\`hint
The idea.
\`\`\`

\`\`\`after
Why it works.
\`\`\`
`
}

function answersText(words: string): string {
  const fence = (purpose: string) => `\`\`\`sql ${purpose}\nSELECT 'write me';\n\`\`\`\n`
  const right = ['alternative', 'alternative', 'alternative'].map(fence)
  const wrong = ['a', 'b', 'c', 'd'].map((letter) => fence(`mutant why ${letter} is wrong`))
  return `# Answers to: ${title(words)}\n\n## Right\n\n${right.join('\n')}\n## Wrong\n\n${wrong.join('\n')}`
}
