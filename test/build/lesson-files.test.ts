import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { readCourse } from '../../src/build/course-folder'
import { problemLine, Problems } from '../../src/build/problems'
import { readStep, type StepSource } from '../../src/build/step-file'

const head = [
  'id: a-step',
  'title: A step',
  'kind: write',
  'check:',
  '  kind: rows',
  '  rows: one per customer',
  '  columns: [name]',
]
const rest = [
  '```task',
  'Do it.',
  '```',
  '```sql solution',
  'SELECT 1 AS name',
  '```',
  '```hint',
  'Think.',
  '```',
]

/** A step's file with this prose and, where given, other front matter. */
function file(
  prose: readonly string[],
  front: readonly string[] = head,
  more: readonly string[] = rest,
): string {
  return ['---', ...front, '---', ...prose, ...more].join('\n')
}

function read(text: string, answers?: string): { source: StepSource | null; problems: string[] } {
  const problems = new Problems()
  const files = {
    file: 'step.md',
    text,
    answers: answers === undefined ? null : { file: 'step.answers.md', text: answers },
    link: (href: string) => (href.startsWith('#/') ? href : null),
  }
  return { source: readStep(files, problems), problems: problems.list.map(problemLine) }
}

describe('front matter', () => {
  test('a step without any says what to write', () => {
    expect(read('Just prose.').problems).toEqual([
      'step.md:1  The file must begin with front matter: a line ---, then "title: …" and so on, then a line ---.',
    ])
  })

  test('a field that is missing is named', () => {
    const { problems } = read(
      file(
        ['Prose.'],
        head.filter((line) => !line.startsWith('title')),
      ),
    )
    expect(problems).toEqual(['step.md:2  "title" is missing. Add it; lessons/README.md says what it holds.'])
  })

  test('a field that does not exist is named with its line', () => {
    expect(read(file(['Prose.'], [...head, 'tittle: x'])).problems).toEqual([
      'step.md:9  "tittle" is not a field here. Remove it or look for a typing error.',
    ])
  })

  test('a wrong value is named with its line', () => {
    expect(
      read(
        file(
          ['Prose.'],
          head.map((line) => (line.startsWith('kind') ? 'kind: wirte' : line)),
        ),
      ).problems,
    ).toEqual(['step.md:4  "kind" is "wirte". kind is one of read, run, modify, fix, write, quiz, project.'])
  })

  test('YAML that is broken is told with its line', () => {
    expect(read(file(['Prose.'], ['id: a', 'title: "x'])).problems[0]).toMatch(
      /^step\.md:\d {2}This is not valid YAML/,
    )
  })

  test('an order by a column that is not in the result is refused', () => {
    expect(read(file(['Prose.'], [...head, '  ordered: [total desc]'])).problems).toEqual([
      'step.md:1  "total" is not one of the columns of the check.',
    ])
  })
})

describe('fences', () => {
  test('a purpose that does not exist is told with its line, and those that do', () => {
    expect(read(file(['Prose.', '```sql solutoin', 'SELECT 1', '```'])).problems[0]).toMatch(
      /^step\.md:11 {2}A fence needs a purpose, "solutoin" is none\. Purposes here: sql start, sql solution/,
    )
  })

  test('one that belongs to the answers is sent there', () => {
    expect(read(file(['Prose.', '```sql mutant inner join', 'SELECT 1', '```'])).problems).toEqual([
      'step.md:11  "mutant" belongs in the file of answers beside the step (….answers.md).',
    ])
  })

  test('a mutant says why it is wrong', () => {
    expect(read(file(['Prose.']), '```sql mutant sqlite\nSELECT 1\n```').problems).toEqual([
      'step.answers.md:1  Say why it is wrong: ```sql mutant ….',
    ])
  })

  test('the one for an engine goes before the one for both', () => {
    const { source } = read(file(['Prose.', '```sql solution postgres', 'SELECT 2 AS name', '```']))
    expect(source?.step.solution).toEqual({ sqlite: 'SELECT 1 AS name', postgres: 'SELECT 2 AS name' })
  })

  test('hints of both engines and of one are counted together', () => {
    const hints = ['```hint', 'a', '```', '```hint sqlite', 'b', '```', '```hint postgres', 'c', '```']
    const { source, problems } = read(file(['Prose.', ...hints]))
    expect(problems).toEqual([])
    expect(source?.step.hints.sqlite).toHaveLength(3)
    expect(source?.step.hints.postgres).toHaveLength(3)
  })

  test('a fourth hint is one too many', () => {
    const hint = ['```hint', 'x', '```']
    expect(read(file(['Prose.', ...hint, ...hint, ...hint])).problems).toEqual([
      'step.md:27  At most three hints: the idea, the shape, nearly the answer.',
    ])
  })

  test('a state check needs something to look at', () => {
    const state = [...head.slice(0, 3), 'check: { kind: state, changes: a price }']
    expect(read(file(['Prose.'], state)).problems[0]).toMatch(/A state check needs a fence/)
  })

  test('a check of rows looks at the database when it says what changes, and only then', () => {
    const changing = [...head, '  changes: one category more']
    const verify = ['```sql verify', 'SELECT name FROM categories', '```']
    expect(read(file(['Prose.'], changing)).problems[0]).toMatch(/A check with changes needs a fence/)
    expect(read(file(['Prose.'], head, [...rest, ...verify])).problems[0]).toMatch(/Add changes/)
    const { source, problems } = read(file(['Prose.'], changing, [...rest, ...verify]))
    expect(problems).toEqual([])
    expect(source?.step.check).toMatchObject({ kind: 'rows', changes: 'one category more' })
  })
})

describe('prose', () => {
  test('becomes blocks of words', () => {
    const { source } = read(file(['A *left join* keeps `NULL`, see [play](#/play).']))
    expect(source?.step.prose).toEqual([
      {
        kind: 'paragraph',
        inner: [
          'A ',
          { kind: 'em', inner: ['left join'] },
          ' keeps ',
          { kind: 'code', text: 'NULL' },
          ', see ',
          { kind: 'link', href: '#/play', inner: ['play'] },
          '.',
        ],
      },
    ])
  })

  test('an apostrophe is printed as one, in words and not in code', () => {
    const { source } = read(file(["The customers' notes aren't `'text'`."]))
    expect(source?.step.prose[0]).toMatchObject({
      inner: ['The customers’ notes aren’t ', { kind: 'code', text: "'text'" }, '.'],
    })
  })

  test('an e-mail address in the text is text', () => {
    const { source, problems } = read(file(['Write to nina@example.com.']))
    expect(problems).toEqual([])
    expect(source?.step.prose).toEqual([{ kind: 'paragraph', inner: ['Write to nina@example.com.'] }])
  })

  test('a quote can be for one engine, or tell how they differ', () => {
    const { source } = read(
      file([
        '> **SQLite:** Text.',
        '',
        '> **The engines differ.** Why.',
        '>',
        '> - **SQLite:** first',
        '> - **PostgreSQL:** last',
      ]),
    )
    expect(source?.step.prose).toEqual([
      { kind: 'paragraph', inner: [{ kind: 'engine', dialect: 'sqlite' }, ' Text.'], only: 'sqlite' },
      {
        kind: 'differ',
        blocks: [{ kind: 'paragraph', inner: ['Why.'] }],
        engines: [
          { dialect: 'sqlite', inner: ['first'] },
          { dialect: 'postgres', inner: ['last'] },
        ],
      },
    ])
  })

  test('a quote that nearly tells how the engines differ is told', () => {
    expect(read(file(['> **The engines differ** about it.'])).problems[0]).toMatch(
      /^step\.md:10 {2}Write \*\*The engines differ\.\*\*/,
    )
  })

  test('an example keeps its text, cut into coloured pieces', () => {
    const { source } = read(file(['```sql fails sqlite near "30"', "SELECT date('now'), NULL -- no", '```']))
    const block = source?.step.prose[0]
    expect(block).toMatchObject({ kind: 'sql', fails: 'near "30"', only: 'sqlite' })
    if (block?.kind !== 'sql') throw new Error('no example')
    expect(block.spans.map(([, text]) => text).join('')).toBe("SELECT date('now'), NULL -- no")
    expect(block.spans).toContainEqual(['keyword', 'SELECT'])
    expect(block.spans).toContainEqual(['function', 'date'])
    expect(block.spans).toContainEqual(['string', "'now'"])
    expect(block.spans).toContainEqual(['number', 'NULL'])
  })

  test('an example is coloured as in the editor: a column called day is a name, RETURNING a keyword', () => {
    const { source } = read(
      file(['```sql show', 'INSERT INTO t (day) SELECT sum(x) OVER (PARTITION BY y) RETURNING day', '```']),
    )
    const block = source?.step.prose[0]
    if (block?.kind !== 'sql') throw new Error('no example')
    const styled = (style: string) => block.spans.filter(([one]) => one === style).map(([, text]) => text)
    expect(styled('keyword')).toEqual(['INSERT', 'INTO', 'SELECT', 'OVER', 'PARTITION', 'BY', 'RETURNING'])
    expect(styled('function')).toEqual(['sum'])
  })

  test.each([
    ['# Heading', 'A step has no headings'],
    ['<b>x</b>', 'HTML is not used in lessons'],
    ['Text with <script>alert(1)</script>', 'HTML is not used in lessons'],
    ['![picture](x.png)', '"image" is not used'],
    ['[away](missing.md)', 'The link to missing.md leads nowhere'],
    ['[bad](javascript:alert(1))', 'leads nowhere'],
  ])('%s is refused', (line, message) => {
    const { problems } = read(file([line]))
    expect(problems[0]).toMatch(/^step\.md:10 {2}/)
    expect(problems.join()).toContain(message)
  })

  test('more than two hundred words are too many', () => {
    expect(read(file(['word '.repeat(201)])).problems[0]).toMatch(/The prose has 201 words/)
  })

  test('a number that nothing proves is a problem', () => {
    expect(read(file(['There are 50 sales.'])).problems).toEqual([
      'step.md:1  The number 50 in the prose is not checked. Prove it with ```sql assert 50, or list it under facts in the front matter if it is no fact about the data.',
    ])
    const proof = ['```sql assert 50', 'SELECT count(*) FROM sales', '```']
    expect(read(file(['There are 50 sales.', ...proof])).problems).toEqual([])
    expect(read(file(['Since 1992.'], [...head, 'facts: [1992]'])).problems).toEqual([])
  })
})

describe('quizzes', () => {
  const quiz = ['id: a-quiz', 'title: A quiz', 'kind: quiz']
  const task = ['```task', 'Which?', '```']

  test('need a right choice', () => {
    const choices = ['```yaml quiz', 'choices:', '  - { text: a, why: b }', '  - { text: c, why: d }', '```']
    expect(read(file(['Prose.'], quiz, [...task, ...choices])).problems.join()).toMatch(
      /At least one choice needs "right: true"/,
    )
  })

  test('say why for each choice, with the line of the one that does not', () => {
    const choices = [
      '```yaml quiz',
      'choices:',
      '  - { text: a, why: b, right: true }',
      '  - { text: c }',
      '```',
    ]
    expect(read(file(['Prose.'], quiz, [...task, ...choices])).problems[0]).toMatch(
      /^step\.md:13 {2}"choices\.1\.why" is missing/,
    )
  })
})

describe('the folder', () => {
  let root = ''
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  function course(files: Record<string, string>): {
    problems: string[]
    course: ReturnType<typeof readCourse>
  } {
    root = mkdtempSync(join(tmpdir(), 'lessons-'))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, 'lessons', path)), { recursive: true })
      writeFileSync(join(root, 'lessons', path), text)
    }
    const problems = new Problems()
    const read = readCourse(root, problems)
    return { problems: problems.list.map(problemLine), course: read }
  }

  const lesson = '---\ntitle: Joins\nminutes: 5\nquestion: Who?\n---\n'
  const good = {
    '01-sql/chapter.md': '---\ntitle: SQL\nplanned:\n  - { number: 2, title: Later, holds: More. }\n---\n',
    '01-sql/01-joins/lesson.md': lesson,
    '01-sql/01-joins/01-first.md': file(['See [the second](02-second.md).']),
    '01-sql/01-joins/02-second.md': file(['Prose.'], ['id: another', ...head.slice(1)]),
  }

  test('becomes parts, lessons and steps in order, with planned lessons', () => {
    const { problems, course: read } = course(good)
    expect(problems).toEqual([])
    const [part] = read.outline.parts
    expect(part?.lessons.map(({ title }) => title)).toEqual(['Joins', 'Later'])
    expect(read.lessons[0]?.lesson.steps.map(({ id }) => id)).toEqual(['a-step', 'another'])
  })

  test('a link to a file becomes the address of its step', () => {
    const { course: read } = course(good)
    expect(JSON.stringify(read.lessons[0]?.lesson.steps[0]?.prose)).toContain(
      '"href":"#/learn/sql/joins/another"',
    )
  })

  test('an id that occurs twice is told', () => {
    const { problems } = course({ ...good, '01-sql/01-joins/02-second.md': file(['Prose.']) })
    expect(problems).toEqual([
      'lessons/01-sql/01-joins/02-second.md:2  The id a-step is also that of lessons/01-sql/01-joins/01-first.md. Ids are unique in the whole course.',
    ])
  })

  test('a file that is no step, and answers without one, are told', () => {
    const { problems } = course({
      ...good,
      '01-sql/01-joins/03-x.answers.md': '',
      '01-sql/01-joins/notes.md': '',
    })
    expect(problems).toHaveLength(2)
    expect(problems[0]).toMatch(/Name a step 03-who-is-left\.md/)
  })

  test('a lesson that is written and planned is told', () => {
    const { problems } = course({
      ...good,
      '01-sql/chapter.md': '---\ntitle: SQL\nplanned:\n  - { number: 1, title: Joins, holds: More. }\n---\n',
    })
    expect(problems).toEqual(['lessons/01-sql/chapter.md:1  Lesson 1 is written: remove it from planned.'])
  })
})
