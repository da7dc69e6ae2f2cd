/** What an embedded page shows, read from its own address. */
import { datasets, findDataset } from '../dataset/datasets'
import { dialects } from '../sql/dialect'
import { codeIn, decodeShare, longestHash, type Refusal, type Shared } from '../workbench/share'

/** `sentence` says why there is none, and what a reader or the author of the page around it can do. */
export type Found =
  { readonly ok: true; readonly shared: Shared } | { readonly ok: false; readonly sentence: string }

const retry = 'Reload the page. If it is still missing, tell whoever made the page around it:'
const copyAgain = 'Whoever made the page around it can copy the snippet from Tandem again.'
const why: Record<Refusal, string> = {
  'newer version': `A newer version of Tandem made this example. ${retry} the Tandem at this address has to be updated.`,
  'unknown sample': `This example is for a sample database that this version of Tandem does not have. ${retry} the Tandem at this address has to be updated.`,
  damaged: `The address of this example was cut off or changed. ${copyAgain}`,
  'too long': `The address of this example is longer than any that Tandem makes. ${copyAgain}`,
  'too much': 'This example holds more than 256 KB. Whoever made the page around it can make it shorter.',
  'not a query': `What the address of this example holds is not a query for Tandem. ${copyAgain}`,
  'no unpacking': 'This browser cannot unpack the example. A newer one can.',
}

const nothing: Shared = { sql: '', dialect: 'sqlite', sample: 'sales', view: null }

/**
 * The query of `#/embed?s=1.q1Y…`; `engine=` and `sample=` replace those of the link, or stand alone for an empty
 * editor. What is not known is refused in a sentence. Never rejects.
 */
export async function readExample(hash: string): Promise<Found> {
  const asked = parameters(hash)
  const code = codeIn(hash)
  const opened = code === null ? { ok: true as const, shared: nothing } : await decodeShare(code)
  if (!opened.ok) return { ok: false, sentence: why[opened.reason] }
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
