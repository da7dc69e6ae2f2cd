/** How often the grid goes on under a pointer that is held still beyond its edge, in ms. */
const pace = 50

/**
 * A rectangle drawn with mouse or pen. The place under the pointer is told at every move, and again while the pointer is
 * held: beyond an edge the grid scrolls with each place told, so that the next one lies further.
 */
export class GridDrag {
  #x = 0
  #y = 0
  #timer: ReturnType<typeof setInterval> | undefined
  readonly #reach: (x: number, y: number) => void

  /** `reach` is given a point of the screen, in px. */
  constructor(reach: (x: number, y: number) => void) {
    this.#reach = reach
  }

  begin({ clientX, clientY }: MouseEvent): void {
    this.end()
    this.#x = clientX
    this.#y = clientY
    this.#timer = setInterval(() => this.#reach(this.#x, this.#y), pace)
  }

  /** Does nothing when no rectangle is being drawn. */
  move({ clientX, clientY }: MouseEvent): void {
    if (this.#timer === undefined) return
    this.#x = clientX
    this.#y = clientY
    this.#reach(clientX, clientY)
  }

  end(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
