// Finds Firefox and WebKit's test browser where they are installed; never downloads one.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { env } from 'node:process'

/** @typedef {'firefox' | 'webkit'} BrowserName */

/** @param {string[]} names @param {string} missing what to say where none of them is */
function find(names, missing) {
  const onPath = (env.PATH ?? '').split(delimiter)
  const hit = names
    .flatMap((name) => (name.includes('/') ? [name] : onPath.map((folder) => join(folder, name))))
    .find((path) => existsSync(path))
  if (hit === undefined) throw new Error(missing)
  return hit
}

const noFirefox = 'Firefox is not installed here. Debian: sudo apt install firefox-esr, or set FIREFOX_PATH.'
const noWebKit =
  "WebKit's test browser is not installed here. Debian: sudo apt install webkit2gtk-driver xvfb xauth."

/** What each browser's run starts, by its path. Throws a sentence where it is missing. */
export const programs = {
  firefox: {
    browser: () =>
      env.FIREFOX_PATH ??
      find(['firefox-esr', 'firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'], noFirefox),
  },
  webkit: {
    screen: () => find(['xvfb-run'], noWebKit),
    driver: () => find(['WebKitWebDriver'], noWebKit),
    browser: () =>
      find(
        ['x86_64', 'aarch64'].flatMap((processor) =>
          ['webkit2gtk-4.1', 'webkitgtk-6.0'].map(
            (version) => `/usr/lib/${processor}-linux-gnu/${version}/MiniBrowser`,
          ),
        ),
        noWebKit,
      ),
  },
}
