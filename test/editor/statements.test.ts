import { history, redo, undo } from '@codemirror/commands'
import { EditorState, type Transaction } from '@codemirror/state'
import fc from '../property/fast-check'
import { expect, test } from 'vitest'
import { dialectFacet } from '../../src/editor/facets'
import { nearStatements, statementAtCursor, statementsOf, statements } from '../../src/editor/statements'
import { type Dialect, dialects } from '../../src/sql/dialect'
import { split, statementAt } from '../../src/sql/split'

const open = (doc: string, dialect: Dialect) =>
  EditorState.create({ doc, extensions: [dialectFacet.of(dialect), statements, history()] })

const text = (state: EditorState) => state.doc.toString()

/** Pieces that open, close and hide statements. */
const piece = fc.constantFrom(
  'select 1',
  ';',
  '; ',
  '\n',
  "'",
  '"',
  '--',
  '/*',
  '*/',
  '$$',
  'create trigger t after insert on x begin',
  ' end',
  ' select 2;',
  '\n\\d\n',
  'copy t from stdin;\n1\n\\.\n',
  '🙂',
  'set standard_conforming_strings = off;',
  "'\\'",
)
const script = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))
const edits = fc.array(fc.record({ at: fc.nat(), remove: fc.nat({ max: 12 }), insert: piece }), {
  maxLength: 12,
})

test.each(dialects)('after any edits the statements are those of the whole text, in %s', (dialect) => {
  fc.assert(
    fc.property(script, edits, (start, changes) => {
      let state = open(start, dialect)
      for (const { at, remove, insert } of changes) {
        const from = at % (state.doc.length + 1)
        const to = Math.min(from + remove, state.doc.length)
        state = state.update({ changes: { from, to, insert }, selection: { anchor: from } }).state
        expect(statementsOf(state)).toEqual(split(text(state), dialect))
        expect(statementAtCursor(state)).toEqual(statementAt(split(text(state), dialect), from))
      }
    }),
    { numRuns: 120 },
  )
})

test.each(dialects)(
  'in a long script too, when only the neighbourhood of an edit is looked at, in %s',
  (dialect) => {
    const long = Array.from({ length: 400 }, (_, i) => `select ${i} from t -- row ${i};\n;`).join('\n')
    const base = fc.constantFrom(0, 5000, long.length - 30)
    fc.assert(
      fc.property(base, edits, fc.array(fc.boolean(), { maxLength: 12 }), (start, changes, looks) => {
        let state = open(long, dialect)
        changes.forEach(({ at, remove, insert }, i) => {
          const from = Math.min(start + (at % 12), state.doc.length)
          const to = Math.min(from + remove, state.doc.length)
          state = state.update({ changes: { from, to, insert } }).state
          if (looks[i] === true) statementsOf(state)
        })
        expect(statementsOf(state)).toEqual(split(text(state), dialect))
      }),
      { numRuns: 120 },
    )
  },
)

test('a statement that lost its beginning is not taken for the next one', () => {
  const long = Array.from({ length: 400 }, (_, i) => `select ${i};`).join('\n')
  let state = open(`/*${long}`, 'sqlite')
  expect(statementsOf(state)).toHaveLength(1)
  state = state.update({ changes: { from: 1, to: 2 } }).state
  state = state.update({ changes: { from: 0, to: 1 } }).state
  expect(statementsOf(state)).toHaveLength(400)
})

test('undo and redo bring the statements back', () => {
  const start = open('select 1; select 2', 'sqlite')
  let state = start.update({ changes: { from: 8, to: 9 } }).state
  const apply = (transaction: Transaction) => (state = transaction.state)
  expect(statementsOf(state).map((s) => s.text)).toEqual(['select 1 select 2'])
  undo({ state, dispatch: apply })
  expect(statementsOf(state).map((s) => s.text)).toEqual(['select 1', 'select 2'])
  redo({ state, dispatch: apply })
  expect(statementsOf(state)).toHaveLength(1)
})

test('while a long script waits to be split again, the old statements move along with the text', () => {
  const long = Array.from({ length: 5000 }, (_, i) => `select ${i};`).join('\n')
  const state = open(long, 'sqlite')
  statementsOf(state)
  const after = state.update({ changes: { from: 0, insert: '/* ' } }).state
  const at = long.indexOf('select 4000') + 3
  let near: number | undefined
  nearStatements(after).ranges.between(at, at, (from) => void (near ??= from))
  expect(near).toBe(at)
  expect(statementsOf(after)).toHaveLength(1)
})
