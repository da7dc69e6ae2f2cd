/**
 * At a first visit there is nothing to wait for: the text is known, so the editor stands before the rest of the
 * playground and its storage have arrived. The desk takes it over with what was typed.
 */
import { SqlEditor } from '../editor/sql-editor'
import type { Bench } from '../workbench/bench.svelte'
import { welcome } from './welcome'

const mark = 'tandem/visited'

/** Whether storage can hold nothing of an earlier visit, as far as can be told at once. */
function isFirstVisit(): boolean {
  try {
    return localStorage.getItem(mark) === null
  } catch {
    return false // storage is forbidden: what the desk says about that comes with it
  }
}

/** The next visit waits for what was kept. */
export function visited(): void {
  try {
    localStorage.setItem(mark, '1')
  } catch {
    // the next visit is a first one again
  }
}

/** Null where the desk must come first: a later visit, a link that brings a text, a window where the bars fold. */
export function firstEditor(): FirstEditor | null {
  const plain =
    location.hash === '#/play' && matchMedia('(min-width: 60.01rem) and (min-height: 34.01rem)').matches
  return plain && isFirstVisit() ? new FirstEditor() : null
}

export class FirstEditor {
  #editor: SqlEditor | null = null
  #asked: Begun['asked'] = null

  /** Shows it here. Returns what ends it, unless the desk has taken it over. */
  show(parent: HTMLElement): () => void {
    const silent = () => undefined
    const ask = (what: (bench: Bench) => unknown) => () => {
      this.#asked = what
    }
    const editor = new SqlEditor(
      parent,
      { text: welcome, dialect: 'sqlite', schema: null, label: 'SQL editor', readonly: false },
      {
        changed: silent,
        cursor: silent,
        run: ask((bench) => bench.run()),
        runStatement: ask((bench) => bench.runStatement()),
        runAt: (statement) => ask((bench) => bench.runAt(statement))(),
        format: ask((bench) => bench.format()),
      },
    )
    this.#editor = editor
    return () => {
      this.#editor?.destroy()
      this.#editor = null
    }
  }

  /** Gives it away, once; null when it was never shown. */
  take(): Begun | null {
    const editor = this.#editor
    this.#editor = null
    return editor && { editor, focused: editor.focused, asked: this.#asked }
  }
}

/** An editor that stands in the page already. */
export interface Begun {
  readonly editor: SqlEditor
  readonly focused: boolean
  /** what a key asked for before there was anything to do it; the newest counts */
  readonly asked: ((bench: Bench) => unknown) | null
}
