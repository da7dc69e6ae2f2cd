/**
 * Light or dark: the system decides until the visitor does. Kept in localStorage so that it is there before the first
 * paint: a built page asks for it in its head (`build/preload.ts`).
 */
import { framed } from './frame'
import { themeKey } from './look/theme-key'
import { parseRoute } from './route.svelte'

type Choice = 'light' | 'dark'

/** In a frame, and where a page is made for frames, nothing that is kept is read. */
function stored(): Choice | null {
  if (framed || parseRoute(location.hash).page === 'embed') return null
  try {
    const value = localStorage.getItem(themeKey)
    return value === 'light' || value === 'dark' ? value : null
  } catch {
    return null // storage is blocked: the system's choice stands
  }
}

class Theme {
  #chosen = $state<Choice | null>(stored())
  #systemDark = $state(matchMedia('(prefers-color-scheme: dark)').matches)

  constructor() {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
      this.#systemDark = event.matches
    })
    this.#show()
  }

  get current(): Choice {
    return this.#chosen ?? (this.#systemDark ? 'dark' : 'light')
  }

  /** Switches between light and dark, and keeps the choice. */
  toggle(): void {
    this.#chosen = this.current === 'dark' ? 'light' : 'dark'
    try {
      localStorage.setItem(themeKey, this.#chosen)
    } catch {
      // storage is blocked: the choice holds until the page is closed
    }
    this.#show()
  }

  #show(): void {
    if (this.#chosen === null) delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = this.#chosen
  }
}

export const theme = new Theme()
