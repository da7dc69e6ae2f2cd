import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  insertCompletionText,
  pickedCompletion,
} from '@codemirror/autocomplete'
import type { EditorView } from '@codemirror/view'
import type { Other, Schema, Table } from '../engine/schema'
import type { Dialect } from '../sql/dialect'
import { quoteName } from '../sql/quote'
import { typeText } from '../sql/type-text'
import { functionWords } from '../sql/words'
import { dialectFacet, schemaFacet } from './facets'
import { type Scope, scopeOf, type Source, unquoted } from './scope'
import { nearStatements } from './statements'
import { tokenBefore } from './tokens-near'
import { vocabulary } from './vocabulary'
import { wantedBehind } from './wanted'

/** A statement longer than this is looked at only so far around the cursor, in characters. */
const reach = 20_000

const path = /((?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"]|"")*")\.)?("(?:[^"]|"")*|[\p{L}_][\p{L}\p{N}_$]*)?$/u

/** CodeMirror's completion source: what can stand at the cursor, from the live schema and the statement around it. */
export function complete(context: CompletionContext): CompletionResult | null {
  const { state, pos } = context
  const inside = tokenBefore(state, pos).kind
  if (inside === 'comment' || inside === 'string') return null
  const line = state.doc.lineAt(pos)
  const before = path.exec(state.sliceDoc(Math.max(line.from, pos - 500), pos))
  const [, owner, word = ''] = before ?? []
  if (owner === undefined && word === '' && !context.explicit) return null

  const { current } = nearStatements(state)
  const from = Math.max(current?.from ?? pos, pos - reach)
  const to = Math.min(Math.max(current?.to ?? pos, pos), pos + reach)
  const dialect = state.facet(dialectFacet)
  const schema = state.facet(schemaFacet)
  const text = state.sliceDoc(from, to)
  const scope = scopeOf(text, pos - from, dialect, schema)
  const names = new Names(dialect, word.startsWith('"'))
  if (owner !== undefined) names.owned(unquoted(owner.slice(0, -1)), scope.sources, schema)
  else {
    const start = text.slice(0, pos - from - word.length)
    const last = /([\p{L}_]+)\s*$/u.exec(start)?.[1]?.toUpperCase()
    const wanted = wantedBehind(start, dialect)
    if (wanted.kind === 'columns') names.owned(wanted.of, [], schema)
    if (wanted.kind === 'own') names.given(wanted.names, 'in this table')
    names.given(scope.given, 'in SELECT')
    names.scope(scope, unquoted(word), schema)
    names.tables(scope.queries, schema, wanted.kind === 'table')
    names.others(schema, ({ schema }) => schema === 'public', last ?? '')
    if (!word.startsWith('"')) names.words(word, wanted.kind === 'type')
  }
  return { from: pos - word.length, options: names.options, validFor: /^"?[\p{L}\p{N}_$]*$/u }
}

/** Collects entries, each name once: what is added first wins. */
class Names {
  readonly options: Completion[] = []
  readonly #seen = new Set<string>()

  constructor(
    readonly dialect: Dialect,
    /** the visitor has begun with a quote */
    readonly quoted: boolean,
  ) {}

  #name(name: string, type: string, detail: string, boost: number): void {
    const key = `${type} ${name.toLowerCase()}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    const written = `"${name.replaceAll('"', '""')}"`
    const entry = { type, detail, boost }
    if (this.quoted) this.options.push({ ...entry, label: written, displayLabel: name, apply: overQuote })
    else this.options.push({ ...entry, label: name, apply: quoteName(name, this.dialect) })
  }

  /** What may stand behind `owner.`: the columns of a table or alias, or the tables of a schema. */
  owned(owner: string, sources: readonly Source[], schema: Schema | null): void {
    const is = (name: string) => name.toLowerCase() === owner.toLowerCase()
    const source = sources.find((s) => s.near && is(s.name)) ?? sources.find((s) => is(s.name))
    const columns = source?.columns ?? schema?.tables.find((t) => is(t.name))?.columns ?? []
    columns.forEach(({ name, type }, i) =>
      this.#name(name, 'column', typeText(type, this.dialect), 50 - Math.min(i, 49)),
    )
    for (const table of schema?.tables ?? []) if (is(table.schema)) this.#table(table, 0)
    this.others(schema, (other) => is(other.schema), '')
  }

  /** Functions, procedures and types that the visitor made, those first that the word before them asks for. */
  others(schema: Schema | null, which: (other: Other) => boolean, last: string): void {
    for (const other of schema?.others ?? []) {
      const { name, kind, detail } = other
      if (!which(other)) continue
      const asked = last === kind.toUpperCase() || (last === 'CALL' && kind === 'procedure')
      const boost = asked ? 60 : kind === 'type' ? -1 : 3
      // a type has no parentheses, and what is dropped or already quoted is named only
      if (kind === 'type' || this.quoted || (asked && last !== 'CALL')) this.#name(name, kind, detail, boost)
      else this.#routine(name, detail, boost)
    }
  }

  #routine(name: string, detail: string, boost: number): void {
    if (this.#seen.has(`routine ${name}`)) return
    this.#seen.add(`routine ${name}`)
    const written = quoteName(name, this.dialect)
    const apply = (view: EditorView, entry: Completion, from: number, to: number): void =>
      putCall(view, { ...entry, label: written }, from, to, detail === '()' ? 2 : 1)
    this.options.push({ label: name, type: 'function', detail, boost, apply })
  }

  /** Columns that the statement itself names, and where. */
  given(given: readonly string[], where: string): void {
    for (const name of given) this.#name(name, 'column', where, 40)
  }

  /**
   * Columns and aliases of the statement's own tables; the columns of all tables while it has none. What is being
   * typed behind FROM looks like a table itself: it is not offered.
   */
  scope({ sources, queries }: Scope, typed: string, schema: Schema | null): void {
    const near = sources.filter((s) => s.near)
    for (const source of near)
      for (const { name, type } of source.columns)
        this.#name(name, 'column', typeText(type, this.dialect), 30)
    for (const source of near)
      if (![source.table?.name, typed, ...queries.map(({ name }) => name)].includes(source.name))
        this.#name(source.name, 'alias', 'alias', 20)
    if (near.some((s) => s.columns.length > 0)) return
    for (const table of schema?.tables ?? [])
      for (const { name } of table.columns) this.#name(name, 'column', table.name, -10)
  }

  tables(queries: readonly Source[], schema: Schema | null, wanted: boolean): void {
    for (const query of queries) this.#name(query.name, 'table', 'query', wanted ? 60 : 10)
    for (const table of schema?.tables ?? []) this.#table(table, wanted ? 50 : 5)
  }

  #table({ name, kind }: Table, boost: number): void {
    this.#name(name, 'table', kind, boost)
  }

  /** The dialect's keywords and types in the capitals the visitor uses, and its functions. */
  words(typed: string, typeWanted: boolean): void {
    const { keywords, types } = vocabulary[this.dialect]
    const small = typed !== '' && typed === typed.toLowerCase()
    const capitals = typed !== '' && typed === typed.toUpperCase()
    for (const { name, args } of functionWords[this.dialect])
      this.options.push({
        label: capitals ? name.toUpperCase() : name,
        type: 'function',
        detail: args,
        apply: args.startsWith('()') ? callBare : call,
      })
    const add = (word: string, entry: Partial<Completion>) =>
      this.options.push({ label: small ? word.toLowerCase() : word, ...entry })
    for (const word of keywords) add(word, { type: 'keyword' })
    for (const word of types) add(word, { type: 'type', detail: 'type', boost: typeWanted ? 60 : -2 })
  }
}

/** Puts a function's name with parentheses, unless some are there; the cursor between them, or behind if nothing goes in. */
function putCall(view: EditorView, completion: Completion, from: number, to: number, inside: number): void {
  const open = view.state.sliceDoc(to, to + 1) === '('
  const { label } = completion
  view.dispatch({
    ...insertCompletionText(view.state, label + (open ? '' : '()'), from, to),
    selection: { anchor: from + label.length + (open ? 1 : inside) },
    annotations: pickedCompletion.of(completion),
  })
}
const call = (view: EditorView, completion: Completion, from: number, to: number) =>
  putCall(view, completion, from, to, 1)
const callBare = (view: EditorView, completion: Completion, from: number, to: number) =>
  putCall(view, completion, from, to, 2)

/** Puts a quoted name, over the closing quote that may stand there already. */
function overQuote(view: EditorView, completion: Completion, from: number, to: number): void {
  const end = view.state.sliceDoc(to, to + 1) === '"' ? to + 1 : to
  view.dispatch({
    ...insertCompletionText(view.state, completion.label, from, end),
    annotations: pickedCompletion.of(completion),
  })
}
