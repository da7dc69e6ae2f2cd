import { TransferError, type Cell } from './source'

/** An object's members in order; the last of two with one name counts, as in JSON.parse. */
export type Members = ReadonlyMap<string, Cell>

/**
 * Reads JSON (RFC 8259) value by value. Unlike JSON.parse it keeps a number's own digits, gives what is nested as its
 * text, and needs no memory for what was read before. Throws TransferError with the line where the text is no JSON.
 */
export class JsonText {
  at = 0

  constructor(
    readonly text: string,
    /** the line that the text begins on in its file */
    readonly firstLine = 1,
  ) {}

  /** The character at the next token; '' at the end. */
  peek(): string {
    const { text } = this
    for (;;) {
      const c = text.charCodeAt(this.at)
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9 && c !== 0xfeff) return text[this.at] ?? ''
      this.at++
    }
  }

  /** The character at the token after the next one; '' at the end. */
  second(): string {
    const { at } = this
    this.at += this.peek() === '' ? 0 : 1
    const found = this.peek()
    this.at = at
    return found
  }

  /** Steps over the character where it comes next. */
  takes(character: string): boolean {
    if (this.peek() !== character) return false
    this.at++
    return true
  }

  expect(character: string): void {
    if (!this.takes(character)) this.fail(character === '' ? 'the end' : character)
  }

  /** One value as a cell: objects and arrays as their JSON text. */
  cell(): Cell {
    switch (this.peek()) {
      case '"':
        return this.string()
      case '{':
      case '[': {
        const from = this.at
        this.skip()
        return this.text.slice(from, this.at)
      }
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      default:
        return this.#number()
    }
  }

  /** An object's members. */
  members(): Members {
    const members = new Map<string, Cell>()
    this.expect('{')
    if (this.takes('}')) return members
    do {
      if (this.peek() !== '"') this.fail('a name in double quotes')
      const name = this.string()
      this.expect(':')
      members.set(name, this.cell())
    } while (this.takes(','))
    this.expect('}')
    return members
  }

  /** An array's elements. */
  elements(): Cell[] {
    const cells: Cell[] = []
    this.expect('[')
    if (this.takes(']')) return cells
    do cells.push(this.cell())
    while (this.takes(','))
    this.expect(']')
    return cells
  }

  string(): string {
    const from = this.at
    this.#skipString()
    const raw = this.text.slice(from, this.at)
    if (!raw.includes('\\') && !/\p{Cc}/u.test(raw)) return raw.slice(1, -1)
    try {
      return JSON.parse(raw) as string
    } catch {
      this.at = from
      return this.fail('a text that ends on its line, with known escapes')
    }
  }

  /** Steps over one value, however deep, without building it. */
  skip(): void {
    const closers: string[] = []
    do {
      const c = this.peek()
      if (c === '{' || c === '[') {
        closers.push(c === '{' ? '}' : ']')
        this.at++
      } else if (c === '}' || c === ']') {
        if (closers.pop() !== c) this.fail('a value')
        this.at++
      } else if (c === ',' || c === ':') {
        this.at++
      } else if (c === '"') this.#skipString()
      else this.cell()
    } while (closers.length > 0)
  }

  get line(): number {
    let line = this.firstLine
    for (let at = this.text.indexOf('\n'); at >= 0 && at < this.at; at = this.text.indexOf('\n', at + 1))
      line++
    return line
  }

  fail(wanted: string): never {
    const found = this.text.slice(this.at, this.at + 20).split('\n')[0] ?? ''
    const here = found === '' ? 'the text ends' : `“${found}” stands`
    throw new TransferError(
      `This is no JSON: in line ${this.line.toLocaleString('en')} ${here} where ${wanted} should be.`,
    )
  }

  #skipString(): void {
    for (let at = this.at + 1; ;) {
      const end = this.text.indexOf('"', at)
      if (end < 0) return this.fail('a text that is closed')
      let slashes = 0
      while (this.text.charCodeAt(end - 1 - slashes) === 92) slashes++
      at = end + 1
      if (slashes % 2 === 0) {
        this.at = at
        return
      }
    }
  }

  #word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail('a value')
    this.at += word.length
    return value
  }

  #number(): Cell {
    numberPattern.lastIndex = this.at
    const digits = numberPattern.exec(this.text)?.[0]
    if (digits === undefined) return this.fail('a value')
    this.at += digits.length
    const whole = digits.length < 19 && !/[.eE]/.test(digits) && digits !== '-0'
    return whole ? BigInt(digits) : { digits }
  }
}

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y
