/**
 * Examines answers to one step on one engine: on the data the learner sees and then on hidden variants of it, each time
 * from a fresh image, the solution's script and the learner's. The first difference decides.
 */
import type { Dialect } from '../sql/dialect'
import { placeOf } from '../sql/place'
import type { Expected, Ran, State, Tried } from './answer'
import { looksAfter } from './check'
import type { Database } from './database'
import { fingerprints } from './fingerprint'
import { judge, type JudgedCheck } from './judge'
import type { Step } from './lesson'
import type { Occasion } from './occasion'
import type { NotYet, Verdict } from './verdict'

export class Examiner {
  readonly #check: JudgedCheck
  readonly #occasions: readonly Occasion[]
  /** the solution's answers, by occasion: they stay the same */
  readonly #expected = new Map<Occasion, Expected>()
  /** the occasion whose untouched data the database holds now */
  #at: Occasion | null = null
  /** a script of the learner's changed something: only a full reset undoes all that it may have done */
  #tainted = true
  #signal: AbortSignal | undefined

  constructor(
    readonly step: Step,
    readonly dialect: Dialect,
    occasions: readonly Occasion[],
    readonly database: Database,
  ) {
    if (step.check === null || step.check.kind === 'quiz')
      throw new Error(`${step.id} has no script to examine`)
    this.#check = step.check
    this.#occasions = this.#comparing ? occasions : occasions.slice(0, 1)
  }

  /** Whether it runs, or fails, is a matter of the engine alone; results are compared on all data. */
  get #comparing(): boolean {
    return this.#check.kind === 'rows' || this.#check.kind === 'state'
  }

  /**
   * Judges a whole script. The database is left in some state of the examination; `from` tells that it holds the
   * first occasion's data, untouched. Rejects when it is called off.
   */
  async examine(
    script: string,
    from: 'anything' | 'the seed' = 'anything',
    signal?: AbortSignal,
  ): Promise<Verdict> {
    this.#signal = signal
    this.#at = from === 'the seed' ? (this.#occasions[0] ?? null) : null
    this.#tainted = from === 'anything'
    const [verdict] = await this.#examineEach([script])
    if (verdict === undefined) throw new Error('nothing was examined')
    return verdict
  }

  /** Judges many scripts, each on its own: quicker than one by one, because data are made once for all that only read. */
  examineAll(scripts: readonly string[]): Promise<Verdict[]> {
    this.#at = null
    this.#tainted = true
    return this.#examineEach(scripts)
  }

  async #examineEach(scripts: readonly string[]): Promise<Verdict[]> {
    const verdicts = scripts.map((): Verdict => ({ correct: true, text: '' }))
    for (const occasion of this.#occasions) {
      if (!verdicts.some((verdict) => verdict.correct)) break
      const expected = await this.#wanted(occasion)
      for (const [place, script] of scripts.entries()) {
        if (!verdicts[place]?.correct) continue
        const verdict = await this.#judged(script, occasion, expected)
        // praise speaks of the data that the learner sees
        if (occasion.name === null || !verdict.correct) verdicts[place] = verdict
      }
    }
    return verdicts.map((verdict) =>
      verdict.correct ? { ...verdict, text: `${verdict.text}${this.#reach()}` } : verdict,
    )
  }

  async #judged(script: string, occasion: Occasion, expected: Expected): Promise<Verdict> {
    const ran = await this.#ran(script, occasion)
    if (this.#at === null) this.#tainted = true
    const asked = looksAfter(this.#check) && ran.error === null
    const state = asked || ran.wrote ? await this.#state(expected.untouched.keys()) : null
    const verdict = placed(judge(this.#check, { ran, state }, expected), script)
    return verdict.correct || occasion.name === null ? verdict : elsewhere(verdict, occasion.name)
  }

  /** What the solution gives on an occasion. */
  wanted(occasion: Occasion): Promise<Expected> {
    this.#at = null
    this.#tainted = true
    return this.#wanted(occasion)
  }

  async #wanted(occasion: Occasion): Promise<Expected> {
    const known = this.#expected.get(occasion)
    if (known !== undefined) return known
    await this.#fresh(occasion)
    const tables = (await this.database.schema()).tables.filter(({ kind }) => kind === 'table')
    const before = await fingerprints(tables, this.dialect, this.database)
    const ran = await this.#ran(this.step.solution[this.dialect] ?? '', occasion)
    const after = ran.wrote ? await fingerprints(tables, this.dialect, this.database) : before
    const untouched = new Map([...before].filter(([name, print]) => after.get(name) === print))
    const state = looksAfter(this.#check) ? await this.#state(untouched.keys()) : null
    const expected = { ran, state, untouched }
    this.#expected.set(occasion, expected)
    return expected
  }

  /** Runs a script on untouched data. */
  async #ran(script: string, occasion: Occasion): Promise<Ran> {
    await this.#fresh(occasion)
    this.#signal?.throwIfAborted()
    const ran = await this.database.run(script)
    if (ran.wrote || ran.open || ran.end !== 'finished') this.#at = null
    return ran
  }

  /** Gives the database the first occasion's data again. */
  async tidy(): Promise<void> {
    this.#signal = undefined
    const first = this.#occasions[0]
    if (first !== undefined) await this.#fresh(first)
  }

  async #fresh(occasion: Occasion): Promise<void> {
    this.#signal?.throwIfAborted()
    if (this.#at === occasion) return
    this.#at = null
    await (this.#tainted ? this.database.reset(occasion.seed) : this.database.refill(occasion.seed))
    this.#at = occasion
    this.#tainted = false
  }

  async #state(tables: Iterable<string>): Promise<State> {
    this.#at = null
    const names = new Set(tables)
    const there = (await this.database.schema()).tables
    const own = there.filter(({ schema, name }) => names.has(name) && isHome(schema))
    return {
      tables: await fingerprints(own, this.dialect, this.database),
      verified: await this.#each(this.step.verify[this.dialect], (sql) => this.database.run(sql)),
      indexes: new Map(there.map((table) => [table.name, table.indexes])),
      accepted: await this.#each(this.step.accepts[this.dialect], (sql) => this.#tried(sql)),
      refused: await this.#each(this.step.refuses[this.dialect], (sql) => this.#tried(sql)),
    }
  }

  async #tried(sql: string): Promise<Tried> {
    const { error } = await this.database.run(sql)
    return { sql, error: error?.error ?? null }
  }

  /** One after the other: they share a database. */
  async #each<T>(scripts: readonly string[] | undefined, run: (sql: string) => Promise<T>): Promise<T[]> {
    const all: T[] = []
    for (const script of scripts ?? []) {
      this.#signal?.throwIfAborted()
      all.push(await run(script))
    }
    return all
  }

  #reach(): string {
    if (!this.#comparing) return ''
    const hidden = this.#occasions.length - 1
    if (hidden === 0) return ' on this data.'
    return ` on this data and on ${counted[hidden] ?? String(hidden)} hidden ${hidden === 1 ? 'variation' : 'variations'} of it.`
  }
}

const counted = ['no', 'one', 'two', 'three', 'four', 'five', 'six']

/** The schemas in which a dataset's own tables are. */
function isHome(schema: string): boolean {
  return schema === 'main' || schema === 'public'
}

/** An error with its place in words: it is marked in the editor too, but not everybody sees that. */
function placed(verdict: Verdict, script: string): Verdict {
  if (verdict.correct || verdict.error?.error.position === undefined) return verdict
  const { line, column } = placeOf(script, verdict.error.from + verdict.error.error.position)
  return { ...verdict, text: `${verdict.text} (line ${line}, column ${column})` }
}

function elsewhere(verdict: NotYet, name: string): NotYet {
  const inside = verdict.text.charAt(0).toLowerCase() + verdict.text.slice(1)
  return {
    ...verdict,
    on: name,
    text: `Right on this data, but not on hidden data (${name}): ${inside}`,
  }
}
