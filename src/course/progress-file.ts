/** Progress as a file, to take along or to keep: what is done, what was written, the engine. */
import { asDialect, asLast, type Last, type Progress } from './progress.svelte'
import type { Dialect } from '../sql/dialect'

/** Grows by new numbers only; a file of a number that is not known is refused in words. */
const version = 1

interface ProgressFile {
  readonly done: readonly string[]
  readonly texts: readonly { readonly step: string; readonly dialect: Dialect; readonly text: string }[]
  readonly last: Last | null
  readonly dialect: Dialect
}

/** The file's text. */
export async function exportProgress(progress: Progress): Promise<string> {
  const file: ProgressFile = {
    done: [...progress.done].sort(),
    texts: await progress.texts(),
    last: progress.last,
    dialect: progress.dialect,
  }
  return `${JSON.stringify({ tandem: 'progress', version, ...file }, null, 2)}\n`
}

/**
 * Takes a file's progress over; what is written here already stays, and what is about steps that are not `known` is left
 * out. Returns a sentence about what came of it.
 */
export async function importProgress(
  progress: Progress,
  text: string,
  known: readonly string[],
): Promise<string> {
  const read = parse(text)
  if (typeof read === 'string') return read
  const file = {
    ...read,
    done: read.done.filter((step) => known.includes(step)),
    texts: read.texts.filter(({ step }) => known.includes(step)),
    last: read.last !== null && known.includes(read.last.step) ? read.last : null,
  }
  const strange = new Set([...read.done, ...read.texts.map(({ step }) => step)])
  for (const step of known) strange.delete(step)
  const fresh = file.done.filter((step) => !progress.done.includes(step))
  fresh.forEach((step) => progress.markDone(step))
  let [taken, kept] = [0, 0]
  for (const { step, dialect, text } of file.texts) {
    const here = await progress.text(step, dialect)
    if (here === undefined) {
      progress.keep(step, dialect, text)
      taken++
    } else if (here !== text) kept++
  }
  if (progress.last === null && file.last !== null) {
    progress.visit(file.last)
    progress.choose(file.dialect)
  }
  const stay =
    kept === 0
      ? ''
      : ` ${counted(kept, 'answer')} that you have here ${kept === 1 ? 'stays' : 'stay'} as written.`
  const left =
    strange.size === 0
      ? ''
      : ` ${counted(strange.size, 'step')} that this course does not have ${strange.size === 1 ? 'is' : 'are'} left out.`
  return `${counted(fresh.length, 'step')} and ${counted(taken, 'answer')} taken over.${stay}${left}`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** The file, or a sentence about what is wrong with it. */
function parse(text: string): ProgressFile | string {
  const other = 'This file holds no progress. Choose one that was exported here.'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return other
  }
  if (typeof value !== 'object' || value === null) return other
  const fields = value as Record<string, unknown>
  if (fields.tandem !== 'progress' || typeof fields.version !== 'number') return other
  if (fields.version > version)
    return 'This file was made by a newer version of this page. Reload the page to get it.'
  return {
    done: list(fields.done).filter((step) => typeof step === 'string'),
    texts: list(fields.texts).flatMap(asAnswer),
    last: asLast(fields.last) ?? null,
    dialect: asDialect(fields.dialect) ?? 'sqlite',
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function asAnswer(value: unknown): ProgressFile['texts'] {
  if (typeof value !== 'object' || value === null) return []
  const { step, dialect, text } = value as Record<string, unknown>
  const known = asDialect(dialect)
  return typeof step === 'string' && typeof text === 'string' && known !== undefined
    ? [{ step, dialect: known, text }]
    : []
}
