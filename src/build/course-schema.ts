/** What the front matter of chapter.md, lesson.md and a step may hold. The messages are for the person who writes it. */
import * as v from 'valibot'
import { dialects } from '../sql/dialect.ts'
import type { Check, ColumnAsked, IndexAsked, OrderKey } from '../course/check.ts'

const text = (what: string) => v.pipe(v.string(what), v.trim(), v.nonEmpty(what))
const idRule = 'An id is lower-case words joined by hyphens, such as left-join-quiet; it never changes again.'

export const chapterSchema = v.strictObject({
  title: text('Give the part its title.'),
  planned: v.optional(
    v.array(
      v.strictObject({
        number: v.pipe(v.number('The number of the lesson within its part.'), v.integer()),
        title: text('Give the planned lesson its title.'),
        holds: text('Say in a sentence what the lesson will hold.'),
      }),
    ),
    [],
  ),
})

export const lessonSchema = v.strictObject({
  title: text('Give the lesson its title.'),
  minutes: v.pipe(
    v.number('How long the lesson takes, in minutes.'),
    v.integer(),
    v.minValue(1),
    v.maxValue(90),
  ),
  question: text('The business question that the lesson answers, one or two sentences.'),
})

const column = v.union(
  [
    v.pipe(
      v.string(),
      v.nonEmpty(),
      v.transform((name): ColumnAsked => ({ name, named: true })),
    ),
    v.pipe(
      v.strictObject({
        any: text('any: describes a column whose name is free, for example { any: how many sales }.'),
      }),
      v.transform(({ any }): ColumnAsked => ({ name: any, named: false })),
    ),
  ],
  'A column is a name that the task asks for, or { any: description } where any name will do.',
)

const orderKey = v.pipe(
  v.string(),
  v.regex(
    /^\S+( desc)?$/,
    'An order key is a column of the result, with "desc" after it for descending: total desc.',
  ),
  v.transform((key): OrderKey => ({ column: key.replace(/ desc$/, ''), descending: key.endsWith(' desc') })),
)

const index = v.pipe(
  v.string(),
  v.regex(
    /^(unique )?[a-z_][a-z0-9_]*\([a-z0-9_]+(, [a-z0-9_]+)*\)$/,
    'An index is written table(column, column), with "unique " before it where it has to be unique.',
  ),
  v.transform((said): IndexAsked => {
    const [head, inner] = said.replace(/\)$/, '').split('(')
    return {
      table: (head ?? '').replace(/^unique /, ''),
      columns: (inner ?? '').split(', '),
      unique: said.startsWith('unique '),
    }
  }),
)

const dates = v.optional(v.picklist(['strict', 'loose'], 'dates is strict (the default) or loose.'), 'strict')

const check = v.variant(
  'kind',
  [
    v.strictObject({
      kind: v.literal('rows'),
      rows: text('Say what one row is: "one per customer". The page shows it as the task\'s contract.'),
      changes: v.optional(
        text('changes says what must be different afterwards, where the script also changes something.'),
      ),
      columns: v.pipe(v.array(column, 'List the columns.'), v.minLength(1, 'List at least one column.')),
      ordered: v.optional(
        v.array(
          orderKey,
          'ordered lists columns of the result: [name] or [total desc, name]. Leave it out for any order.',
        ),
        [],
      ),
      exact: v.optional(v.array(v.string(), 'exact lists columns of the result.'), []),
      dates,
    }),
    v.strictObject({
      kind: v.literal('state'),
      changes: text(
        'Say what must be different afterwards: "every price is 10 % higher". The page shows it.',
      ),
      indexes: v.optional(v.array(index), []),
      dates,
    }),
    v.strictObject({ kind: v.literal('run') }),
    v.strictObject({ kind: v.literal('error') }),
    v.strictObject({ kind: v.literal('quiz') }),
  ],
  'check.kind is one of rows, state, run, error, quiz.',
) satisfies v.GenericSchema<unknown, Check>

export const stepSchema = v.strictObject({
  id: v.pipe(v.string(idRule), v.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, idRule)),
  title: text('Give the step its title.'),
  kind: v.picklist(
    ['read', 'run', 'modify', 'fix', 'write', 'quiz', 'project'],
    'kind is one of read, run, modify, fix, write, quiz, project.',
  ),
  engines: v.optional(
    v.pipe(v.array(v.picklist(dialects, 'engines lists sqlite and postgres.')), v.minLength(1)),
    [...dialects],
  ),
  dataset: v.optional(v.string('dataset is the id of a dataset in src/dataset/.'), 'sales'),
  check: v.optional(check),
  /** numbers in the prose that are no facts about the data, such as a year */
  facts: v.optional(v.array(v.union([v.string(), v.number()])), []),
})

export type StepMatter = v.InferOutput<typeof stepSchema>
