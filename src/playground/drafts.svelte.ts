/** The editor's tabs: a name, a text, a place, a database, and what was closed lately. Saved on every pause. */
import { pageStorage } from '../storage/page-storage'
import { draftKey, listKey, readKept, type KeptDraft, type Origin } from './kept'
import { welcome } from './welcome'

const { records } = pageStorage()

export class Draft {
  readonly id: string
  #name = $state('')
  #text = $state.raw('')
  /** where the cursor was, a UTF-16 offset */
  #cursor = 0
  /** changed since it was last run */
  changed = $state(false)
  #origin = $state.raw<Origin | null>(null)
  #database: string | null

  constructor(
    id: string,
    name: string,
    text: string,
    cursor = 0,
    origin: Origin | null = null,
    database: string | null = null,
  ) {
    this.id = id
    this.#name = name
    this.#text = text
    this.#cursor = cursor
    this.#origin = origin
    this.#database = database
  }

  /** the link it came with; null for a text of the visitor's own */
  get origin(): Origin | null {
    return this.#origin
  }

  set origin(origin: Origin | null) {
    if (origin === this.#origin) return
    this.#origin = origin
    this.save()
  }

  /** id of the visitor's database it works in; null where none was told yet */
  get database(): string | null {
    return this.#database
  }

  set database(database: string | null) {
    if (database === this.#database) return
    this.#database = database
    this.save()
  }

  get name(): string {
    return this.#name
  }

  set name(name: string) {
    this.#name = name
    this.save()
  }

  /** the text; the editor tells it on every pause */
  get text(): string {
    return this.#text
  }

  set text(text: string) {
    this.#text = text
    this.save()
  }

  get cursor(): number {
    return this.#cursor
  }

  set cursor(cursor: number) {
    if (cursor === this.#cursor) return
    this.#cursor = cursor
    this.save()
  }

  save(): void {
    records.set(draftKey(this.id), {
      name: this.#name,
      text: this.#text,
      cursor: this.#cursor,
      ...(this.#origin !== null && { origin: this.#origin }),
      ...(this.#database !== null && { database: this.#database }),
    })
  }
}

/** 96 random bits; `crypto.randomUUID` does not exist on pages without https. */
const newId = () => [...crypto.getRandomValues(new Uint32Array(3))].map((n) => n.toString(36)).join('')

const draftOf = ({ id, name, text, cursor, origin, database }: KeptDraft & { readonly id: string }) =>
  new Draft(id, name, text, cursor, origin, database)

/** Tabs that were closed and can still be reopened. */
const keptClosed = 20

export class Drafts {
  list = $state.raw<readonly Draft[]>([])
  #currentId = $state('')
  #closed = $state.raw<readonly Draft[]>([])
  /** called with the tab that is shown from now on */
  onchoose: ((draft: Draft) => void) | null = null

  private constructor(list: readonly Draft[], closed: readonly Draft[], currentId: string) {
    this.list = list.length > 0 ? list : [new Draft(newId(), 'First look', welcome)]
    this.#closed = closed
    this.#currentId = currentId
  }

  /** The tabs as they were left; at the first visit one with a few queries. Never rejects, and answers within 1.5 s. */
  static async open(): Promise<Drafts> {
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), 1500))
    const found = await Promise.race([readKept().drafts, late])
    const [list, closed] = [found?.list ?? [], found?.closed ?? []]
    const drafts = new Drafts(list.map(draftOf), closed.map(draftOf), found?.current ?? '')
    // at a first visit the tab must be listed before it is typed into; a list that is only late must not be replaced
    if (found === undefined) drafts.#save()
    return drafts
  }

  get current(): Draft {
    const found = this.list.find((draft) => draft.id === this.#currentId) ?? this.list[0]
    if (found === undefined) throw new Error('There is always a tab')
    return found
  }

  get canReopen(): boolean {
    return this.#closed.length > 0
  }

  choose(draft: Draft): void {
    this.#currentId = draft.id
    this.#save()
    this.onchoose?.(draft)
  }

  /** Opens a tab with this text and switches to it; it works in the database of the one before. */
  add(text = '', name = this.#freeName(), origin: Origin | null = null): Draft {
    const database = this.list.length > 0 ? this.current.database : null
    const draft = new Draft(newId(), name, text, 0, origin, database)
    draft.save()
    this.list = [...this.list, draft]
    this.choose(draft)
    return draft
  }

  /** Closes a tab; it can be reopened. The last one is replaced by an empty one. */
  close(draft: Draft): void {
    const at = this.list.indexOf(draft)
    for (const old of this.#closed.slice(0, -keptClosed + 1)) records.remove(draftKey(old.id))
    this.#closed = [...this.#closed.slice(-keptClosed + 1), draft]
    this.list = this.list.filter((other) => other !== draft)
    const next = this.list[Math.min(at, this.list.length - 1)]
    if (next === undefined) this.add()
    else if (this.#currentId === draft.id) this.choose(next)
    else this.#save()
  }

  /** Brings back the tab that was closed last. */
  reopen(): void {
    const draft = this.#closed.at(-1)
    if (draft === undefined) return
    this.#closed = this.#closed.slice(0, -1)
    this.list = [...this.list, draft]
    this.choose(draft)
  }

  #freeName(): string {
    const names = new Set(this.list.map((draft) => draft.name))
    for (let n = this.list.length + 1; ; n++) if (!names.has(`Untitled ${n}`)) return `Untitled ${n}`
  }

  #save(): void {
    for (const draft of this.list) draft.save()
    records.set(listKey, {
      open: this.list.map((draft) => draft.id),
      closed: this.#closed.map((draft) => draft.id),
      current: this.current.id,
    })
  }
}
