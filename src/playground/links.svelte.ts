/** Texts that came with a link: each is a tab with a database of its own, in memory, as long as the page is open. */
import type { Shared } from '../workbench/share'
import type { Database } from './database.svelte'
import { passingDatabase } from './databases.svelte'
import type { Draft, Drafts } from './drafts.svelte'
import type { Origin } from './kept'

export class Links {
  /** why a link could not be opened; '' when there is nothing to say */
  sentence = $state('')
  readonly #drafts: Drafts
  readonly #databases = new WeakMap<Draft, Database>()

  constructor(drafts: Drafts) {
    this.#drafts = drafts
  }

  /** Shows the tab of a link's code and gives what it holds; null, and a sentence, for a code that cannot be opened. */
  async open(code: string): Promise<Shared | null> {
    this.sentence = ''
    const { decodeShare } = await import('../workbench/share')
    const opened = await decodeShare(code)
    if (!opened.ok) {
      this.sentence = opened.sentence
      return null
    }
    const { sql, dialect, sample } = opened.shared
    // the tab that the same link made before, unless something was changed there
    const same = this.#drafts.list.find(
      (draft) =>
        draft.origin?.dialect === dialect &&
        draft.origin.sample === sample &&
        (draft.editor ?? draft).text === sql &&
        this.#databases.get(draft)?.changed !== true,
    )
    if (same === undefined) this.#drafts.add(sql, 'Shared query', { dialect, sample, run: false })
    else this.#drafts.choose(same)
    return opened.shared
  }

  /** What a tab's text runs in: made anew when its engine was changed. */
  databaseOf(draft: Draft, { dialect, sample }: Origin): Database {
    const known = this.#databases.get(draft)
    if (known?.dialect === dialect) return known
    const made = passingDatabase('Shared query', dialect, sample)
    this.#databases.set(draft, made)
    return made
  }

  /** Notes of the tabs that work in this database that they were run. */
  ran(database: Database): void {
    for (const draft of this.#drafts.list)
      if (draft.origin !== null && this.#databases.get(draft) === database)
        draft.origin = { ...draft.origin, run: true }
  }
}
