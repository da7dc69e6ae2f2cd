/**
 * One file for the bench: the results and what the playground needs besides at once; and one for the editor, which the
 * bench does not wait for. Cut by who shares what with whom, as a bundler does by itself, the same code came as seven
 * files that are 5 KB more to download.
 */
import { join } from 'node:path'

/** What a bundler tells about a module. */
interface Context {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

const src = join(import.meta.dirname, '..')
const bench = ['playground/Playground.svelte', 'workbench/Results.svelte', 'editor/Editor.svelte']
const editor = ['editor/sql-editor.ts']
/** Its modules open storage when they load, and an embedded example, which needs a bench, must never do that. */
const playground = join(src, 'playground/')
/** Every page needs the shell. */
const shell = ['main.ts']
/** Pages without a bench need these as well. */
const shared = ['storage/storage.ts', 'storage/page-storage.ts', 'course/Learn.svelte']

const sets = new Map<string, ReadonlySet<string>>()

/** All modules that these import, and so on, as far as they come with them. */
function reached(roots: readonly string[], context: Context): ReadonlySet<string> {
  const key = roots.join()
  const known = sets.get(key)
  if (known !== undefined) return known
  const found = new Set<string>()
  const visit = (id: string): void => {
    if (found.has(id)) return
    found.add(id)
    for (const next of context.getModuleInfo(id)?.importedIds ?? []) visit(next)
  }
  for (const root of roots) visit(join(src, root))
  sets.set(key, found)
  return found
}

/** The file a module goes to; null leaves it to the bundler. */
export function chunkName(id: string, context: Context): string | null {
  if (id.startsWith(playground) || reached(shell, context).has(id)) return null
  if (reached(bench, context).has(id)) return reached(shared, context).has(id) ? 'shared' : 'bench'
  return reached(editor, context).has(id) ? 'editor' : null
}
