/** How it stands with storage, and the sentence that says it. */
export type StorageState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'available' }
  /** the page works in memory; nothing lasts */
  | { readonly kind: 'unavailable'; readonly reason: Unavailable }
  /** no room was left; `savedAt` is when something was last saved by this page, null for never */
  | { readonly kind: 'full'; readonly savedAt: number | null }
  /** what was stored went away and was made again from `from`; saving works again */
  | { readonly kind: 'lost'; readonly from: 'this page' | 'second copy' | 'nothing' }

export type Unavailable = 'denied' | 'blocked' | 'newer page open' | 'newer data' | 'silent' | 'failed'

/** A state in which something could not be read or written. */
export type Problem = Extract<StorageState, { kind: 'unavailable' | 'full' }>

/** Every operation's answer; nothing here throws into the page. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

const reasons: Record<Unavailable, string> = {
  denied: 'This browser does not let the page keep anything.',
  blocked: 'Another tab with an older version of this page is open. Close it and reload this one.',
  'newer page open': 'A newer version of this page is open in another tab. Reload this one.',
  'newer data':
    'What is kept here was saved by a newer version of this page. It is untouched; reload to get that version.',
  silent: 'The browser’s storage does not answer. Reload the page to try again.',
  failed: 'The browser’s storage failed.',
}
const until = ' Until then everything works, but nothing is kept: download your work.'
const inMemory: Record<Unavailable, string> = {
  denied: ' Everything works, but it is gone when you close the tab: download your work.',
  blocked: until,
  'newer page open': until,
  'newer data': until,
  silent: until,
  failed: ' What you do now may not be kept: download your work.',
}

/** What to tell the visitor; null where there is nothing to say. */
export function sentence(state: StorageState): string | null {
  if (state.kind === 'opening' || state.kind === 'available') return null
  if (state.kind === 'unavailable') return reasons[state.reason] + inMemory[state.reason]
  if (state.kind === 'full') {
    const since = state.savedAt === null ? 'Nothing is saved yet' : `Not saved since ${clock(state.savedAt)}`
    return `${since}: the browser has no room left for this page. Download your work, or delete a database and save again.`
  }
  switch (state.from) {
    case 'this page':
      return 'What this page had stored was deleted. What is open here is saved again; other databases are gone.'
    case 'second copy':
      return 'The browser lost what was stored here. It was brought back from a second copy; the last minute may be missing.'
    case 'nothing':
      return 'The browser lost what was stored here, and there was no second copy.'
  }
}

/** `14:05`, in the visitor's own time. */
function clock(at: number): string {
  const date = new Date(at)
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`
}
