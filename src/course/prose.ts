/** Prose as data: what Markdown becomes when the site is built, so that the page needs no parser and no `{@html}`. */
import type { Dialect } from '../sql/dialect'

export type Inline =
  | string
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'em' | 'strong'; readonly inner: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly inner: readonly Inline[] }
  | { readonly kind: 'break' }
  /** begins a part that is about one engine */
  | { readonly kind: 'engine'; readonly dialect: Dialect }

/** A piece of SQL text and how it is coloured; '' is plain. The names are the classes of look/parts.css. */
export type Span = readonly [
  style: '' | 'keyword' | 'function' | 'string' | 'number' | 'operator' | 'comment',
  text: string,
]

export type Block = BlockContent & {
  /** shown for this engine only */
  readonly only?: Dialect
}

export type BlockContent =
  | { readonly kind: 'paragraph'; readonly inner: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | {
      readonly kind: 'table'
      readonly numeric: readonly boolean[]
      readonly head: readonly (readonly Inline[])[]
      readonly rows: readonly (readonly (readonly Inline[])[])[]
    }
  /** beside the argument */
  | { readonly kind: 'aside'; readonly blocks: readonly Block[] }
  /** what each engine does, shown for both */
  | {
      readonly kind: 'differ'
      readonly blocks: readonly Block[]
      readonly engines: readonly { readonly dialect: Dialect; readonly inner: readonly Inline[] }[]
    }
  /** an example; `fails` quotes what the engine says of it */
  | { readonly kind: 'sql'; readonly text: string; readonly spans: readonly Span[]; readonly fails?: string }
  | { readonly kind: 'figure'; readonly figure: Figure }

/** A picture drawn by the page from rows it queries when the step opens. `lines` reserves its height. */
export type Figure =
  | {
      readonly kind: 'result'
      readonly sql: string
      readonly rows: number
      readonly caption: readonly Inline[]
    }
  | JoinFigure
  | WindowFigure
  | TruthFigure
  | TimelineFigure

/** Two tables side by side with a line for every pair. */
export interface JoinFigure {
  readonly kind: 'join'
  readonly caption: readonly Inline[]
  /** what the join keeps: pairs only, or the left rows without a pair too */
  readonly join: 'inner' | 'left'
  readonly left: JoinSide
  readonly right: JoinSide
}

export interface JoinSide {
  readonly title: string
  readonly sql: string
  /** the column compared; `shown` leaves it out of the drawing when false */
  readonly on: string
  readonly rows: number
}

/** Rows with the frame of one of them marked. */
export interface WindowFigure {
  readonly kind: 'window'
  readonly caption: readonly Inline[]
  readonly sql: string
  readonly rows: number
  /** column whose equal values make a partition; none: all rows are one */
  readonly partition?: string
  /** the row whose frame is drawn, counted from 1 */
  readonly at: number
  /** rows of the frame before and after the current one; 'all' reaches to the partition's edge */
  readonly before: number | 'all'
  readonly after: number | 'all'
}

/** Three-valued logic as a table. */
export interface TruthFigure {
  readonly kind: 'truth'
  readonly caption: readonly Inline[]
  readonly operator: 'AND' | 'OR' | 'NOT' | '='
}

/** Dates on a line, with a span of it marked. */
export interface TimelineFigure {
  readonly kind: 'timeline'
  readonly caption: readonly Inline[]
  /** first column: the date or timestamp; second, optional: a label */
  readonly sql: string
  /** one row, two columns: first and last day of the marked span; optional third and fourth: of the whole line */
  readonly span: string
}

/** One answer to choose. */
export interface Choice {
  readonly inner: readonly Inline[]
  readonly right: boolean
  /** shown when it was chosen, right or wrong */
  readonly why: readonly Inline[]
}
