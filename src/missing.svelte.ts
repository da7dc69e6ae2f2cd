/**
 * Parts of the site that did not arrive when they were wanted: the network failed, or a new version was published and
 * the old files are gone. Whoever wanted a part does without it; here it is told, once.
 */
class Missing {
  /** something did not arrive since the visitor last looked away from the notice */
  noticed = $state(false)
  /** how often that was so */
  times = $state(0)
  readonly #told = new WeakSet<object>()

  constructor() {
    // Vite's word for a dynamic import that failed; the error goes on to whoever imports
    addEventListener('vite:preloadError', (event) => {
      const error: unknown = 'payload' in event ? event.payload : undefined
      if (typeof error === 'object' && error !== null) this.#told.add(error)
      this.noticed = true
      this.times++
    })
    addEventListener('unhandledrejection', (event) => {
      const reason: unknown = event.reason
      if (typeof reason === 'object' && reason !== null && this.#told.has(reason)) event.preventDefault()
    })
  }
}

export const missing = new Missing()
