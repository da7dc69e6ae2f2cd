/** What a column of a file holds. */
export type Kind =
  'text' | 'integer' | 'decimal' | 'real' | 'boolean' | 'date' | 'timestamp' | 'json' | 'bytes'

export const kinds: readonly Kind[] = [
  'text',
  'integer',
  'decimal',
  'real',
  'boolean',
  'date',
  'timestamp',
  'json',
  'bytes',
]
