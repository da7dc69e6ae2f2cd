/** An entry of a menu. */
export interface MenuItem {
  readonly name: string
  /** what it works on or how much, at the right */
  readonly note?: string
  readonly run: () => void
}
/** An entry that leads to further ones, in the same place. */
export interface MenuGroup {
  readonly name: string
  readonly note?: string
  readonly items: readonly MenuItem[]
}
