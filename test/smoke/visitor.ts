/** Somebody at the built site in Firefox or WebKit: real pointer, real keys, and what the page then shows. */
import type { Line } from './webdriver'

/** Keys without a character, as WebDriver names them. */
export const key = {
  control: '\uE009',
  shift: '\uE008',
  enter: '\uE007',
  end: '\uE010',
  home: '\uE011',
} as const

export class Visitor {
  constructor(
    readonly line: Line,
    readonly site: string,
  ) {}

  async open(hash: string): Promise<void> {
    await this.line('Navigate', { url: `${this.site}${hash}` })
  }

  async reload(): Promise<void> {
    await this.line('Refresh', {})
  }

  /** Calls a function in the page. It knows nothing of what is around it here. */
  async evaluate<A extends readonly unknown[], T>(call: (...args: A) => T, ...args: A): Promise<Awaited<T>> {
    const script = `const args = [...arguments], done = args.pop()
      Promise.resolve().then(() => (${call.toString()})(...args)).then((value) => done({ value }), (e) => done({ error: String(e) }))`
    const answer = (await this.line('ExecuteAsyncScript', { script, args })) as {
      value: unknown
      error?: string
    }
    if (answer.error !== undefined) throw new Error(answer.error)
    // what the page's function returned, sent as JSON
    return answer.value as Awaited<T>
  }

  /** Asks the page until the function gives something. */
  async see<A extends readonly unknown[], T>(
    call: (...args: A) => T | null | undefined | false,
    ...args: A
  ): Promise<T> {
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      const found = await this.evaluate(call, ...args)
      if (found !== null && found !== undefined && found !== false) return found
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const text = await this.evaluate(() => document.querySelector('main')?.innerText.split('Export').at(-1))
    throw new Error(`Never seen: ${call.toString()} with ${JSON.stringify(args)}. The page says:\n${text}`)
  }

  /** The text of an element that holds these words, once it is there. */
  text(selector: string, words = ''): Promise<string> {
    return this.see(
      (selector, words) =>
        [...document.querySelectorAll<HTMLElement>(selector)]
          .map((element) => element.innerText.trim())
          .find((text) => text !== '' && text.includes(words)),
      selector,
      words,
    )
  }

  /** Clicks the element that bears this name, once it is there, where it can be seen. */
  async click(selector: string, name = ''): Promise<void> {
    const [x, y] = await this.see(
      (selector, name) => {
        /** Its label, or its first words: a note or a key may follow. */
        const named = (element: Element) => {
          const label = element.getAttribute('aria-label')
          if (label !== null) return label
          const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
          while (texts.nextNode()) {
            const text = texts.currentNode.textContent?.trim() ?? ''
            if (text !== '') return text
          }
          return ''
        }
        const element = [...document.querySelectorAll(selector)].find(
          (each) => name === '' || named(each) === name,
        )
        if (element === undefined) return null
        element.scrollIntoView({ block: 'nearest' })
        const { left, top, width, height } = element.getBoundingClientRect()
        const [x, y] = [Math.round(left + width / 2), Math.round(top + height / 2)]
        return element.contains(document.elementFromPoint(x, y)) ? [x, y] : null
      },
      selector,
      name,
    )
    await this.line('PerformActions', {
      actions: [
        {
          type: 'pointer',
          id: 'mouse',
          actions: [
            { type: 'pointerMove', x, y, duration: 0 },
            { type: 'pointerDown', button: 0 },
            { type: 'pointerUp', button: 0 },
          ],
        },
      ],
    })
  }

  /** Presses keys together: all down, then all up. */
  async press(...keys: string[]): Promise<void> {
    const [down, up] = ['keyDown', 'keyUp'].map((type) => keys.map((value) => ({ type, value })))
    await this.#keys([...(down ?? []), ...(up ?? []).reverse()])
  }

  /** Writes in the editor in place of what is there, key by key. */
  async type(sql: string): Promise<void> {
    await this.#clear()
    await this.#keys([...sql].flatMap((value) => ['keyDown', 'keyUp'].map((type) => ({ type, value }))))
  }

  /** Puts a text in the place of what is in the editor, all at once. */
  async paste(sql: string): Promise<void> {
    await this.#clear()
    // the one way to insert a text as an edit of the reader's that both browsers offer
    await this.evaluate((sql) => document.execCommand('insertText', false, sql), sql)
  }

  async #clear(): Promise<void> {
    await this.see(() => {
      const editor = document.querySelector<HTMLElement>('.cm-content')
      editor?.focus()
      return document.activeElement === editor
    })
    await this.press(key.control, 'a')
  }

  async #keys(actions: object[]): Promise<void> {
    await this.line('PerformActions', { actions: [{ type: 'key', id: 'keyboard', actions }] })
  }

  /** Pastes a script and presses Run, without waiting for an answer. */
  async begin(sql: string): Promise<void> {
    await this.paste(sql)
    await this.evaluate(() => {
      // what is there of an earlier run must not be taken for the answer
      for (const old of document.querySelectorAll<HTMLElement>('[role=group][aria-label^="Result "]'))
        old.dataset.old = ''
    })
    await this.click('button', 'Run')
  }

  /** Runs a script to its end. What asks before it runs is told to. */
  async run(sql: string): Promise<void> {
    await this.begin(sql)
    await this.ended()
  }

  async ended(): Promise<void> {
    await this.see(() => {
      const sure = [...document.querySelectorAll<HTMLElement>('dialog button')].find(
        (button) => button.innerText.trim() === 'Run it',
      )
      sure?.click()
      if (
        document.querySelector('[data-old], button[aria-busy=true], [aria-label=Results] > .progress') !==
        null
      )
        return false
      const states = [
        ...document.querySelectorAll('[role=group][aria-label^="Result "] header [role=status]'),
      ]
      return (
        states.length > 0 && states.every(({ textContent }) => !/^\s*(running|waiting)/.test(textContent))
      )
    })
  }

  /** The texts of the drawn cells of a result, row after row. */
  cells(n: number): Promise<string[]> {
    return this.see((name) => {
      const grid = document.querySelector(`[role=grid][aria-label="${name}"]`)
      const cells = [...(grid?.querySelectorAll('[role=gridcell]') ?? [])]
      return cells.length > 0 && cells.map((cell) => cell.textContent.trim())
    }, `Result ${n} rows`)
  }

  /** The cells of one query. */
  async ask(sql: string): Promise<string[]> {
    await this.run(sql)
    return this.cells(1)
  }
}
