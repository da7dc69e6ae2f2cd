/**
 * Everything a step claims, tried on one engine: its examples run, its quoted errors and values are the engine's own,
 * its solution and alternatives pass, its mutants and its start text do not. What is wrong is said with file and line.
 */
import type { Fence } from '../../src/build/fence'
import type { Problem } from '../../src/build/problems'
import { fencesFor, type StepSource } from '../../src/build/step-file'
import type { Ran } from '../../src/course/answer'
import { looksAfter } from '../../src/course/check'
import type { Database } from '../../src/course/database'
import { Examiner } from '../../src/course/examiner'
import type { Step } from '../../src/course/lesson'
import type { Occasion } from '../../src/course/occasion'
import type { Block, Figure } from '../../src/course/prose'
import type { Verdict } from '../../src/course/verdict'
import { dialectName, type Dialect } from '../../src/sql/dialect'
import { findDataset } from '../../src/dataset/datasets'

/** What was found, and what was tried: for the report of `npm run lesson:check`. */
export interface StepReport {
  readonly problems: readonly Problem[]
  readonly alternatives: number
  readonly mutants: number
  /** how each mutant was refused, in the judge's words */
  readonly refusals: readonly { readonly mutant: Fence; readonly verdict: Verdict }[]
}

/** hidden variants of the data on which results are compared */
const fewestVariants = 2
const fewestAlternatives = 3
const fewestMutants = 4

/** Tries one step on one engine. `all` begins with the data the learner sees. */
export async function checkStep(
  source: StepSource,
  dialect: Dialect,
  all: readonly Occasion[],
  database: Database,
): Promise<StepReport> {
  return new StepChecker(source, dialect, all, database).report()
}

class StepChecker {
  readonly problems: Problem[] = []
  readonly refusals: { mutant: Fence; verdict: Verdict }[] = []
  readonly step: Step
  #untouched = false

  constructor(
    readonly source: StepSource,
    readonly dialect: Dialect,
    readonly all: readonly Occasion[],
    readonly database: Database,
  ) {
    this.step = source.step
  }

  async report(): Promise<StepReport> {
    if (findDataset(this.step.dataset) === undefined)
      this.#say({ line: 1 }, `There is no dataset "${this.step.dataset}". Look into src/dataset/.`)
    await this.#examples()
    await this.#figures(this.step.prose)
    const { check } = this.step
    if (check !== null && check.kind !== 'quiz') await this.#answers()
    return {
      problems: this.problems,
      alternatives: this.#fences('alternative').length,
      mutants: this.#fences('mutant').length,
      refusals: this.refusals,
    }
  }

  #fences(purpose: Fence['purpose']): Fence[] {
    return fencesFor(this.source.fences, purpose, this.dialect)
  }

  #say(at: { readonly line: number; readonly file?: string }, text: string): void {
    this.problems.push({
      file: at.file ?? this.source.file,
      line: at.line,
      text: `${dialectName[this.dialect]}: ${text}`,
    })
  }

  /** Runs an example on the data the learner sees, made anew after one that changed something. */
  async #fresh(sql: string): Promise<Ran> {
    if (!this.#untouched) await this.database.reset(this.all[0]?.seed ?? [])
    const ran = await this.database.run(sql)
    this.#untouched = !ran.wrote && !ran.open
    return ran
  }

  async #examples(): Promise<void> {
    for (const fence of this.#fences('show')) {
      const { error } = await this.#fresh(fence.text)
      if (error !== null)
        this.#say(
          fence,
          `The example fails: ${error.error.message}. Repair it, or quote the message with \`\`\`sql fails.`,
        )
    }
    for (const fence of this.#fences('fails')) {
      const { error } = await this.#fresh(fence.text)
      if (error === null) this.#say(fence, 'This runs, and the fence says that it fails. Use ```sql show.')
      else if (!error.error.message.includes(fence.note))
        this.#say(fence, `The engine's message is: ${error.error.message}. Quote it, or a part of it.`)
    }
    for (const fence of this.#fences('assert')) {
      const ran = await this.#fresh(fence.text)
      const given = ran.error === null ? valueText(ran) : `the error "${ran.error.error.message}"`
      if (!sameValues(given, fence.note)) this.#say(fence, `This gives ${given}, not ${fence.note}.`)
    }
  }

  async #figures(blocks: readonly Block[]): Promise<void> {
    for (const block of blocks) {
      if (block.only !== undefined && block.only !== this.dialect) continue
      if (block.kind === 'aside') await this.#figures(block.blocks)
      if (block.kind === 'figure') await this.#figure(block.figure)
    }
  }

  async #figure(figure: Figure): Promise<void> {
    switch (figure.kind) {
      case 'truth':
        return
      case 'result':
        await this.#drawn(figure.sql, figure.rows)
        return
      case 'window':
        await this.#drawn(figure.sql, figure.rows, figure.partition)
        if (figure.at > figure.rows) this.#say({ line: 1 }, `The window figure has no row ${figure.at}.`)
        return
      case 'join':
        await this.#drawn(figure.left.sql, figure.left.rows, figure.left.on)
        await this.#drawn(figure.right.sql, figure.right.rows, figure.right.on)
        return
      case 'timeline':
        await this.#drawn(figure.sql)
        await this.#drawn(figure.span, 1)
    }
  }

  async #drawn(sql: string, rows?: number, column?: string): Promise<void> {
    const at = this.source.fences.find((fence) => fence.text.includes(sql.trim().split('\n')[0] ?? sql)) ?? {
      line: 1,
    }
    const ran = await this.#fresh(sql)
    if (ran.error !== null) this.#say(at, `The figure's query fails: ${ran.error.error.message}.`)
    else if (ran.rows === null) this.#say(at, "The figure's query gives no rows.")
    else if (rows !== undefined && ran.rows.rows.length !== rows)
      this.#say(at, `The figure's query gives ${ran.rows.rows.length} rows, not ${rows}.`)
    else if (column !== undefined && !ran.rows.columns.some(({ name }) => name === column))
      this.#say(at, `The figure's query has no column ${column}.`)
  }

  async #answers(): Promise<void> {
    const examiner = new Examiner(this.step, this.dialect, this.all, this.database)
    const [solution] = this.#fences('solution')
    const right = [
      ...(solution === undefined ? [] : [{ ...solution, text: this.step.solution[this.dialect] ?? '' }]),
      ...this.#fences('alternative'),
    ]
    const mutants = this.#fences('mutant')
    const start = this.#fences('start')[0] ?? { line: 1 }
    const texts = [...right, ...mutants].map((fence) => fence.text)
    const verdicts = await examiner.examineAll([...texts, this.step.start[this.dialect] ?? ''])
    await this.#solutionRuns(examiner)
    for (const [place, verdict] of verdicts.entries()) {
      const [answer, mutant] = [right[place], mutants[place - right.length]]
      if (answer !== undefined) this.#passes(verdict, answer)
      else if (mutant !== undefined) this.#refused(verdict, mutant)
      else this.#started(verdict, start)
    }
    const { kind } = this.step.check ?? {}
    if (kind !== 'rows' && kind !== 'state') return
    this.#enough('alternative', fewestAlternatives)
    this.#enough('mutant', fewestMutants)
  }

  #passes(verdict: Verdict, fence: Fence): void {
    const what = fence.purpose === 'solution' ? 'The solution' : 'This alternative'
    if (!verdict.correct) this.#say(fence, `${what} is refused: ${[verdict.text, ...verdict.more].join(' ')}`)
  }

  #refused(verdict: Verdict, mutant: Fence): void {
    this.refusals.push({ mutant, verdict })
    if (verdict.correct)
      this.#say(mutant, `This mutant passes (${mutant.note}). Choose data or a task that tells it apart.`)
  }

  #started(verdict: Verdict, at: { readonly line: number }): void {
    const { kind } = this.step.check ?? {}
    if (kind === 'run' || kind === 'error') {
      if (!verdict.correct) this.#say(at, `The start text is refused: ${verdict.text}`)
    } else if (verdict.correct) this.#say(at, 'The start text passes already. Take something away from it.')
  }

  /** The solution has to run everywhere, also on the empty tables. */
  async #solutionRuns(examiner: Examiner): Promise<void> {
    const { check } = this.step
    if (check?.kind !== 'rows' && check?.kind !== 'state') return
    if (this.all.length <= fewestVariants)
      this.#say({ line: 1 }, `The dataset "${this.step.dataset}" has too few hidden variants to be fair.`)
    const at = this.#fences('solution')[0] ?? { line: 1 }
    for (const occasion of this.all) {
      const { ran, state } = await examiner.wanted(occasion)
      const where = occasion.name === null ? '' : ` on the hidden data "${occasion.name}"`
      if (ran.error !== null) this.#say(at, `The solution fails${where}: ${ran.error.error.message}.`)
      else if (check.kind === 'rows') this.#columns(ran, at)
      if (ran.wrote && !looksAfter(check))
        this.#say(at, 'The solution changes the database. Say what changes in the check, and verify it.')
      for (const verified of state?.verified ?? [])
        if (verified.error !== null)
          this.#say(at, `A verify query fails${where}: ${verified.error.error.message}.`)
    }
  }

  #columns(ran: Ran, at: { line: number }): void {
    const { check } = this.step
    if (check?.kind !== 'rows') return
    const names = ran.rows?.columns.map(({ name }) => name) ?? []
    const wrong = check.columns.some(
      ({ name, named }, index) => named && names[index]?.toLowerCase() !== name.toLowerCase(),
    )
    if (names.length !== check.columns.length || wrong)
      this.#say(
        at,
        `The solution gives the columns ${names.join(', ') || 'none'}, and the check asks for ${check.columns.map(({ name }) => name).join(', ')}.`,
      )
  }

  #enough(purpose: 'alternative' | 'mutant', fewest: number): void {
    const count = this.#fences(purpose).length
    if (count < fewest)
      this.#say(
        { line: 1, file: this.source.file.replace(/\.md$/, '.answers.md') },
        `There ${count === 1 ? 'is' : 'are'} ${count} of at least ${fewest} fences \`\`\`sql ${purpose}.`,
      )
  }
}

/** Cells joined by ", ", rows by "; ". */
function valueText({ rows }: Ran): string {
  if (rows === null) return 'no rows'
  return rows.rows
    .map((row) => row.map((value) => (value === null ? 'NULL' : String(value))).join(', '))
    .join('; ')
}

/** 45 and 45.00 are the same, thousands may have commas. */
function sameValues(a: string, b: string): boolean {
  const parts = (text: string) => text.split(/; |, /).map((part) => part.trim())
  const [xs, ys] = [parts(a), parts(b.replace(/(?<=\d),(?=\d{3}\b)/g, ''))]
  return xs.length === ys.length && xs.every((x, index) => same(x, ys[index] ?? ''))
}

function same(x: string, y: string): boolean {
  if (x === y) return true
  return x !== '' && y !== '' && Number(x) === Number(y)
}
