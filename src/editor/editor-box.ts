import type { Schema } from '../engine/schema'
import type { Dialect } from '../sql/dialect'
import type { Statement } from '../sql/statement'
import type { EditorHandle, Place } from './editor-handle'

/** What an editor tells; see the props of Editor.svelte. */
export interface EditorEvents {
  changed(text: string): void
  run(): void
  runStatement(): void
  runAt(statement: Statement): void
  format(): void
  cursor(place: Place): void
}

export interface EditorOptions {
  readonly text: string
  readonly dialect: Dialect
  readonly schema: Schema | null
  readonly label: string
  readonly readonly: boolean
}

/** An editor in its place on the page, for the component that owns it. */
export interface EditorBox extends EditorHandle {
  setDialect(dialect: Dialect): void
  setSchema(schema: Schema | null): void
  setReadonly(readonly: boolean): void
  setLabel(label: string): void
  /** Tells what was not told yet, and goes. */
  destroy(): void
}
