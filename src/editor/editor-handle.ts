import type { Statement } from '../sql/statement'

/** A piece of the text: UTF-16 offsets, `to` is behind its last character. Offsets beyond the text are taken to its end. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** How far a statement came in the newest run. */
export type RunMark = 'running' | 'done' | 'failed'

/** A statement and how far it came. */
export interface Marked extends Span {
  readonly mark: RunMark
}

/** A place the engine complains about. */
export interface Fault extends Span {
  /** the engine's own words */
  readonly message: string
}

/** A place in the text: the UTF-16 offset, and the line and column (in characters, as people count) from 1. */
export interface Place {
  readonly offset: number
  readonly line: number
  readonly column: number
}

/** What the page can do with an editor that is on it. Line breaks are `\n`, whatever was put in. */
export interface EditorHandle {
  /** the whole text, exact at any moment */
  readonly text: string
  /** the main selection; `from` equals `to` where only a cursor is */
  readonly selection: Span
  /** the statements of the text as it is now */
  readonly statements: readonly Statement[]
  /** the statement that Run statement would run, see `statementAt`; undefined when there is none */
  statementAtCursor(): Statement | undefined
  /**
   * Replaces the text as one edit that can be undone. Cursor, scroll position and marks stay at the same words where
   * the two texts agree but for blanks and capitals.
   */
  setText(text: string): void
  /** One edit that can be undone; the cursor moves with the text. */
  replace(from: number, to: number, text: string): void
  /** Puts text in place of the selection, the cursor behind it, and focuses the editor. */
  insert(text: string): void
  focus(): void
  /** Selects that piece, the cursor at its end. */
  select(range: Span): void
  /** Line and column of an offset. */
  place(offset: number): Place
  /**
   * Where pieces of the text as it is now will be later, through all edits in between; null where neither the first nor
   * the last character of the piece is left. The answers are reactive.
   */
  follow(): (span: Span) => Span | null
  /** Puts the cursor there and scrolls it into view. */
  reveal(offset: number): void
  /** Marks statements in the gutter, in place of the marks they had. Marks move with the text. */
  mark(statements: readonly Marked[]): void
  clearMarks(): void
  /** Underlines a place and says why, instead of the place before; gone as soon as its text is edited. */
  fault(fault: Fault): void
  clearFault(): void
}
