/** The playground's state: its databases, tabs and bench, and what ties a run to history, saving and undo. */
import type { Image, ImageFiles } from '../engine/image'
import type { Table } from '../engine/schema'
import { dialectName, type Dialect } from '../sql/dialect'
import { quoteName } from '../sql/quote'
import type { Statement } from '../sql/statement'
import { pageStorage } from '../storage/page-storage'
import type { Run } from '../storage/run-history'
import { painted } from '../storage/turn'
import type { CopyReport } from '../transfer/copy-database'
import { Bench } from '../workbench/bench.svelte'
import type { Ran, Session } from '../workbench/session.svelte'
import { ReachQuestion } from '../workbench/reach-question.svelte'
import type { Database } from './database.svelte'
import { Databases } from './databases.svelte'
import { Drafts, type Draft } from './drafts.svelte'
import { lastRunKey, packRun } from './last-run'
import { Links } from './links.svelte'
import { Safety } from './safety.svelte'
import { Undo } from './undo.svelte'

const { records, history } = pageStorage()

export class Desk {
  readonly databases: Databases
  readonly drafts: Drafts
  readonly bench: Bench
  readonly undo: Undo
  readonly links: Links
  readonly safety: Safety
  /** asked before a run that reaches far */
  readonly question = new ReachQuestion()
  /** databases on their way to a tab, until another one is chosen there */
  readonly #comings = new WeakMap<Draft, Promise<unknown>>()

  private constructor(databases: Databases, drafts: Drafts) {
    this.databases = databases
    this.drafts = drafts
    const { current } = drafts
    const own = databases.own(current.database)
    if (current.origin === null && own !== databases.current) databases.choose(own)
    this.bench = new Bench(databases.current.session())
    this.undo = new Undo((sentence) => (this.bench.said = sentence))
    this.links = new Links(drafts)
    this.safety = new Safety(databases, (sentence) => (this.bench.said = sentence))
    this.#use(databases.current)
    this.#follow(drafts.current)
    this.bench.before = (statements) => this.#mayRun(statements)
    drafts.onchoose = (draft) => this.#follow(draft)
  }

  static async open(): Promise<Desk> {
    const [databases, drafts] = await Promise.all([Databases.open(), Drafts.open()])
    const desk = new Desk(databases, drafts)
    void desk.#showLastRun()
    return desk
  }

  /** What was shown when the page was left, unless something runs or ran already. */
  async #showLastRun(): Promise<void> {
    const packed = await records.get(lastRunKey, (value) => value)
    if (packed === undefined) return
    const { outcomesOf, parseRun } = await import('./last-run-again')
    const run = parseRun(packed)
    const { session } = this.bench
    if (run?.database !== this.databases.current.id || session.running || session.outcomes.length > 0) return
    session.outcomes = outcomesOf(run)
    this.bench.script = run.script
    this.bench.said = 'These results are from before the page was loaded.'
  }

  /** Goes on with a database of the visitor's own, in the tab that is shown. */
  choose(database: Database): void {
    const draft = this.drafts.current
    this.#stay(draft)
    this.databases.choose(database)
    draft.database = database.id
    this.#use(database)
    if (draft.origin === null) return
    draft.origin = null
    this.bench.said = `This tab now works in ${database.name}.`
  }

  /** Opens what a link brought in a tab of its own. Nothing is run, and no database of the visitor's is touched. */
  async openLink(code: string): Promise<void> {
    const shared = await this.links.open(code)
    if (shared === null) return
    this.bench.wanted = shared.view
    await records.flush() // from here on a reload finds the tab
  }

  /** What is kept for nobody needs no question. */
  #mayRun(statements: readonly Statement[]): boolean | Promise<boolean> {
    return this.databases.current.passing || this.question.allows(this.bench.session, statements)
  }

  /** A text that came with a link has a database of its own; every other one works in one of the visitor's. */
  #follow(draft: Draft): void {
    const { origin } = draft
    this.bench.coming = this.#comings.get(draft) ?? null
    this.bench.wanted = null
    this.bench.view = null // it was chosen for another text
    if (origin === null) {
      const { current } = this.databases
      const own = this.databases.own(draft.database)
      draft.database ??= own.id
      if (own === current) return
      this.databases.choose(own)
      this.#use(own)
      return
    }
    const guest = this.links.databaseOf(draft, origin)
    if (guest === this.databases.current) return
    this.databases.visit(guest)
    this.#use(guest)
  }

  #use(database: Database): void {
    const session = database.session()
    this.bench.use(session)
    session.onchanged = (sql, before) => this.undo.keepBefore(database, session, sql, before)
    session.onran = (ran) => this.#ran(database, session, ran)
    void this.undo.follow(database)
  }

  /** Makes this tab the owner of the current database. */
  async takeOver(): Promise<void> {
    const { current } = this.databases
    if (await current.session().change(() => current.takeOver())) {
      if (current === this.databases.current) await this.undo.follow(current)
      return
    }
    const held = current.session().connection.storable()
    const { name } = await this.#make(current.name, current.dialect, current.sample?.id ?? null, held)
    this.databases.forget(current)
    this.bench.said = `${name} holds what this tab had of it.`
  }

  async chooseDialect(dialect: Dialect): Promise<void> {
    const draft = this.drafts.current
    this.#stay(draft)
    if (dialect === this.bench.session.dialect) return
    if (draft.origin !== null) {
      draft.origin = { ...draft.origin, dialect }
      this.#follow(draft)
      return
    }
    await this.#coming(this.databases.ofDialect(dialect))
  }

  async create(name: string, dialect: Dialect, sample: string | null): Promise<void> {
    await this.#make(name, dialect, sample, Promise.resolve(null))
  }

  /**
   * Makes a database and goes on in it, where it is still wanted `here`. What is run from then on waits in its connection
   * until its files are in.
   */
  async #make(
    name: string,
    dialect: Dialect,
    sample: string | null,
    held: Promise<ImageFiles | null>,
    here = true,
  ): Promise<Database> {
    let filled: Promise<void> | undefined
    const made = held.then(async (files) => {
      const database = await this.databases.create(name, dialect, sample)
      if (files !== null) filled = database.replace(files)
      return database
    })
    if (here) await this.#coming(made)
    const database = await made
    await filled
    return database
  }

  /**
   * A database is on its way to the tab that is shown: what is run there from here on is run in that one, however long
   * storage takes. It is not opened where another one was chosen meanwhile.
   */
  async #coming(work: Promise<Database>): Promise<void> {
    const draft = this.drafts.current
    const coming: Promise<unknown> = work.then(
      (database) => {
        if (this.#comings.get(draft) !== coming) return null
        if (draft === this.drafts.current) return this.choose(database)
        this.#comings.delete(draft)
        draft.database = database.id
        draft.origin = null
        return null
      },
      () => {
        if (this.#comings.get(draft) === coming) this.#stay(draft)
        return null
      },
    )
    this.#comings.set(draft, coming)
    this.bench.coming = coming
    await coming
    await work // it may have gone wrong
  }

  /** What is on its way to a tab is not opened there. */
  #stay(draft: Draft): void {
    this.#comings.delete(draft)
    if (draft === this.drafts.current) this.bench.coming = null
  }

  /** A second database with what the current one holds now. */
  async duplicate(): Promise<void> {
    const { current } = this.databases
    const name = `${current.name.replace(/ copy( \d+)?$/, '')} copy`
    const held = current.changed ? current.session().connection.storable() : Promise.resolve(null)
    const open = current.opened?.transaction === 'open'
    await this.#make(name, current.dialect, current.sample?.id ?? null, held)
    if (open) this.bench.said = `The copy is without the transaction that is open in ${current.name}.`
  }

  /** Puts the current database away, and goes on with another one at once; false when it is the only one. */
  remove(): Promise<boolean> {
    const { current } = this.databases
    const removed = this.databases.remove(current)
    if (this.databases.current !== current) this.choose(this.databases.current)
    return removed
  }

  undoRemove(database: Database): Promise<void> {
    return this.#coming(this.databases.undoRemove(database))
  }

  /** Makes a database its sample again; says how it went. */
  async reset(database: Database): Promise<void> {
    if (database === this.databases.current) {
      this.bench.handle?.clearMarks()
      this.bench.handle?.clearFault()
    }
    try {
      await this.undo.reset(database)
      records.remove(lastRunKey)
      this.bench.said = `Database ${database.name} is as it was at the start.`
    } catch (error) {
      this.bench.said = `Not reset. ${error instanceof Error ? error.message : String(error)}`
    }
  }

  /** Brings back data and schema as they were before the newest run that changed them. */
  async undoRun(): Promise<void> {
    if (this.bench.session.running) this.bench.said = 'A query is running. Stop it, then undo.'
    else await this.undo.run(this.databases.current)
  }

  /**
   * Opens a tab with what was run, in the database that it ran in; false where that is not there any more, and it is one
   * of its engine.
   */
  async openRun({
    sql,
    dialect,
    database,
    databaseId,
  }: Pick<Run, 'sql' | 'dialect' | 'database' | 'databaseId'>): Promise<boolean> {
    this.drafts.add(sql)
    const { current, list } = this.databases
    const same = (one: Database) =>
      databaseId === undefined ? one.dialect === dialect && one.name === database : one.id === databaseId
    const found = same(current) ? current : list.find(same)
    if (found === undefined) await this.chooseDialect(dialect)
    else if (found !== current) this.choose(found)
    return found !== undefined
  }

  /** Opens a tab that shows a table's first rows, and runs it. */
  async preview(table: Table): Promise<void> {
    const { session } = this.bench
    while (session.changing !== null) await session.changing
    if (session !== this.bench.session) return
    if (session.running) {
      this.bench.said = 'A query is running. Stop it, then open the table.'
      return
    }
    const name = quoteName(table.name, session.dialect)
    const home = table.schema === 'public' || table.schema === 'main'
    const text = `SELECT *\nFROM ${home ? name : `${quoteName(table.schema, session.dialect)}.${name}`}\nLIMIT 100;`
    this.drafts.add(`${text}\n`, table.name)
    this.bench.script = text
    await session.run(text)
  }

  /** Keeps a database that was made elsewhere (an import, a copy) under a free name, and opens it where it is still wanted `here`. */
  async adopt(name: string, dialect: Dialect, files: ImageFiles, here = true): Promise<void> {
    await this.#make(name, dialect, null, Promise.resolve(files), here)
  }

  /** Copies the current database to the other engine, as a new one; says what could not carry over. */
  async copyTo(dialect: Dialect): Promise<CopyReport> {
    const from = this.databases.current
    const draft = this.drafts.current
    this.bench.said = `Copying ${from.name} to ${dialectName[dialect]}`
    const [{ copyDatabase }, { openScratch }] = await Promise.all([
      import('../transfer/copy-database'),
      import('../transfer/scratch'),
    ])
    const scratch = await openScratch(dialect)
    try {
      const report = await copyDatabase(from.session().connection, scratch)
      // the visitor may have gone on with something else
      const here = draft === this.drafts.current && from === this.databases.current
      // half a copy is of no use
      if (report.kind === 'done')
        await this.adopt(`${from.name} as ${dialectName[dialect]}`, dialect, scratch.image, here)
      this.bench.said = ''
      return report
    } finally {
      scratch.close()
    }
  }

  /** What an import changed in a database can be undone like a run. */
  async imported(database: Database, before: Image, name: string): Promise<void> {
    const session = database.session()
    if (session.connection.image !== before) this.undo.keepBefore(database, session, `Import ${name}`, before)
    await session.refreshSchema()
  }

  close(): void {
    this.databases.suspend()
  }

  #ran(database: Database, session: Session, ran: Ran): void {
    const { text: sql, ms, rows, error } = ran
    const { dialect, name } = database
    const at = Date.now()
    // of a run in a database that was left meanwhile the text is not known any more
    const script = session === this.bench.session ? this.bench.script : null
    for (const draft of this.drafts.list) {
      if ((draft.editor ?? draft).text === script) draft.changed = false
    }
    if (database.passing) this.links.ran(database)
    // the result is shown first
    void painted().then(() => {
      void history.append({ sql, dialect, database: name, databaseId: database.id, at, ms, rows, error })
      if (!database.passing && script !== null)
        records.set(lastRunKey, packRun(database.id, script, session.outcomes))
    })
    if (ran.before !== null) this.undo.keepBefore(database, session, sql, ran.before)
  }
}
