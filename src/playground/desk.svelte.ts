/** The playground's state: its databases, tabs and bench, and what ties a run to history, saving and undo. */
import type { Connection } from '../engine/engine'
import type { Image, ImageFiles } from '../engine/image'
import type { Table } from '../engine/schema'
import { dialectName, type Dialect } from '../sql/dialect'
import { quoteName } from '../sql/quote'
import type { Statement } from '../sql/statement'
import { pageStorage } from '../storage/page-storage'
import type { Run } from '../storage/run-history'
import { painted } from '../storage/turn'
import type { CopyReport } from '../transfer/copy-database'
import { sentence, type StorageState } from '../storage/state'
import { Bench } from '../workbench/bench.svelte'
import type { Ran, Session } from '../workbench/session.svelte'
import { ReachQuestion } from '../workbench/reach-question.svelte'
import { Databases, passingDatabase, type Database } from './databases.svelte'
import { Drafts, type Draft } from './drafts.svelte'
import { lastRunKey, packRun } from './last-run'

const { store, records, points, history } = pageStorage()

/** A state to go back to. */
interface UndoPoint {
  readonly id: string
  readonly label: string
}

export class Desk {
  readonly databases: Databases
  readonly drafts: Drafts
  readonly bench: Bench
  /** states of the current database, newest first */
  undo = $state.raw<readonly UndoPoint[]>([])
  #storage = $state.raw<StorageState>(store.state)
  /** undoing or another change of the whole database is on */
  changing = $state(false)
  /** the newest state is on its way to storage: Undo waits for it, or it would undo the run before */
  #remembering: Promise<void> = Promise.resolve()
  /** states that are kept already, or on their way */
  readonly #kept = new WeakSet<Image>()
  /** why a link could not be opened; '' when there is nothing to say */
  linkSentence = $state('')
  /** asked before a run that reaches far */
  readonly question = new ReachQuestion()
  /** what the texts of links run in */
  readonly #guests = new WeakMap<Draft, Database>()

  private constructor(databases: Databases, drafts: Drafts) {
    this.databases = databases
    this.drafts = drafts
    const { current } = drafts
    const own = databases.own(current.database)
    if (current.origin === null && own !== databases.current) databases.choose(own)
    this.bench = new Bench(databases.current.session())
    store.onState((state) => {
      this.#storage = state
    })
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

  /** What to say about storage; null where there is nothing to say. */
  get storageSentence(): string | null {
    return sentence(this.#storage)
  }

  /** Whether the file of everything is the safe place now. */
  get unsafe(): boolean {
    const { kind } = this.#storage
    return kind === 'unavailable' || kind === 'full'
  }

  /** Gives the visitor all there is as one file; its name. */
  async everything(): Promise<string> {
    const { exportEverything } = await import('./everything')
    return exportEverything(this.databases.list)
  }

  /** The same, with how it went in the status line. */
  async download(): Promise<void> {
    try {
      this.bench.said = `Exported ${await this.everything()}.`
    } catch (error) {
      this.bench.said = `Not exported. ${error instanceof Error ? error.message : String(error)}`
    }
  }

  /** Where the current database is kept, in words for the status line. */
  get kept(): string {
    const { keeping, ours } = this.databases.current
    if (keeping === 'sample') return ''
    if (!ours || keeping === 'memory' || this.#storage.kind === 'opening' || this.unsafe) return 'Not saved'
    return keeping === 'saving' ? 'Saving' : 'Saved in this browser'
  }

  /** Goes on with a database of the visitor's own, in the tab that is shown. */
  choose(database: Database): void {
    const draft = this.drafts.current
    this.databases.choose(database)
    draft.database = database.id
    this.#use(database)
    if (draft.origin === null) return
    draft.origin = null
    this.bench.said = `This tab now works in ${database.name}.`
  }

  /** Opens what a link brought in a tab of its own. Nothing is run, and no database of the visitor's is touched. */
  async openLink(code: string): Promise<void> {
    this.linkSentence = ''
    const { decodeShare } = await import('../workbench/share')
    const opened = await decodeShare(code)
    if (!opened.ok) {
      this.linkSentence = opened.sentence
      return
    }
    const { sql, dialect, sample, view } = opened.shared
    // the tab that the same link made before, unless something was changed there
    const same = this.drafts.list.find(
      (draft) =>
        draft.origin?.dialect === dialect &&
        draft.origin.sample === sample &&
        (draft.editor ?? draft).text === sql &&
        this.#guests.get(draft)?.changed !== true,
    )
    if (same === undefined) this.drafts.add(sql, 'Shared query', { dialect, sample, run: false })
    else this.drafts.choose(same)
    this.bench.wanted = view
    await records.flush() // from here on a reload finds the tab
  }

  /** What is kept for nobody needs no question. */
  #mayRun(statements: readonly Statement[]): boolean | Promise<boolean> {
    return this.databases.current.passing || this.question.allows(this.bench.session, statements)
  }

  /** A text that came with a link has a database of its own; every other one works in one of the visitor's. */
  #follow(draft: Draft): void {
    const { origin } = draft
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
    const known = this.#guests.get(draft)
    const guest =
      known?.dialect === origin.dialect
        ? known
        : passingDatabase('Shared query', origin.dialect, origin.sample)
    this.#guests.set(draft, guest)
    if (guest === this.databases.current) return
    this.databases.visit(guest)
    this.#use(guest)
  }

  #use(database: Database): void {
    const session = database.session()
    this.bench.use(session)
    session.onchanged = (sql, before) => this.#keepBefore(database, session, sql, before)
    session.onran = (ran) => this.#ran(database, session, ran)
    void this.#readUndo(database)
  }

  async #readUndo(database: Database): Promise<void> {
    this.undo = []
    const found = await points.points(database.id)
    if (database === this.databases.current) this.undo = found
  }

  /** Makes this tab the owner of the current database. */
  async takeOver(): Promise<void> {
    const { current } = this.databases
    await current.takeOver()
    await this.#readUndo(current)
  }

  async chooseDialect(dialect: Dialect): Promise<void> {
    if (dialect === this.bench.session.dialect) return
    const draft = this.drafts.current
    if (draft.origin !== null) {
      draft.origin = { ...draft.origin, dialect }
      this.#follow(draft)
      return
    }
    this.choose(await this.databases.ofDialect(dialect))
  }

  async create(name: string, dialect: Dialect, sample: string | null): Promise<void> {
    this.choose(await this.databases.create(name, dialect, sample))
  }

  /** A second database with what the current one holds now. */
  async duplicate(): Promise<void> {
    const { current } = this.databases
    const name = `${current.name.replace(/ copy( \d+)?$/, '')} copy`
    const files = current.changed ? await current.session().connection.storable() : null
    const sample = current.sample?.id ?? null
    await this.#show(await this.databases.create(name, current.dialect, sample), files)
  }

  /** Goes on in a database that was made just now; what runs from here on waits until its files are in. */
  async #show(database: Database, files: ImageFiles | null): Promise<void> {
    const filled = files === null ? undefined : database.replace(files)
    this.choose(database)
    await filled
  }

  /** Puts the current database away; false when it is the only one. */
  async remove(): Promise<boolean> {
    const removed = await this.databases.remove(this.databases.current)
    if (removed) this.choose(this.databases.current)
    return removed
  }

  async undoRemove(database: Database): Promise<void> {
    await this.databases.undoRemove(database)
    this.choose(database)
  }

  async reset(): Promise<void> {
    const database = this.databases.current
    this.bench.handle?.clearMarks()
    this.bench.handle?.clearFault()
    await this.#change(async () => {
      const { connection } = database.session()
      await database.session().stop() // what it changed is to be undone after the reset
      await this.#remembering
      if (database.changed) await this.#remember(database, connection, connection.image, 'Reset database')
      await database.reset()
    })
    records.remove(lastRunKey)
    this.bench.said = `Database ${database.name} is as it was at the start.`
  }

  /** Brings back data and schema as they were before the newest run that changed them. */
  async undoRun(): Promise<void> {
    const database = this.databases.current
    if (this.bench.session.running) this.bench.said = 'A query is running. Stop it, then undo.'
    if (this.bench.session.running || this.changing) return
    await this.#change(async () => {
      await this.#remembering
      const [point, ...older] = this.undo
      if (point === undefined) return
      const files = await points.at(point.id)
      this.undo = older
      if (files === null) {
        this.bench.said = 'That state is not kept any more.'
        return
      }
      await database.replace(files)
      // not before: a page that dies until then comes back with the run, and can undo it
      void database.saved().then((saved) => (saved && database.ours ? points.drop(point.id) : undefined))
      this.bench.said = `The database is as it was before: ${point.label}`
    })
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
  preview(table: Table): void {
    const { session } = this.bench
    const name = quoteName(table.name, session.dialect)
    const home = table.schema === 'public' || table.schema === 'main'
    const text = `SELECT *\nFROM ${home ? name : `${quoteName(table.schema, session.dialect)}.${name}`}\nLIMIT 100;`
    this.drafts.add(`${text}\n`, table.name)
    this.bench.script = text
    void session.run(text)
  }

  /** Keeps a database that was made elsewhere (an import, a copy) under a free name, and opens it. */
  async adopt(name: string, dialect: Dialect, files: ImageFiles): Promise<void> {
    await this.#show(await this.databases.create(name, dialect, null), files)
  }

  /** Copies the current database to the other engine, as a new one; says what could not carry over. */
  async copyTo(dialect: Dialect): Promise<CopyReport> {
    const from = this.databases.current
    this.bench.said = `Copying ${from.name} to ${dialectName[dialect]}`
    const [{ copyDatabase }, { openScratch }] = await Promise.all([
      import('../transfer/copy-database'),
      import('../transfer/scratch'),
    ])
    const scratch = await openScratch(dialect)
    try {
      const report = await copyDatabase(from.session().connection, scratch)
      // half a copy is of no use
      if (report.kind === 'done')
        await this.adopt(`${from.name} as ${dialectName[dialect]}`, dialect, scratch.image)
      this.bench.said = ''
      return report
    } finally {
      scratch.close()
    }
  }

  /** What an import changed in the current database can be undone like a run. */
  async imported(before: Image, name: string): Promise<void> {
    const database = this.databases.current
    const { connection } = database.session()
    await this.bench.session.refreshSchema()
    if (connection.image !== before) await this.#remember(database, connection, before, `Import ${name}`)
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
      if (draft.origin !== null && this.#guests.get(draft) === database)
        draft.origin = { ...draft.origin, run: true }
    }
    // the result is shown first
    void painted().then(() => {
      void history.append({ sql, dialect, database: name, databaseId: database.id, at, ms, rows, error })
      if (!database.passing && script !== null)
        records.set(lastRunKey, packRun(database.id, script, session.outcomes))
    })
    if (ran.before !== null) this.#keepBefore(database, session, sql, ran.before)
  }

  /** Keeps the state before a run, once: also of a run that is still on, which a closed page may cut off. */
  #keepBefore(database: Database, { connection }: Session, sql: string, before: Image): void {
    if (this.#kept.has(before)) return
    this.#kept.add(before)
    this.#remembering = this.#remembering
      .then(() => this.#remember(database, connection, before, label(sql)))
      .catch(() => {
        this.bench.said = 'The state before this run could not be kept: Undo run goes back further.'
      })
  }

  /** `connection` may be closed: the database was left or deleted while the run was on. */
  async #remember(database: Database, connection: Connection, image: Image, text: string): Promise<void> {
    if (database.passing || !database.ours) return
    const files = await connection.storable(image)
    const { point, dropped } = await points.remember(database.id, files, text, Date.now())
    if (database !== this.databases.current) return
    const gone = new Set(dropped.map(({ id }) => id))
    this.undo = [point, ...this.undo.filter(({ id }) => !gone.has(id))]
    if (dropped.length > 0)
      this.bench.said = `To make room, ${dropped.length === 1 ? 'the oldest state' : `the ${dropped.length} oldest states`} to go back to went.`
  }

  async #change(work: () => Promise<void>): Promise<void> {
    this.changing = true
    try {
      await work()
    } finally {
      this.changing = false
    }
  }
}

/** The first line of a script, short enough for a menu. */
function label(sql: string): string {
  const line = sql
    .split('\n')
    .map((text) => text.trim())
    .find((text) => text !== '' && !text.startsWith('--'))
  const text = line ?? 'a run'
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
