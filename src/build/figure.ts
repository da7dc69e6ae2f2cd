/** Figures and quizzes: small YAML specifications inside a step. */
import * as v from 'valibot'
import type { Figure, Inline } from '../course/prose.ts'

const text = (what: string) => v.pipe(v.string(what), v.trim(), v.nonEmpty(what))
const count = (what: string) =>
  v.pipe(v.number(what), v.integer(what), v.minValue(1, what), v.maxValue(24, what))
const caption = text('caption says in words what the figure shows.')
const rows = count('rows is the number of rows the query gives, at most 24; the check compares it.')
const reach = v.union(
  [v.pipe(v.number(), v.integer(), v.minValue(0)), v.literal('all')],
  'A number of rows, or all.',
)

const side = v.strictObject({
  title: text('title names the table.'),
  sql: text('sql is the query that gives the rows to draw.'),
  on: text('on is the column that is compared; it must be one of the query.'),
  rows,
})

/** What each kind of figure states; the caption is Markdown. */
export const figureSchemas = {
  join: v.strictObject({
    caption,
    join: v.picklist(['inner', 'left'], 'join is inner or left.'),
    left: side,
    right: side,
  }),
  window: v.strictObject({
    caption,
    sql: text('sql is the query that gives the rows to draw, in the order of the window.'),
    rows,
    partition: v.optional(v.string()),
    at: count('at is the row whose frame is drawn, counted from 1.'),
    before: reach,
    after: reach,
  }),
  truth: v.strictObject({
    caption,
    operator: v.picklist(['AND', 'OR', 'NOT', '='], 'operator is AND, OR, NOT or =.'),
  }),
  timeline: v.strictObject({
    caption,
    sql: text('sql gives the dates: first column a date, second (optional) a label.'),
    span: text('span gives one row: first and last day of the marked span, optionally of the whole line.'),
  }),
}

export type FigureKind = keyof typeof figureSchemas

export function isFigureKind(name: string): name is FigureKind {
  return Object.hasOwn(figureSchemas, name)
}

export type FigureSpec = {
  [K in FigureKind]: { kind: K } & v.InferOutput<(typeof figureSchemas)[K]>
}[FigureKind]

/** The figure as the page gets it, its caption rendered. */
export function makeFigure(spec: FigureSpec, line: (text: string) => readonly Inline[]): Figure {
  switch (spec.kind) {
    case 'window': {
      const { partition, ...rest } = spec
      return { ...rest, ...(partition === undefined ? {} : { partition }), caption: line(spec.caption) }
    }
    case 'join':
    case 'truth':
    case 'timeline':
      return { ...spec, caption: line(spec.caption) }
  }
}

export const quizSchema = v.pipe(
  v.strictObject({
    choices: v.pipe(
      v.array(
        v.strictObject({
          text: text('text is what the learner can choose; Markdown.'),
          right: v.optional(v.boolean('right is true or false.'), false),
          why: text('why is shown when this was chosen: what is right or wrong about it; Markdown.'),
        }),
        'choices lists the answers.',
      ),
      v.minLength(2, 'A quiz needs at least two choices.'),
    ),
  }),
  v.check((quiz) => quiz.choices.some((choice) => choice.right), 'At least one choice needs "right: true".'),
)
