import type { Dialect } from './dialect'

/** `text` is the script itself, to the letter, unless `formatted`. */
export interface Formatted {
  readonly text: string
  readonly formatted: boolean
  /** why it is not: a statement that the formatter cannot read, or the formatter could not be loaded */
  readonly reason?: 'syntax' | 'loading'
}

/**
 * The script with its statements laid out and keywords in capitals. Comments between statements stay where they are;
 * so does every statement that holds a `;` (triggers, BEGIN ATOMIC, COPY data) or is no SQL (`\d`). Only blanks and
 * the case of keywords ever change: where anything else would, or a statement cannot be read, all stays as it was.
 */
export async function format(script: string, dialect: Dialect): Promise<Formatted> {
  const loaded = await import('./lay-out').catch(() => null)
  if (loaded === null) return { text: script, formatted: false, reason: 'loading' }
  const text = loaded.layOut(script, dialect)
  return text === null ? { text: script, formatted: false, reason: 'syntax' } : { text, formatted: true }
}
