import { Facet } from '@codemirror/state'
import type { Schema } from '../engine/schema'
import type { Dialect } from '../sql/dialect'

/** The dialect the text is written in. */
export const dialectFacet = Facet.define<Dialect, Dialect>({ combine: (values) => values[0] ?? 'sqlite' })

/** What completion knows of the database; null while it is not known. */
export const schemaFacet = Facet.define<Schema | null, Schema | null>({
  combine: (values) => values[0] ?? null,
})
