/** A place in the grid; row -1 is the head. */
export interface Place {
  readonly row: number
  readonly column: number
}

/** Rows and columns from … to, both included. */
export interface Rectangle {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

export interface Extent {
  readonly rows: number
  readonly columns: number
  /** rows that Page Up and Page Down go by */
  readonly page: number
}

/** Where a key leads from a place; null for keys that lead nowhere. `far` is Ctrl or Cmd. */
export function placeAfter(key: string, far: boolean, { row, column }: Place, extent: Extent): Place | null {
  const lastRow = extent.rows - 1
  const lastColumn = extent.columns - 1
  const steps: Record<string, Place> = {
    ArrowUp: { row: far ? (row > 0 ? 0 : -1) : row - 1, column },
    ArrowDown: { row: far ? lastRow : row + 1, column },
    ArrowLeft: { row, column: far ? 0 : column - 1 },
    ArrowRight: { row, column: far ? lastColumn : column + 1 },
    PageUp: { row: Math.max(0, row - extent.page), column },
    PageDown: { row: row + extent.page, column },
    Home: { row: far ? 0 : row, column: 0 },
    End: { row: far ? lastRow : row, column: lastColumn },
  }
  const to = Object.hasOwn(steps, key) ? steps[key] : undefined
  return to ? within(to, extent) : null
}

function within({ row, column }: Place, { rows, columns }: Extent): Place {
  return { row: Math.max(-1, Math.min(row, rows - 1)), column: Math.max(0, Math.min(column, columns - 1)) }
}

/** The one place that keys act on, and the rectangle of cells that copying takes. */
export class GridSelection {
  /** what Tab reaches */
  active = $state.raw<Place>({ row: 0, column: 0 })
  /** the corner that stays while the rectangle grows; null as long as nothing is selected */
  #anchor = $state.raw<Place | null>(null)
  readonly rectangle: Rectangle | null = $derived(this.#anchor && between(this.#anchor, this.active))

  select(place: Place): void {
    this.active = place
    this.#anchor = place.row < 0 ? null : place
  }

  /** Moves the corner opposite to the first one. */
  extend(place: Place): void {
    this.#anchor ??= this.active.row < 0 ? { row: 0, column: this.active.column } : this.active
    this.active = place.row < 0 ? { row: 0, column: place.column } : place
  }

  all({ rows, columns }: Extent): void {
    if (rows === 0 || columns === 0) return
    this.#anchor = { row: rows - 1, column: columns - 1 }
    this.active = { row: 0, column: 0 }
  }

  clear(): void {
    this.#anchor = null
  }

  /** more than one cell is selected */
  get several(): boolean {
    const area = this.rectangle
    return area !== null && (area.top < area.bottom || area.left < area.right)
  }

  /** The rectangle where it holds cells of that row, else null. */
  inRow(row: number): Rectangle | null {
    const area = this.rectangle
    return area && row >= area.top && row <= area.bottom ? area : null
  }
}

function between(a: Place, b: Place): Rectangle {
  return {
    top: Math.min(a.row, b.row),
    left: Math.min(a.column, b.column),
    bottom: Math.max(a.row, b.row),
    right: Math.max(a.column, b.column),
  }
}
