/** What crosses between a page and an engine's worker. Both ends switch over `kind`, so that the compiler sees gaps. */
import type { Dialect } from '../sql/dialect'
import type { Batch } from './batch'
import type { Engine, Limits, Reply, RowText } from './engine'
import type { Delta, FileDelta, Image } from './image'
import type { Column, Value } from './value'

/** What an engine is made of, compiled and read on the page so that a restart costs no download. */
export interface SqliteParts {
  readonly wasm: WebAssembly.Module
}
export interface PostgresParts {
  readonly wasm: WebAssembly.Module
  /** PostgreSQL's share directory */
  readonly share: ArrayBuffer
  /** the packed data directory of an empty database, see src/build/pgdata.ts */
  readonly base: ArrayBuffer
}
export interface Parts {
  readonly sqlite: SqliteParts
  readonly postgres: PostgresParts
}

/** An image in a form that can be cloned. */
export interface ImageData {
  readonly files: Image['files']
  readonly removed: Image['removed']
}

export interface Ended {
  readonly index: number
  readonly reply: Reply
}

/** The questions a page can ask an idle engine, by the name of the method. */
export type Question = 'schema' | 'check' | 'dump'
export type Answer = { [Q in Question]: Awaited<ReturnType<Engine[Q]>> }

export type ToWorker =
  /** sent once, before a database is opened */
  | { readonly kind: 'parts'; readonly parts: Parts[Dialect] }
  | {
      readonly kind: 'open'
      readonly image: ImageData | null
      readonly seed: readonly string[]
    }
  /** `rows`: what the first of the statements reads */
  | {
      readonly kind: 'run'
      readonly texts: readonly string[]
      readonly limits: Limits
      readonly rows: RowText | null
    }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  | {
      readonly kind: 'whole'
      readonly id: number
      readonly statement: number
      readonly row: number
      readonly column: number
    }
  | { readonly kind: 'ping' }

export type ToPage =
  /** the worker listens */
  | { readonly kind: 'hello' }
  /** the bootstrap could not load the worker's script, or the script failed before it could listen */
  | { readonly kind: 'broken'; readonly message: string }
  /** a part of the delta that the next message with one ends */
  | { readonly kind: 'part'; readonly files: readonly FileDelta[] }
  | { readonly kind: 'opened'; readonly version: string; readonly delta: Delta | null }
  /** not opened: `seed` when one of the seed statements was wrong, `version` when the files are another version's */
  | { readonly kind: 'unopened'; readonly reason: 'seed' | 'engine' | 'version'; readonly message: string }
  | { readonly kind: 'head'; readonly index: number; readonly columns: readonly Column[] }
  /** `columns` where no head came before */
  | {
      readonly kind: 'rows'
      readonly index: number
      readonly batch: Batch
      readonly columns: readonly Column[] | null
    }
  /** statements have ended; `over` with the last of the script, and where none of it was left to run */
  | {
      readonly kind: 'ended'
      readonly items: readonly Ended[]
      readonly delta: Delta | null
      readonly over: boolean
    }
  | { readonly kind: 'answer'; readonly id: number; readonly value: Answer[Question] | Value }
  | { readonly kind: 'refusal'; readonly id: number; readonly message: string }
  /** the engine cannot go on: only a new worker can */
  | { readonly kind: 'dead'; readonly message: string }
  | { readonly kind: 'pong' }
