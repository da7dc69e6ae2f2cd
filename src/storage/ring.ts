/** An item and what it holds: bytes by chunk hash. */
export interface Weighed<Item> {
  readonly item: Item
  readonly weights: ReadonlyMap<string, number>
}

/** Items in order of age within a budget of bytes; a chunk that several of them hold counts once. */
export class Ring<Item> {
  readonly #budget: number
  readonly #items: Weighed<Item>[] = []
  /** how many items hold a chunk */
  readonly #holders = new Map<string, number>()
  #bytes = 0

  constructor(budget: number) {
    this.#budget = budget
  }

  /** oldest first */
  get items(): readonly Weighed<Item>[] {
    return this.#items
  }

  /** bytes held by all items together */
  get bytes(): number {
    return this.#bytes
  }

  /** Adds the newest item and gives those that went, oldest first. The newest always stays, however large it is. */
  add(added: Weighed<Item>): Item[] {
    this.#items.push(added)
    for (const [hash, bytes] of added.weights) {
      const holders = this.#holders.get(hash) ?? 0
      this.#holders.set(hash, holders + 1)
      if (holders === 0) this.#bytes += bytes
    }
    const dropped: Item[] = []
    while (this.#bytes > this.#budget && this.#items.length > 1) dropped.push(...this.#drop())
    return dropped
  }

  /** Takes one out, whatever its age. */
  remove(item: Item): void {
    const at = this.#items.findIndex((held) => held.item === item)
    if (at >= 0) this.#drop(at)
  }

  #drop(at = 0): Item[] {
    const [gone] = this.#items.splice(at, 1)
    if (gone === undefined) return []
    for (const [hash, bytes] of gone.weights) {
      const holders = (this.#holders.get(hash) ?? 1) - 1
      if (holders > 0) this.#holders.set(hash, holders)
      else {
        this.#holders.delete(hash)
        this.#bytes -= bytes
      }
    }
    return [gone.item]
  }
}
