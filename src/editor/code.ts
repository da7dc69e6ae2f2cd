/** The code of the highlighting editor: most of what a page with an editor is made of, so it comes beside the page. */
import type { SqlEditor } from './sql-editor'

let here: typeof SqlEditor | null = null
let coming: Promise<typeof SqlEditor> | undefined

/** Fetches it, once. Rejects when it does not arrive; the next call asks again. */
export function fetchEditor(): Promise<typeof SqlEditor> {
  coming ??= import('./sql-editor').then(
    (module) => (here = module.SqlEditor),
    (error: unknown) => {
      coming = undefined
      throw error
    },
  )
  return coming
}

/** The code, if it is here. */
export const arrivedEditor = () => here
