/** Asks before a script that deletes, changes or drops more than its text shows; once per script, and never again if told so. */
import type { Component } from 'svelte'
import { mayReachFar } from '../sql/may-reach'
import type { Statement } from '../sql/statement'
import { pageStorage } from '../storage/page-storage'
import type { Session } from './session.svelte'

const key = 'workbench/ask-before-wide-changes'
/** Storage that answers later is not waited for, ms. */
const patience = 1000

export interface Asked {
  /** what shows the question */
  readonly Dialog: Component<{ question: ReachQuestion; asked: Asked }>
  readonly sentences: readonly string[]
  readonly answer: (go: boolean) => void
}

export class ReachQuestion {
  /** the question that is open */
  asked = $state.raw<Asked | null>(null)
  #on = $state(true)
  readonly #known: Promise<void>

  constructor() {
    const isFlag = (value: unknown) => (typeof value === 'boolean' ? value : undefined)
    const read = pageStorage()
      .records.get(key, isFlag)
      .then((kept) => {
        this.#on = kept ?? true
      })
    this.#known = Promise.race([read, pause(patience)])
  }

  get on(): boolean {
    return this.#on
  }

  set on(on: boolean) {
    this.#on = on
    const { records } = pageStorage()
    records.set(key, on)
    void records.flush()
  }

  /** True when the statements may run: nothing in them reaches far, which is mostly known at once, or the visitor said so. */
  allows(session: Session, statements: readonly Statement[]): boolean | Promise<boolean> {
    return !statements.some(({ text }) => mayReachFar(text)) || this.#ask(session, statements)
  }

  async #ask(session: Session, statements: readonly Statement[]): Promise<boolean> {
    await this.#known
    if (!this.#on) return true
    if (session.schema === null) await session.refreshSchema() // an engine that is on its way
    const { schema } = session
    if (schema === null || session.transaction === 'failed') return true
    const parts = await Promise.all([import('./reach-measure'), import('./ReachDialog.svelte')]).catch(
      () => null,
    )
    if (parts === null) return true // no network, or a newer site: Undo run is there all the same
    const [{ wideSentences }, { default: Dialog }] = parts
    const sentences = await wideSentences(session, schema, statements)
    if (sentences.length === 0) return true
    const went = await new Promise<boolean>((resolve) => {
      this.asked = { Dialog, sentences, answer: resolve }
    })
    this.asked = null
    return went
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
