/** Front matter: YAML between two `---` lines at the top of a file, checked against a schema. */
import * as v from 'valibot'
import { LineCounter, parseDocument, type Document } from 'yaml'
import type { Problems } from './problems.ts'

export interface FrontMatter<T> {
  /** null when there is none or it is wrong; the problems say why */
  readonly data: T | null
  readonly body: string
  /** line of the file on which the body begins, counted from 1 */
  readonly bodyLine: number
}

/** Splits a file into checked front matter and body. Line ends must be `\n`. */
export function readFrontMatter<S extends v.GenericSchema>(
  file: string,
  text: string,
  schema: S,
  problems: Problems,
): FrontMatter<v.InferOutput<S>> {
  const match = /^---\n([\s\S]*?\n)?---(\n|$)/.exec(text)
  if (match === null) {
    problems.add(
      file,
      1,
      'The file must begin with front matter: a line ---, then "title: …" and so on, then a line ---.',
    )
    return { data: null, body: text, bodyLine: 1 }
  }
  const data = readYaml(file, 2, match[1] ?? '', schema, problems)
  return { data, body: text.slice(match[0].length), bodyLine: lines(match[0]) + 1 }
}

/** Reads a piece of YAML that begins on `line` of the file; null when it is wrong. */
export function readYaml<S extends v.GenericSchema>(
  file: string,
  line: number,
  text: string,
  schema: S,
  problems: Problems,
): v.InferOutput<S> | null {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter })
  const lineAt = (offset: number) => line + counter.linePos(offset).line - 1
  for (const error of document.errors)
    problems.add(file, lineAt(error.pos[0]), `This is not valid YAML: ${error.message.split('\n')[0] ?? ''}`)
  if (document.errors.length > 0) return null
  const result = v.safeParse(schema, document.toJS() ?? {})
  if (result.success) return result.output
  for (const issue of result.issues) {
    const path = (issue.path ?? []).map((item) => item.key)
    problems.add(file, lineAt(offsetOf(document, path)), message(path, issue))
  }
  return null
}

/** Where the value at a path stands, or the nearest thing around it that is there. */
function offsetOf(document: Document, path: readonly unknown[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true)
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return Number(node.range[0])
  }
  return 0
}

function message(path: readonly unknown[], issue: v.BaseIssue<unknown>): string {
  const name = path.map(String).join('.')
  if (issue.expected === 'never')
    return `"${name}" is not a field here. Remove it or look for a typing error.`
  if (issue.received === 'undefined')
    return `"${name}" is missing. Add it; lessons/README.md says what it holds.`
  return `"${name}" is ${issue.received}. ${issue.message}`
}

function lines(text: string): number {
  return text.split('\n').length - 1
}
