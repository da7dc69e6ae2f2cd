import {
  completionStatus,
  currentCompletions,
  selectedCompletionIndex,
  setSelectedCompletion,
  startCompletion,
} from '@codemirror/autocomplete'
import { type Extension, StateEffect, StateField } from '@codemirror/state'
import { type Command, EditorView } from '@codemirror/view'

const asking = StateEffect.define()

/** Whether the list that is open, or on its way, was asked for. */
const asked = StateField.define<boolean>({
  create: () => false,
  update: (was, { effects, state }) =>
    effects.some((effect) => effect.is(asking)) || (was && completionStatus(state) !== null),
})

/** Opens the list because the visitor wants it: its first entry is chosen, so that Enter takes it. */
export const ask: Command = (view) => {
  view.dispatch({ effects: asking.of(null) })
  return startCompletion(view)
}

export const askedFirst: Extension = [
  asked,
  EditorView.updateListener.of(({ state, view }) => {
    if (state.field(asked) && selectedCompletionIndex(state) === null && currentCompletions(state).length > 0)
      view.dispatch({ effects: setSelectedCompletion(0) })
  }),
]
