/**
 * Addresses that people write by hand: beside `sql/left-join/<id>` also the folders' names (`01-sql/04-left-join/03-…`)
 * and numbers (`1/4/3`).
 */
/** What of the contents is needed to find a lesson. */
export interface Places {
  readonly parts: readonly {
    readonly id: string
    readonly number: number
    readonly lessons: readonly (
      | { readonly written: true; readonly id: string; readonly number: number }
      | { readonly written: false; readonly number: number }
    )[]
  }[]
}

const bare = (part: string) => part.replace(/^\d+-/, '')
const numbered = (part: string) => (/^\d+$/.test(part) ? Number(part) : -1)

/** `<part>/<lesson>` of a written lesson; what cannot be found stays as it was asked for. */
export function lessonAddress(places: Places, chapter: string, lesson: string): string {
  const part = places.parts.find(({ id, number }) => id === bare(chapter) || number === numbered(chapter))
  const found = part?.lessons.find(
    (one) => one.written && (one.id === bare(lesson) || one.number === numbered(lesson)),
  )
  return part !== undefined && found?.written === true ? `${part.id}/${found.id}` : `${chapter}/${lesson}`
}

/** The step with this id, number or file name; undefined when there is none. */
export function stepAt<S extends { readonly id: string }>(steps: readonly S[], asked: string): S | undefined {
  const number = /^\d+/.exec(asked)?.[0]
  return (
    steps.find(({ id }) => id === asked) ?? (number === undefined ? undefined : steps[Number(number) - 1])
  )
}
