/** The playground of the built site as a visitor works with it: the words the fault tests are written in. */
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright'
import { openPage, type Site, type Watch } from '../e2e/site'
import type { Dialect } from '../../src/sql/dialect'

export const engineName: Record<Dialect, string> = { sqlite: 'SQLite', postgres: 'PostgreSQL' }

export class Desk {
  constructor(
    readonly page: Page,
    readonly watch: Watch,
  ) {}

  /** A new visitor at `#/play`. `script` runs in the page before anything of the site. */
  static async open(
    browser: Browser,
    site: Site,
    { script, ...options }: BrowserContextOptions & { script?: () => void } = {},
  ): Promise<Desk> {
    const { page, watch } = await openPage(browser, site, options)
    if (script !== undefined) await page.addInitScript(script)
    await page.goto(`${site.url}#/play`)
    return new Desk(page, watch)
  }

  choose(dialect: Dialect): Promise<void> {
    return this.page.getByRole('radio', { name: engineName[dialect], exact: true }).click()
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  result(n: number): Locator {
    return this.page.getByRole('group', { name: `Result ${n}`, exact: true })
  }

  grid(n: number): Locator {
    return this.page.getByRole('grid', { name: `Result ${n} rows` })
  }

  /** Writes and runs without waiting for an answer. */
  async begin(sql: string): Promise<void> {
    // not by a click: the list of completions may be in the way
    await this.page.getByRole('textbox', { name: 'SQL editor' }).focus()
    await this.page.keyboard.press('ControlOrMeta+a')
    await this.page.keyboard.insertText(sql)
    // what is there of an earlier run must not be taken for the answer
    await this.page.evaluate(() => {
      for (const old of document.querySelectorAll<HTMLElement>('[role=group][aria-label^="Result "]'))
        old.dataset.old = ''
    })
    await this.button('Run').click()
  }

  /** Writes, runs and waits until the run has ended; what asks before it runs is told to. */
  async run(sql: string): Promise<void> {
    await this.begin(sql)
    await this.ended()
  }

  async ended(): Promise<void> {
    await this.page.waitForFunction(() => {
      const sure = [...document.querySelectorAll('dialog button')].find(
        (b) => b.textContent.trim() === 'Run it',
      )
      if (sure instanceof HTMLElement) sure.click()
      if (document.querySelector('[data-old]') !== null) return false
      const states = [
        ...document.querySelectorAll('[role=group][aria-label^="Result "] header [role=status]'),
      ]
      const busy = document.querySelector('button[aria-busy=true], [aria-label=Results] > .progress') !== null
      return (
        !busy && states.length > 0 && states.every((s) => !/^(running|waiting)/.test(s.textContent.trim()))
      )
    })
  }

  /** What an outcome says of itself: `2 rows · 1 ms`. */
  async said(n: number): Promise<string> {
    return (await this.result(n).locator('header').getByRole('status').innerText()).trim()
  }

  /** The texts of the rows that are drawn, without row numbers. */
  async rows(n: number): Promise<string[][]> {
    await this.grid(n).waitFor()
    return this.grid(n)
      .getByRole('row')
      .evaluateAll((all) =>
        all
          .slice(1)
          .map((row) => [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent.trim())),
      )
  }

  async heads(n: number): Promise<string[]> {
    await this.grid(n).waitFor()
    return this.grid(n)
      .getByRole('columnheader')
      .evaluateAll((all) => all.map((head) => head.textContent.trim()))
  }

  /** The rows of one query. */
  async ask(sql: string): Promise<string[][]> {
    await this.run(sql)
    return this.rows(1)
  }

  async close(): Promise<void> {
    await this.page.context().close()
  }
}

/** Keeps note of how late the page's own timers are, in ms: what a visitor feels as a page that hangs. */
export async function watchStalls(page: Page): Promise<() => Promise<{ p90: number; max: number }>> {
  await page.evaluate(() => {
    const late: number[] = []
    let last = performance.now()
    const timer = setInterval(() => {
      const now = performance.now()
      late.push(now - last - 10)
      last = now
    }, 10)
    Object.assign(window, {
      stalls: () => {
        clearInterval(timer)
        return late
      },
    })
  })
  return async () => {
    const late = await page.evaluate(() => (window as unknown as { stalls: () => number[] }).stalls())
    late.sort((a, b) => a - b)
    return { p90: late[Math.floor(late.length * 0.9)] ?? 0, max: late.at(-1) ?? 0 }
  }
}
