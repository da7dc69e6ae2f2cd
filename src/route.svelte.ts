/**
 * Where the visitor is, read from the address's hash, so that the built site works on any static host, under any
 * sub-path, and nothing after `#` reaches a server.
 */

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'learn' }
  | { readonly page: 'lesson'; readonly chapter: string; readonly lesson: string; readonly step: string }
  | { readonly page: 'play' }
  | { readonly page: 'api' }
  | { readonly page: 'compare' }
  /** one query in another page's frame */
  | { readonly page: 'embed' }
  | { readonly page: 'unknown'; readonly path: string }

/** Reads a hash such as `#/learn/1-sql/4-left-join/3`. Never throws: what it does not know is `unknown`. */
export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#/, '').replace(/[?].*$/, '')
  const parts = path.split('/').filter((part) => part !== '')
  const [page, chapter, lesson, step] = parts
  if (page === undefined) return { page: 'home' }
  if (page === 'learn' && parts.length === 1) return { page }
  if (page === 'learn' && chapter !== undefined && lesson !== undefined && parts.length <= 4)
    return { page: 'lesson', chapter, lesson, step: step ?? '' }
  if (page === 'play' || page === 'api' || page === 'compare' || page === 'embed') {
    if (parts.length === 1) return { page }
  }
  return { page: 'unknown', path }
}

/** Marks an entry of the browser's history that was shown. */
const seen = 'seen'

/** The current route; follows the address bar, Back and Forward. */
class Router {
  route = $state.raw<Route>(parseRoute(location.hash))

  constructor() {
    history.replaceState(seen, '')
    addEventListener('hashchange', () => {
      const { page } = this.route
      this.route = parseRoute(location.hash)
      if (history.state === seen) return // Back or Forward: the browser finds the place again
      history.replaceState(seen, '')
      if (this.route.page !== page) scrollTo(0, 0)
    })
  }
}

export const router = new Router()
