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
  /** going back or another change of the whole database is on */
  #changing = false
  /** the newest state is on its way to storage: going back waits for it, or it would undo the run before */
  #remembering: Promise<void> = Promise.resolve()
  /** states that are kept already, or on their way */
  readonly #kept = new WeakSet<Image>()
  #current: Database | null = null
  readonly #say: (sentence: string) => void

  /** `say` takes a sentence on how it went. */
  constructor(say: (sentence: string) => void) {
    this.#say = say
  }

  /** From here on the points are those of this database. */
  async follow(database: Database): Promise<void> {
    this.#current = database
    this.points = []
    const found = await points.points(database.id)
    if (database === this.#current) this.points = found
  }

  /** Goes back to before the newest run; nothing while another change is on. */
  async run(database: Database): Promise<void> {
    if (this.#changing) return
    await this.#change(async () => {
      await this.#remembering
      const [point, ...older] = this.points
      if (point === undefined) return
      const files = await points.at(point.id)
      this.points = older
      if (files === null) {
        this.#say('That state is not kept any more.')
        return
      }
      await database.replace(files)
      // not before: a page that dies until then comes back with the run, and can undo it
      void database.saved().then((saved) => (saved && database.ours ? points.drop(point.id) : undefined))
      this.#say(`The database is as it was before: ${point.label}`)
    })
  }

  /** Makes the database its sample again, in a way that can be undone. */
  async reset(database: Database): Promise<void> {
    await this.#change(async () => {
      const { connection } = database.session()
      await database.session().stop() // what it changed is to be undone after the reset
      await this.#remembering
      if (database.changed) await this.remember(database, connection, connection.image, 'Reset database')
      await database.reset()
    })
  }

  /** Keeps the state before a run, once: also of a run that is still on, which a closed page may cut off. */
  keepBefore(database: Database, { connection }: Session, sql: string, before: Image): void {
    if (this.#kept.has(before)) return
    this.#kept.add(before)
    this.#remembering = this.#remembering
      .then(() => this.remember(database, connection, before, label(sql)))
      .catch(() => this.#say('The state before this run could not be kept: Undo run goes back further.'))
  }

  /** Keeps a state under what was done next. `connection` may be closed: the database was left or deleted meanwhile. */
  async remember(database: Database, connection: Connection, image: Image, text: string): Promise<void> {
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

  async #change(work: () => Promise<void>): Promise<void> {
    this.#changing = true
    try {
      await work()
    } finally {
      this.#changing = false
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
