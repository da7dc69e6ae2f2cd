import { type ChangeDesc, ChangeSet, MapMode } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import type { Span } from './editor-handle'

/** Edits between two moments. */
interface Edit {
  changes: ChangeDesc
  next?: Edit
}

/** The edits of an editor as a chain: a new link only where a follower stands, and none that all followers have passed. */
export class Edits {
  #last: Edit = { changes: ChangeSet.empty(0) }
  #followed = true // somebody may stand at the last link; the first holds no edits
  #news = $state.raw({}) // new with each edit, and never read by it, so that an effect may edit

  readonly extension = EditorView.updateListener.of(({ docChanged, changes: { desc } }) => {
    if (!docChanged) return
    if (this.#followed) this.#last = this.#last.next = { changes: desc }
    else this.#last.changes = this.#last.changes.composeDesc(desc)
    this.#followed = false
    this.#news = {}
  })

  /** See `EditorHandle.follow`; `length` is that of the text now. */
  follow(length: number): (span: Span) => Span | null {
    let at = this.#last
    let all: ChangeDesc = ChangeSet.empty(length)
    this.#followed = true
    return (span) => {
      void this.#news
      for (; at.next; at = at.next) all = all.composeDesc(at.next.changes)
      this.#followed = true
      const from = Math.min(span.from, length)
      const to = Math.min(Math.max(span.to, from), length)
      const gone =
        all.mapPos(from, 1, MapMode.TrackAfter) === null && all.mapPos(to, -1, MapMode.TrackBefore) === null
      return gone ? null : { from: all.mapPos(from, from < to ? 1 : -1), to: all.mapPos(to, -1) }
    }
  }
}
