/** One step: `<nn-step>.md` and, beside it, `<nn-step>.answers.md` with the answers that must pass and must fail. */
import type { Check } from '../course/check.ts'
import type { ByDialect, Step } from '../course/lesson.ts'
import type { Block, BlockContent, Choice, Inline } from '../course/prose.ts'
import type { Dialect } from '../sql/dialect.ts'
import { stepSchema, type StepMatter } from './course-schema.ts'
import { readFence, type Fence } from './fence.ts'
import { figureSchemas, isFigureKind, makeFigure, quizSchema, type FigureSpec } from './figure.ts'
import { readFrontMatter, readYaml } from './front-matter.ts'
import { readLine, readMarkdown, words, type Writing } from './markdown.ts'
import { checkNumbers } from './numbers.ts'
import type { Problems } from './problems.ts'
import { sqlSpans } from './sql-spans.ts'

/** A step with what only the tests need. */
export interface StepSource {
  readonly file: string
  readonly step: Step
  /** every fence of the step and of its answers, in order */
  readonly fences: readonly Fence[]
}

export interface StepFiles {
  /** path as shown in problems */
  readonly file: string
  readonly text: string
  readonly answers: { readonly file: string; readonly text: string } | null
  link(href: string): string | null
}

const mostWords = 200
const mostHints = 3

/** Reads a step; null when its front matter is wrong. Every mistake found is in `problems`. */
export function readStep(files: StepFiles, problems: Problems): StepSource | null {
  const { file } = files
  const { data, body, bodyLine } = readFrontMatter(file, files.text, stepSchema, problems)
  if (data === null) return null
  const fences: Fence[] = []
  const reader = new StepReader(files, data, problems, fences)
  const prose = readMarkdown(body, bodyLine, reader.writing)
  const answers = files.answers === null ? [] : readAnswers(files.answers, problems)
  const step = reader.step(prose)
  checkShape(step, files, fences, problems)
  checkNumbers(step, data.facts, [...fences], problems)
  return { file, step, fences: [...fences, ...answers] }
}

class StepReader {
  readonly writing: Writing

  constructor(
    readonly files: StepFiles,
    readonly matter: StepMatter,
    readonly problems: Problems,
    readonly fences: Fence[],
  ) {
    this.writing = {
      file: files.file,
      problems,
      link: (href) => files.link(href),
      fence: (info, text, line) => this.#fence(info, text, line),
    }
  }

  step(prose: readonly Block[]): Step {
    const { id, title, kind, engines, dataset } = this.matter
    const blocks = (purpose: 'task' | 'after') =>
      this.fences.filter((fence) => fence.purpose === purpose).flatMap((fence) => this.#blocks(fence))
    return {
      id,
      title,
      kind,
      engines,
      dataset,
      check: checkOf(this.matter),
      prose,
      task: blocks('task'),
      after: blocks('after'),
      start: this.#each((dialect) => this.#one('start', dialect) ?? ''),
      solution: this.#each((dialect) => this.#one('solution', dialect) ?? this.#one('start', dialect) ?? ''),
      hintCount: this.#each((dialect) => this.#all('hint', dialect).length),
      hints: this.#each((dialect) =>
        this.#all('hint', dialect).map((fence) => this.#blocks({ ...fence, dialect: undefined })),
      ),
      verify: this.#each((dialect) => this.#all('verify', dialect).map((fence) => fence.text)),
      accepts: this.#each((dialect) => this.#all('accepts', dialect).map((fence) => fence.text)),
      refuses: this.#each((dialect) => this.#all('refuses', dialect).map((fence) => fence.text)),
      quiz: this.#each((dialect) => this.#all('quiz', dialect).flatMap((fence) => this.#choices(fence))),
    }
  }

  #each<T>(make: (dialect: Dialect) => T): ByDialect<T> {
    return Object.fromEntries(this.matter.engines.map((dialect) => [dialect, make(dialect)]))
  }

  #all(purpose: Fence['purpose'], dialect: Dialect): Fence[] {
    return fencesFor(this.fences, purpose, dialect)
  }

  /** A fence for the dialect goes before one for both. */
  #one(purpose: Fence['purpose'], dialect: Dialect): string | undefined {
    const all = this.#all(purpose, dialect)
    return (all.find((fence) => fence.dialect === dialect) ?? all[0])?.text
  }

  #blocks(fence: Pick<Fence, 'text' | 'line'> & { readonly dialect?: Dialect | undefined }): Block[] {
    const only = fence.dialect === undefined ? {} : { only: fence.dialect }
    return readMarkdown(fence.text, fence.line, this.writing).map((block) => ({ ...block, ...only }))
  }

  #choices(fence: Fence): Choice[] {
    const quiz = readYaml(this.files.file, fence.line, fence.text, quizSchema, this.problems)
    return (quiz?.choices ?? []).map(({ text, right, why }) => ({
      inner: this.#line(text, fence.line),
      right,
      why: this.#line(why, fence.line),
    }))
  }

  #line(text: string, line: number): Inline[] {
    return readLine(text, line, this.writing)
  }

  #fence(info: string, text: string, line: number): Block | null {
    const fence = readFence(info, text, 'step', { file: this.files.file, line })
    if (typeof fence === 'string') {
      this.problems.add(this.files.file, line - 1, fence)
      return null
    }
    this.fences.push(fence)
    const content = this.#content(fence)
    return content === null
      ? null
      : { ...content, ...(fence.dialect === undefined ? {} : { only: fence.dialect }) }
  }

  /** What stands in the prose where the fence is; null for those that belong elsewhere on the page. */
  #content(fence: Fence): BlockContent | null {
    const { text, note, line } = fence
    const dialect = fence.dialect ?? this.matter.engines[0] ?? 'sqlite'
    switch (fence.purpose) {
      case 'show':
        return { kind: 'sql', text, spans: sqlSpans(text, dialect) }
      case 'fails':
        return { kind: 'sql', text, spans: sqlSpans(text, dialect), fails: note }
      case 'result': {
        const [, count, caption] = /^(\d+)(?: rows?)?(?:\s+(.*))?$/.exec(note) ?? []
        if (count === undefined || caption === undefined) {
          this.problems.add(
            this.files.file,
            line - 1,
            'Say the number of rows and then a caption: ```sql result 3 rows The three latest sales.',
          )
          return null
        }
        return {
          kind: 'figure',
          figure: { kind: 'result', sql: text, rows: Number(count), caption: this.#line(caption, line) },
        }
      }
      case 'figure': {
        const spec = this.#figure(note, text, line)
        return spec === null
          ? null
          : { kind: 'figure', figure: makeFigure(spec, (caption) => this.#line(caption, line)) }
      }
      default:
        return null
    }
  }

  #figure(kind: string, text: string, line: number): FigureSpec | null {
    if (!isFigureKind(kind)) {
      const known = Object.keys(figureSchemas).join(', ')
      this.problems.add(this.files.file, line - 1, `"${kind}" is no kind of figure. Kinds: ${known}.`)
      return null
    }
    const data = readYaml(this.files.file, line, text, figureSchemas[kind], this.problems)
    return data === null ? null : ({ kind, ...data } as FigureSpec)
  }
}

/** Fences of a purpose that count for a dialect. */
export function fencesFor(fences: readonly Fence[], purpose: Fence['purpose'], dialect: Dialect): Fence[] {
  return fences.filter(
    (fence) => fence.purpose === purpose && (fence.dialect === undefined || fence.dialect === dialect),
  )
}

function checkOf({ kind, check }: StepMatter): Check | null {
  if (check !== undefined) return check
  if (kind === 'run' || kind === 'quiz') return { kind }
  return null
}

function readAnswers({ file, text }: { file: string; text: string }, problems: Problems): Fence[] {
  const fences: Fence[] = []
  readMarkdown(text, 1, {
    file,
    headings: true,
    problems,
    link: (href) => href,
    fence: (info, inside, line) => {
      const fence = readFence(info, inside, 'answers', { file, line })
      if (typeof fence === 'string') problems.add(file, line - 1, fence)
      else fences.push(fence)
      return null
    },
  })
  return fences
}

/** What belongs together: the kind of step, its check and its fences. */
function checkShape(step: Step, files: StepFiles, fences: readonly Fence[], problems: Problems): void {
  const say = (text: string, line = 1) => problems.add(files.file, line, text)
  const has = (purpose: Fence['purpose'], dialect: Dialect) => fencesFor(fences, purpose, dialect).length > 0
  if (step.prose.length === 0) say('The step has no prose. Write one idea in 60 to 120 words.')
  if (step.kind === 'read' && step.check !== null)
    say('A step of kind read has no check. Remove the check, or choose another kind.')
  if (step.kind !== 'read' && step.task.length === 0)
    say('The step has no task. Add a fence ```task that says what to do.')
  if (step.kind !== 'read' && step.check === null)
    say(`A step of kind ${step.kind} needs a check in its front matter.`)
  if ((step.kind === 'quiz') !== (step.check?.kind === 'quiz')) say('kind: quiz and check: quiz go together.')
  for (const dialect of step.engines) {
    const count = words(step.prose.filter((block) => block.only === undefined || block.only === dialect))
      .split(/\s+/)
      .filter((word) => /\w/.test(word)).length
    if (count > mostWords)
      say(`The prose has ${count} words. At most ${mostWords}; 60 to 120 read best. Split the step or cut.`)
    const hints = fencesFor(fences, 'hint', dialect)
    if (hints.length > mostHints)
      say('At most three hints: the idea, the shape, nearly the answer.', hints[mostHints]?.line)
    if (step.check?.kind === 'quiz' && !has('quiz', dialect))
      say(`There is no quiz for ${dialect}. Add a fence \`\`\`yaml quiz.`)
    if (step.check?.kind === 'rows' || step.check?.kind === 'state') {
      if (!has('solution', dialect))
        say(`There is no solution for ${dialect}. Add a fence \`\`\`sql solution.`)
      if (hints.length === 0) say('Add at least one fence ```hint.')
    }
    if ((step.check?.kind === 'run' || step.check?.kind === 'error') && !has('start', dialect))
      say(`There is nothing to run for ${dialect}. Add a fence \`\`\`sql start.`)
    const looked = has('verify', dialect) || has('accepts', dialect) || has('refuses', dialect)
    if (step.check?.kind === 'state' && !looked && step.check.indexes.length === 0)
      say(`A state check needs a fence \`\`\`sql verify, accepts or refuses for ${dialect}, or indexes.`)
    if (step.check?.kind === 'rows' && step.check.changes !== undefined && !looked)
      say(`A check with changes needs a fence \`\`\`sql verify, accepts or refuses for ${dialect}.`)
    if (step.check?.kind === 'rows' && step.check.changes === undefined && looked)
      say('A check of rows looks at the database afterwards only when it says what changes. Add changes.')
  }
  const asked = step.check?.kind === 'rows' ? step.check : null
  const names = asked?.columns.filter((column) => column.named).map((column) => column.name) ?? []
  const loose = asked?.columns.some((column) => !column.named) ?? false
  for (const key of [...(asked?.ordered.map((one) => one.column) ?? []), ...(asked?.exact ?? [])])
    if (!names.includes(key) && !loose) say(`"${key}" is not one of the columns of the check.`)
}
