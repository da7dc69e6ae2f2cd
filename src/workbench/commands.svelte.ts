import { untrack } from 'svelte'

/** What the command palette offers: pages register their commands while they are shown. */

export interface Command {
  readonly name: string
  /** shown at the right, e.g. `Ctrl ↵`; the key itself is handled where it acts */
  readonly keys?: string
  /** false hides it for now */
  readonly available?: () => boolean
  readonly run: () => void
}

class Commands {
  #groups = $state.raw<readonly (readonly Command[])[]>([])

  /** Every command that can run now; those that were registered last come first: the page's own before the shell's. */
  get list(): readonly Command[] {
    return this.#groups
      .toReversed()
      .flat()
      .filter((command) => command.available?.() ?? true)
  }

  /** Adds a page's commands; returns the function that takes them away again. */
  register(group: readonly Command[]): () => void {
    // untracked, or an effect that registers would depend on the list it changes and run for ever
    this.#groups = untrack(() => [...this.#groups, group])
    return () => {
      this.#groups = untrack(() => this.#groups.filter((other) => other !== group))
    }
  }
}

export const commands = new Commands()
