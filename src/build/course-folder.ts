/** The folder `lessons/` as a course: parts, lessons and steps in the order of their numbers. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { lessonHref, type Lesson, type LessonEntry, type Outline, type Part } from '../course/lesson.ts'
import { chapterSchema, lessonSchema } from './course-schema.ts'
import { readFrontMatter } from './front-matter.ts'
import type { Problems } from './problems.ts'
import { readStep, type StepSource } from './step-file.ts'

/** The whole course with its sources. */
export interface CourseSource {
  readonly outline: Outline
  readonly lessons: readonly LessonSource[]
}

export interface LessonSource {
  /** the folder, relative to the root of the repository */
  readonly folder: string
  readonly lesson: Lesson
  readonly steps: readonly StepSource[]
}

const numbered = /^(\d\d)-([a-z][a-z0-9-]*)$/
const stepFile = /^(\d\d)-[a-z0-9-]+\.md$/

/** Reads `<root>/lessons`. Mistakes are in `problems`; what could be read is returned nevertheless. */
export function readCourse(root: string, problems: Problems): CourseSource {
  const reader = new CourseReader(root, problems)
  const parts = reader.folders(join(root, 'lessons')).map((folder) => reader.part(folder))
  reader.checkIds()
  const { lessons } = reader
  const follow = ({ lesson, ...source }: LessonSource, place: number): LessonSource => {
    const next = lessons[place + 1]?.lesson
    const following = next ? { href: lessonHref(next, next.steps[0]?.id), title: next.title } : null
    return { ...source, lesson: { ...lesson, following } }
  }
  return { outline: { parts: parts.flatMap((part) => part ?? []) }, lessons: lessons.map(follow) }
}

interface Folder {
  readonly path: string
  readonly number: number
  readonly name: string
}

class CourseReader {
  readonly lessons: LessonSource[] = []

  constructor(
    readonly root: string,
    readonly problems: Problems,
  ) {}

  /** Numbered folders in order; two with one number are a mistake. */
  folders(path: string): Folder[] {
    if (!existsSync(path)) return []
    const entries = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const found = entries.flatMap((entry): Folder[] => {
      const [, number, name] = numbered.exec(entry.name) ?? []
      if (number !== undefined && name !== undefined)
        return [{ path: join(path, entry.name), number: Number(number), name }]
      this.problems.add(
        this.#short(join(path, entry.name)),
        1,
        'Name the folder with two digits and words: 04-left-join.',
      )
      return []
    })
    for (const folder of found)
      if (
        found.some(
          (other) => other !== folder && (other.number === folder.number || other.name === folder.name),
        )
      )
        this.problems.add(this.#short(folder.path), 1, 'Another folder here has the same number or name.')
    return found.sort((a, b) => a.number - b.number)
  }

  part(folder: Folder): Part | null {
    const file = join(folder.path, 'chapter.md')
    const text = this.#text(file, 'Every part needs a chapter.md with its title.')
    if (text === null) return null
    const { data } = readFrontMatter(this.#short(file), text, chapterSchema, this.problems)
    const written = this.folders(folder.path).flatMap((inner) => this.#lesson(folder, inner) ?? [])
    const planned = (data?.planned ?? []).map(({ number, title, holds }): LessonEntry => ({
      written: false,
      number,
      title,
      holds,
    }))
    for (const entry of planned)
      if (written.some((other) => other.number === entry.number))
        this.problems.add(this.#short(file), 1, `Lesson ${entry.number} is written: remove it from planned.`)
    const lessons = [...written, ...planned].sort((a, b) => a.number - b.number)
    return { id: folder.name, number: folder.number, title: data?.title ?? folder.name, lessons }
  }

  #lesson(part: Folder, folder: Folder): LessonEntry | null {
    const file = join(folder.path, 'lesson.md')
    const text = this.#text(file, 'Every lesson needs a lesson.md with title, minutes and question.')
    if (text === null) return null
    const { data } = readFrontMatter(this.#short(file), text, lessonSchema, this.problems)
    const names = readdirSync(folder.path).filter((name) => name.endsWith('.md'))
    const steps = names
      .filter((name) => stepFile.test(name))
      .sort()
      .flatMap((name) => this.#step(join(folder.path, name)) ?? [])
    for (const name of names) this.#checkName(join(folder.path, name), names)
    if (data === null) return null
    const { title, minutes, question } = data
    const { number, name: id } = folder
    const entries = steps.map(({ step }) => ({ id: step.id, title: step.title }))
    this.lessons.push({
      folder: this.#short(folder.path),
      lesson: {
        chapter: part.name,
        lesson: id,
        part: part.number,
        number,
        title,
        minutes,
        question,
        following: null,
        steps: steps.map(({ step }) => step),
      },
      steps,
    })
    return { written: true, id, number, title, minutes, question, steps: entries }
  }

  #step(path: string): StepSource | null {
    const beside = path.replace(/\.md$/, '.answers.md')
    const answers = existsSync(beside) ? { file: this.#short(beside), text: read(beside) } : null
    const files = {
      file: this.#short(path),
      text: read(path),
      answers,
      link: (href: string) => this.#link(path, href),
    }
    return readStep(files, this.problems)
  }

  #checkName(path: string, names: readonly string[]): void {
    const name = basename(path)
    if (name === 'lesson.md' || stepFile.test(name)) return
    if (name.endsWith('.answers.md') && names.includes(name.replace('.answers.md', '.md'))) return
    this.problems.add(
      this.#short(path),
      1,
      'Name a step 03-who-is-left.md, and its answers 03-who-is-left.answers.md.',
    )
  }

  /** The address of a link: another step's file, a place in Tandem, or the web. */
  #link(from: string, href: string): string | null {
    if (/^(https:\/\/|#\/)/.test(href)) return href
    const target = resolve(dirname(from), href)
    const inside = relative(join(this.root, 'lessons'), target).split(sep)
    const [part, lesson, step] = inside
    const chapter = numbered.exec(part ?? '')?.[2]
    const name = numbered.exec(lesson ?? '')?.[2]
    if (chapter === undefined || name === undefined || step === undefined || !existsSync(target)) return null
    const id = /^id: *(\S+)$/m.exec(read(target))?.[1]
    return step === 'lesson.md' || id === undefined
      ? lessonHref({ chapter, lesson: name })
      : lessonHref({ chapter, lesson: name }, id)
  }

  checkIds(): void {
    const seen = new Map<string, string>()
    for (const { file, step } of this.lessons.flatMap((lesson) => lesson.steps)) {
      const other = seen.get(step.id)
      if (other !== undefined)
        this.problems.add(
          file,
          2,
          `The id ${step.id} is also that of ${other}. Ids are unique in the whole course.`,
        )
      seen.set(step.id, file)
    }
  }

  #text(file: string, missing: string): string | null {
    if (existsSync(file)) return read(file)
    this.problems.add(this.#short(file), 1, missing)
    return null
  }

  #short(path: string): string {
    return relative(this.root, path).split(sep).join('/')
  }
}

function read(path: string): string {
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n')
}
