/** What an embedded page shows, read from its own address. */
import { datasets, findDataset } from '../dataset/dataset'
import { dialects } from '../sql/dialect'
import { codeIn, decodeShare, longestHash, type Opened, type Shared } from '../workbench/share'

const nothing: Shared = { sql: '', dialect: 'sqlite', sample: 'sales', view: null }

/**
 * The query of `#/embed?s=1.q1Y…`; `engine=` and `sample=` replace those of the link, or stand alone for an empty
 * editor. What is not known is refused in a sentence. Never rejects.
 */
export async function readExample(hash: string): Promise<Opened> {
  const asked = parameters(hash)
  const code = codeIn(hash)
  const opened: Opened = code === null ? { ok: true, shared: nothing } : await decodeShare(code)
  if (!opened.ok) return opened
  const [engine, sample] = [asked.get('engine') ?? opened.shared.dialect, asked.get('sample')]
  const dialect = dialects.find((known) => known === engine)
  if (dialect === undefined)
    return { ok: false, sentence: 'The engine of this example is not known. It is sqlite or postgres.' }
  if (sample !== null && findDataset(sample) === undefined)
    return {
      ok: false,
      sentence: `The sample database of this example is not known. It is one of ${datasets.map(({ id }) => id).join(', ')}.`,
    }
  return { ok: true, shared: { ...opened.shared, dialect, sample: sample ?? opened.shared.sample } }
}

/** `theme=light` or `theme=dark`, as the page around it is; null: as the system is. */
export function themeIn(hash: string): 'light' | 'dark' | null {
  const theme = parameters(hash).get('theme')
  return theme === 'light' || theme === 'dark' ? theme : null
}

const parameters = (hash: string) =>
  new URLSearchParams(/\?(.*)$/.exec(hash.slice(0, longestHash + 100))?.[1] ?? '')
