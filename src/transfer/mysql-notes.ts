/** What is to be told of a script of MySQL that was put into other words. */

/** Something of MySQL's that was not made, with its place. */
export interface NotMade {
  /** counted from 1 */
  readonly line: number
  readonly kind: 'view' | 'trigger' | 'procedure' | 'function' | 'event'
  readonly name: string
}

export class MysqlNotes {
  readonly #counts = new Map<string, number>()
  readonly #notMade = new Map<string, NotMade>()

  /** One more of these was changed or left out. */
  count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  /** `kind` and `quoted` as they stand in the script. */
  leave(line: number, kind: string, quoted: string): void {
    const name = quoted.startsWith('`') ? quoted.slice(1, -1).replaceAll('``', '`') : quoted
    const what = kind.toLowerCase() as NotMade['kind']
    // a view is made twice: first as a stand-in
    this.#notMade.delete(`${what} ${name}`)
    this.#notMade.set(`${what} ${name}`, { line, kind: what, name })
  }

  get counted(): string[] {
    return [...this.#counts].map(([what, times]) => `MySQL’s ${what} (${times.toLocaleString('en')} ×).`)
  }

  /** In the order of the script. */
  get notMade(): NotMade[] {
    return [...this.#notMade.values()].sort((a, b) => a.line - b.line)
  }
}
