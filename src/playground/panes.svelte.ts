/** How the playground's panes share the window, in percent; kept for the next visit. */
import { pageStorage } from '../storage/page-storage'

const { records } = pageStorage()
const key = 'playground/panes'

export class Panes {
  #sidebar = $state(Math.min(19, 28_000 / innerWidth)) // 280 px at most
  #editor = $state(42)

  constructor() {
    void records
      .get(key, (value) => {
        if (typeof value !== 'object' || value === null) return undefined
        const { sidebar, editor } = value as { sidebar?: unknown; editor?: unknown }
        return typeof sidebar === 'number' && typeof editor === 'number' ? { sidebar, editor } : undefined
      })
      .then((kept) => {
        if (kept === undefined) return
        this.#sidebar = Math.min(40, Math.max(10, kept.sidebar))
        this.#editor = Math.min(80, Math.max(15, kept.editor))
      })
  }

  get sidebar(): number {
    return this.#sidebar
  }

  set sidebar(share: number) {
    this.#sidebar = share
    this.#save()
  }

  get editor(): number {
    return this.#editor
  }

  set editor(share: number) {
    this.#editor = share
    this.#save()
  }

  #save(): void {
    records.set(key, { sidebar: this.#sidebar, editor: this.#editor })
  }
}
