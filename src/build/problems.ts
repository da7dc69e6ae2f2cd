/** Mistakes in content: each has a place and says what to do. All of a file are collected before anything stops. */

export interface Problem {
  readonly file: string
  /** counted from 1 */
  readonly line: number
  /** what is wrong and what to do about it */
  readonly text: string
}

export class Problems {
  readonly list: Problem[] = []

  /** Adds a mistake; what was said of the same line before is not said again. */
  add(file: string, line: number, text: string): void {
    const told = this.list.some((other) => other.file === file && other.line === line && other.text === text)
    if (!told) this.list.push({ file, line, text })
  }
}

/** `lessons/01-sql/…/01-x.md:12  What is wrong.` */
export function problemLine({ file, line, text }: Problem): string {
  return `${file}:${line}  ${text}`
}
