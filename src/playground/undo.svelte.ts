/** The way back: states of the current database, kept before each run that changes it. */
import type { Connection } from '../engine/engine'
import type { Image } from '../engine/image'
import { pageStorage } from '../storage/page-storage'
import type { Session } from '../workbench/session.svelte'
import type { Database } from './database.svelte'

const { points } = pageStorage()

/** A state to go back to. */
interface UndoPoint {
  readonly id: string
  /** what was run next */
  readonly label: string
}

export class Undo {
  /** newest first */
  points = $state.raw<readonly UndoPoint[]>([])
  /** the newest state is on its way to storage: going back waits for it, or it would undo the run before */
  #remembering: Promise<void> = Promise.resolve()
  /** states that are kept already, or on their way */
  readonly #kept = new WeakSet<Image>()
  #current: Database | null = null
  #following: Promise<void> = Promise.resolve()
  readonly #say: (sentence: string) => void

  /** `say` takes a sentence on how it went. */
  constructor(say: (sentence: string) => void) {
    this.#say = say
  }

  /** From here on the points are those of this database. */
  follow(database: Database): Promise<void> {
    this.#current = database
    this.points = []
    this.#following = points.points(database.id).then((found) => {
      if (database === this.#current) this.points = found
    })
    return this.#following
  }

  /** Goes back to before the newest run; nothing while the database is being changed as a whole. */
  async run(database: Database): Promise<void> {
    const session = database.session()
    if (session.changing !== null) return
    await session.change(async () => {
      await this.#remembering
      await this.#following
      // another database may be shown by now
      const [point] = database === this.#current ? this.points : await points.points(database.id)
      if (point === undefined) return
      const files = await points.at(point.id)
      this.points = this.points.filter(({ id }) => id !== point.id)
      if (files === null) {
        this.#say('That state is not kept any more.')
        return
      }
      await database.replace(files)
      // not before: a page that dies until then comes back with the run, and can undo it
      void database.saved().then((saved) => (saved && database.ours ? points.drop(point.id) : undefined))
      const name = database === this.#current ? 'The database' : database.name
      this.#say(`${name} is as it was before: ${point.label}`)
    })
  }

  /** Makes the database its sample again, in a way that can be undone. */
  async reset(database: Database): Promise<void> {
    const session = database.session()
    await session.change(async () => {
      await session.stop() // what it changed is to be undone after the reset
      await this.#remembering
      if (database.changed) await this.#remember(database, session.connection, undefined, 'Reset database')
      await database.reset()
    })
  }

  /**
   * Keeps the state before a run, or what else the text tells of, once: also of a run that is still on, which a closed page
   * may cut off.
   */
  keepBefore(database: Database, { connection }: Session, sql: string, before: Image): void {
    if (this.#kept.has(before)) return
    this.#kept.add(before)
    this.#remembering = this.#remembering
      .then(() => this.#remember(database, connection, before, label(sql)))
      .catch(() => this.#say('The state before this run could not be kept: Undo run goes back further.'))
  }

  /**
   * Keeps a state, the newest where none is given, under what was done next. `connection` may be closed: the database was
   * left or deleted meanwhile.
   */
  async #remember(
    database: Database,
    connection: Connection,
    image: Image | undefined,
    text: string,
  ): Promise<void> {
    if (database.passing || !database.ours) return
    const files = await connection.storable(image)
    const { point, dropped } = await points.remember(database.id, files, text, Date.now())
    if (database !== this.#current) return
    const gone = new Set(dropped.map(({ id }) => id))
    this.points = [point, ...this.points.filter(({ id }) => !gone.has(id))]
    if (dropped.length > 0)
      this.#say(
        `To make room, ${dropped.length === 1 ? 'the oldest state' : `the ${dropped.length} oldest states`} to go back to went.`,
      )
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
