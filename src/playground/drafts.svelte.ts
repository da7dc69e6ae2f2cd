/** The editor's tabs: a name, a text, a place, and what was closed lately. */

export class Draft {
  readonly id: string
  name = $state('')
  /** the text; the editor tells it on every pause */
  text = $state.raw('')
  /** changed since it was last run */
  changed = $state(false)

  constructor(id: string, name: string, text: string) {
    this.id = id
    this.name = name
    this.text = text
  }
}

const welcome = `-- Every customer and what they bought last
SELECT c.name, c.email, max(s.sale_date) AS last_sale, count(s.id) AS purchases
FROM customers c
LEFT JOIN sales s ON s.customer_id = c.id
GROUP BY c.id, c.name, c.email
ORDER BY purchases DESC, c.name;

-- What each category brought in
SELECT cat.name AS category, count(*) AS sales, sum(s.sale_amount) AS revenue
FROM sales s
JOIN categories cat ON cat.id = s.product_category_id
GROUP BY cat.id, cat.name
ORDER BY revenue DESC;
`

export class Drafts {
  list = $state.raw<readonly Draft[]>([])
  #currentId = $state('')
  #closed = $state.raw<readonly Draft[]>([])
  #made = 1

  constructor() {
    const first = new Draft(crypto.randomUUID(), 'First look', welcome)
    this.list = [first]
    this.#currentId = first.id
  }

  get current(): Draft {
    const found = this.list.find((draft) => draft.id === this.#currentId) ?? this.list[0]
    if (found === undefined) throw new Error('There is always a tab')
    return found
  }

  get canReopen(): boolean {
    return this.#closed.length > 0
  }

  choose(draft: Draft): void {
    this.#currentId = draft.id
  }

  /** Opens a tab with this text and switches to it. */
  add(text = '', name = `Untitled ${++this.#made}`): Draft {
    const draft = new Draft(crypto.randomUUID(), name, text)
    this.list = [...this.list, draft]
    this.choose(draft)
    return draft
  }

  /** Closes a tab; it can be reopened. The last one is replaced by an empty one. */
  close(draft: Draft): void {
    const at = this.list.indexOf(draft)
    this.#closed = [...this.#closed.slice(-19), draft]
    this.list = this.list.filter((other) => other !== draft)
    if (this.list.length === 0) this.add()
    else if (this.#currentId === draft.id) this.choose(this.list[Math.min(at, this.list.length - 1)] ?? draft)
  }

  /** Brings back the tab that was closed last. */
  reopen(): void {
    const draft = this.#closed.at(-1)
    if (draft === undefined) return
    this.#closed = this.#closed.slice(0, -1)
    this.list = [...this.list, draft]
    this.choose(draft)
  }
}
