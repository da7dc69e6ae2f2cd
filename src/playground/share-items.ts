/** The editor's text as a link or as a piece of a teacher's page. */
import { count } from '../result/amount'
import { download, fileName } from '../result/download'
import { dialectName } from '../sql/dialect'
import type { Bench } from '../workbench/bench.svelte'
import { copyText } from '../workbench/clipboard'
import type { MenuItem } from '../workbench/menu-item'
import type { Shared } from '../workbench/share'
import { toasts } from '../workbench/toasts.svelte'
import type { Database } from './database.svelte'

export function shareItems(bench: Bench, database: Database): readonly MenuItem[] {
  const shared = (): Shared => ({
    sql: bench.handle?.text ?? '',
    dialect: database.dialect,
    sample: database.sample?.id ?? 'empty',
    view: bench.view,
  })
  const rows = database.changed ? ' It carries the query, not your rows.' : ''
  return [
    {
      name: 'Copy link',
      note: 'query, engine, sample',
      run: () => void share(shared(), 'link', `Link copied.${rows}`),
    },
    {
      name: 'Copy embed code',
      note: 'for a page of yours',
      run: () => void share(shared(), 'embed', `Embed code copied.${rows}`),
    },
  ]
}

async function share(shared: Shared, as: 'link' | 'embed', said: string): Promise<void> {
  const { addressWith, embedSnippet, encodeShare, longestLink } = await import('../workbench/share')
  const code = await encodeShare(shared)
  const link = as === 'link' ? addressWith(`#/play?s=${code}`) : embedSnippet(code)
  if (link.length > longestLink) {
    const name = fileName('shared query', 'sql')
    const sample = shared.sample === 'empty' ? 'an empty database' : `the sample ${shared.sample}`
    const begin = `-- For ${dialectName[shared.dialect]}, with ${sample}\n`
    download(name, new Blob([begin, shared.sql], { type: 'application/sql;charset=utf-8' }))
    toasts.show({
      text: `A link of ${count(link.length)} characters would break on its way. Saved as ${name}.`,
    })
  } else if (await copyText(link)) toasts.show({ text: said })
  else toasts.show({ text: 'Not copied: the browser did not allow it.' })
}
