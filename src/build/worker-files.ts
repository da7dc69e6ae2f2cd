/**
 * Keeps the files of a worker such that every browser loads them. Under `worker-src blob:` Firefox refuses what a module
 * of a worker imports by an import statement, unless it is there already; what it imports with `import()` it loads. So a
 * worker is one file, and the files that it fetches when they are wanted build on nothing but that one.
 */
import { isBuiltin } from 'node:module'
import type { Plugin } from 'vite'

const nothing = '\0nothing-of-node'

/** In a build only. What an engine would import in Node, which it never is in a worker, is an empty module. */
export function workerFiles(): Plugin {
  return {
    name: 'tandem-worker-files',
    apply: 'build',
    enforce: 'pre',
    resolveId: (source) => (isBuiltin(source) ? nothing : null),
    load: (id) => (id === nothing ? 'export default {}' : null),
    generateBundle(_, bundle) {
      const refused = refusedImports(Object.values(bundle))
      if (refused.length > 0)
        this.error(`Firefox does not load these files of a worker:\n${refused.join('\n')}`)
    },
  }
}

/** What a bundler tells about a file. */
interface File {
  readonly fileName: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
}

/** The import statements of a worker's files that name another file than the one it begins with. */
export function refusedImports(files: readonly File[]): string[] {
  const first = new Set(files.filter(({ isEntry }) => isEntry === true).map(({ fileName }) => fileName))
  return files.flatMap(({ fileName, isEntry, imports = [] }) =>
    imports
      .filter((name) => isEntry === true || !first.has(name))
      .map((name) => `${name}, imported by ${fileName}`),
  )
}
