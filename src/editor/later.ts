import { Compartment, type Extension } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'

const assist = new Compartment()
const search = new Compartment()

/** Puts a part in place of what waits for it. Without a network, or with a newer site, the text can be edited all the same. */
async function put(view: EditorView, place: Compartment, part: () => Promise<Extension>): Promise<boolean> {
  const waiting = place.get(view.state)
  try {
    const extension = await part()
    if (place.get(view.state) === waiting) view.dispatch({ effects: place.reconfigure(extension) })
    return true
  } catch {
    return false // the next time it is wanted it is fetched again
  }
}

/** `asked`: the visitor wants the list now. */
async function fetchAssist(view: EditorView, asked: boolean): Promise<void> {
  const there = await put(view, assist, () => import('./assist').then((module) => module.assist))
  if (there && asked) (await import('./assist')).ask(view)
}

const fetchSearch = (view: EditorView) =>
  put(view, search, () => import('./search').then(({ searching }) => searching))

/** The keys that mean something before a search was begun. */
const searchKeys = ['Mod-f', 'F3', 'Mod-g', 'Mod-d', 'Mod-Shift-l', 'Mod-Alt-g']

/** A selected word; its other places are marked. */
const word = /^[\p{L}\p{N}_]{2,200}$/u

/**
 * What the first paint and a visitor who only runs do without: completion and closing of brackets come with the first
 * key that is typed (a text that is pasted needs neither), search with the first of its keys or the first selected word. First of all extensions, so that it sees keys before the others.
 */
export const later: Extension = [
  assist.of(
    EditorView.domEventObservers({
      keydown: ({ key, ctrlKey, metaKey, altKey }, view) => {
        const asked = key === ' ' && ctrlKey
        if (asked || (key.length === 1 && !ctrlKey && !metaKey && !altKey)) void fetchAssist(view, asked)
      },
    }),
  ),
  search.of([
    keymap.of(
      searchKeys.map((key) => ({
        key,
        preventDefault: true,
        run: (view) => {
          void fetchSearch(view).then(async (there) => there && (await import('./search')).press(key, view))
          return true
        },
      })),
    ),
    EditorView.updateListener.of(({ selectionSet, state, view }) => {
      const { from, to } = state.selection.main
      if (selectionSet && word.test(state.sliceDoc(from, Math.min(to, from + 201)))) void fetchSearch(view)
    }),
  ]),
]
