/** The editor's tabs: a name, a text, a place, a database, and what was closed lately. Saved on every pause. */
import type { EditorHandle } from '../editor/editor-handle'
import { pageStorage } from '../storage/page-storage'
import {
  draftKey,
  keptDrafts,
  listKey,
  newId,
  parseDraft,
  readKept,
  type KeptDraft,
  type KeptDrafts,
  type Origin,
} from './kept'
import { welcome } from './welcome'

const { records } = pageStorage()

export class Draft {
  /** id of what is stored */
  readonly key: string
  /** the editor that shows it; null while none does. Its text is never behind; this one's may be, by 0.1 s */
  editor: Pick<EditorHandle, 'text' | 'setText'> | null = null
  #name = $state('')
  #text = $state.raw('')
  /** where the cursor was, a UTF-16 offset */
  #cursor = 0
  /** where it stood when it was closed on this page, counted from 0 */
  place = Infinity
  /** changed since it was last run */
  changed = $state(false)
  #origin = $state.raw<Origin | null>(null)
  #database: string | null
  #at: number

  constructor(
    key: string,
    name: string,
    text: string,
    cursor = 0,
    origin: Origin | null = null,
    database: string | null = null,
    at = 0,
  ) {
    this.key = key
    this.#name = name
    this.#text = text.replace(/\r\n?/g, '\n') // as an editor has it
    this.#cursor = cursor
    this.#origin = origin
    this.#database = database
    this.#at = at
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
    if (text === this.#text) return
    this.#text = text
    this.#at = Math.max(Date.now(), this.#at + 1) // newer than what it replaces, also when the clock was put back
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

  /**
   * Takes over what another window stored, in the editor as one edit that can be undone there; if that text is older than
   * this one, this one is stored again. True where nobody wrote in it before: then it works in the other one's database.
   */
  take({ name, text, cursor, at, database }: KeptDraft): boolean {
    if (this.editor !== null) this.text = this.editor.text // typed just now, and not told yet
    if (at < this.#at) {
      this.save()
      return false
    }
    const first = this.#at === 0 && at > 0 && database !== null
    if (first) this.#database = database
    this.#name = name
    this.#at = at
    if (text === this.#text) return first
    this.#text = text
    this.#cursor = cursor
    this.editor?.setText(text)
    return first
  }

  save(): void {
    records.set(draftKey(this.key), {
      name: this.#name,
      text: this.#text,
      cursor: this.#cursor,
      at: this.#at,
      ...(this.#origin !== null && { origin: this.#origin }),
      ...(this.#database !== null && { database: this.#database }),
    })
  }
}

const draftOf = ({ id, name, text, cursor, origin, database, at }: KeptDraft & { readonly id: string }) =>
  new Draft(id, name, text, cursor, origin, database, at)

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
    records.onChange((key) => void this.#hear(key))
  }

  /** The tabs as they were left; at the first visit one with a few queries. Never rejects, and answers within 1.5 s. */
  static async open(): Promise<Drafts> {
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), 1500))
    const found = await Promise.race([readKept().drafts, late])
    const [list, closed] = [found?.list ?? [], found?.closed ?? []]
    const drafts = new Drafts(list.map(draftOf), closed.map(draftOf), found?.current ?? '')
    // at a first visit the tab must be listed before it is typed into; a list that is only late must not be replaced
    if (found === undefined) {
      drafts.current.save()
      drafts.#save()
    }
    if (found === null) void readKept().drafts.then(() => drafts.#hear(listKey))
    return drafts
  }

  get current(): Draft {
    const found = this.list.find((draft) => draft.key === this.#currentId) ?? this.list[0]
    if (found === undefined) throw new Error('There is always a tab')
    return found
  }

  get canReopen(): boolean {
    return this.#closed.length > 0
  }

  choose(draft: Draft): void {
    this.#currentId = draft.key
    this.#save()
    this.onchoose?.(draft)
  }

  /** Opens a tab with this text and switches to it; it works in the database of the one before. */
  add(text = '', name = this.#freeName(), origin: Origin | null = null): Draft {
    const database = this.list.length > 0 ? this.current.database : null
    const draft = new Draft(newId(), name, text, 0, origin, database, Date.now())
    draft.save()
    this.list = [...this.list, draft]
    this.choose(draft)
    return draft
  }

  /** Closes a tab; it can be reopened. The last one is replaced by an empty one. */
  close(draft: Draft): void {
    const at = (draft.place = this.list.indexOf(draft))
    for (const old of this.#closed.slice(0, -keptClosed + 1)) records.remove(draftKey(old.key))
    this.#closed = [...this.#closed.slice(-keptClosed + 1), draft]
    this.list = this.list.filter((other) => other !== draft)
    const next = this.list[Math.min(at, this.list.length - 1)]
    if (next === undefined) this.add()
    else if (this.#currentId === draft.key) this.choose(next)
    else this.#save()
  }

  /** Brings back a tab, the one that was closed last, to where it was; one that is open is shown. */
  reopen(draft = this.#closed.at(-1)): void {
    if (draft === undefined) return
    if (!this.list.includes(draft)) this.list = this.list.toSpliced(draft.place, 0, draft)
    this.#closed = this.#closed.filter((other) => other !== draft)
    this.choose(draft)
  }

  #freeName(): string {
    const names = new Set(this.list.map((draft) => draft.name))
    for (let n = this.list.length + 1; ; n++) if (!names.has(`Untitled ${n}`)) return `Untitled ${n}`
  }

  /** Follows what another window, or an import, stored: its texts, the tabs it opened and those it closed. */
  async #hear(key: string): Promise<void> {
    const known = () => [...this.list, ...this.#closed]
    const heard = known().find((draft) => draftKey(draft.key) === key)
    const text = heard && (await records.get(key, parseDraft))
    if (text && heard.take(text) && heard === this.current) this.onchoose?.(heard)
    const kept = key === listKey && (await keptDrafts())
    if (!kept) return
    const own = (one: KeptDrafts['list'][number]) =>
      known().find((draft) => draft.key === one.id) ?? draftOf(one)
    const { current } = this
    const closed = kept.closed.map(own).filter((draft) => draft !== current)
    const open = kept.list.map(own)
    this.#closed = [...new Set([...this.#closed, ...closed])].filter((draft) => !open.includes(draft))
    this.list = [...new Set([...this.list.filter((draft) => !closed.includes(draft)), ...open])]
  }

  /** Stores which tabs there are. Their texts are stored as they change: another window may have newer ones. */
  #save(): void {
    records.set(listKey, {
      open: this.list.map((draft) => draft.key),
      closed: this.#closed.map((draft) => draft.key),
      current: this.current.key,
    })
  }
}
