/** The editor tabs of an imported file, put beside the visitor's own. */
import { draftKey, listKey, newId, parseDraft, parseList, type KeptDraft } from './kept'

/**
 * What to store so that the file's tabs are in the list, and how many of them are open. Takes the tabs out of `file`;
 * one that is there with the same name and text does not come twice, and none replaces a text that somebody wrote: the
 * first one takes the place of a tab in which nobody wrote yet.
 * `ids` are the new ids of the file's databases, by the ids they had.
 */
export function joinTabs(
  file: Map<string, string>,
  there: ReadonlyMap<string, string>,
  ids: ReadonlyMap<string, string>,
): { readonly records: ReadonlyMap<string, string>; readonly tabs: number } {
  const records = new Map<string, string>()
  const listed = listOf(file)
  const own = listOf(there)
  const same = ({ name, text }: KeptDraft) => JSON.stringify([name, text])
  const known = new Set(
    [...own.open, ...own.closed].flatMap((id) => {
      const draft = draftOf(there, id)
      return draft === undefined ? [] : [same(draft)]
    }),
  )
  const blank = own.open.filter((id) => {
    const draft = draftOf(there, id)
    return draft?.at === 0 && draft.origin === null
  })
  const added = (list: readonly string[], places: string[] = []) =>
    list.flatMap((id) => {
      const draft = draftOf(file, id)
      if (draft === undefined || known.has(same(draft))) return []
      const free = places.shift() ?? (there.has(draftKey(id)) ? newId() : id)
      const database = ids.get(draft.database ?? '') ?? draft.database
      records.set(draftKey(free), JSON.stringify({ ...draft, database }))
      return [free]
    })
  const inFile = [...file.keys()]
    .filter((key) => key.startsWith(draftKey('')))
    .map((key) => key.slice(draftKey('').length))
  // written in, and in no list: two windows wrote it at once
  const lost = inFile.filter(
    (id) => ![...listed.open, ...listed.closed].includes(id) && (draftOf(file, id)?.at ?? 0) > 0,
  )
  const [open, closed] = [added([...listed.open, ...lost], blank), added(listed.closed)]
  file.delete(listKey)
  for (const id of inFile) if (draftOf(file, id) !== undefined) file.delete(draftKey(id))
  if (records.size > 0) {
    const current = own.current === '' ? listed.current : own.current
    const list = { open: [...new Set([...own.open, ...open])], closed: [...closed, ...own.closed], current }
    records.set(listKey, JSON.stringify(list))
  }
  return { records, tabs: open.length }
}

const listOf = (records: ReadonlyMap<string, string>) =>
  parseList(valueOf(records, listKey)) ?? { open: [], closed: [], current: '' }

const draftOf = (records: ReadonlyMap<string, string>, id: string) =>
  parseDraft(valueOf(records, draftKey(id)))

function valueOf(records: ReadonlyMap<string, string>, key: string): unknown {
  try {
    return JSON.parse(records.get(key) ?? 'null')
  } catch {
    return undefined
  }
}
