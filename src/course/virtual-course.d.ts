/** Made of `lessons/` by src/build/lessons.ts. */
declare module 'virtual:course' {
  export const outline: import('./lesson').Outline
}

declare module 'virtual:lessons' {
  export const places: import('./address').Places
  /** by `<part>/<lesson>` */
  export const lessons: Readonly<Record<string, () => Promise<import('./lesson').LessonModule>>>
}
