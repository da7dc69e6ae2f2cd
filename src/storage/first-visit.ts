/**
 * Whether storage can hold anything of the course, known at once: a first lesson need not wait for storage to open.
 * The mark can be lost while storage is not; whoever goes ahead looks again when storage has answered.
 */
const mark = 'tandem/course-visited'

export function isFirstVisit(): boolean {
  try {
    return localStorage.getItem(mark) === null
  } catch {
    return false // storage is forbidden
  }
}

/** The next visit waits for what was kept. */
export function visited(): void {
  try {
    localStorage.setItem(mark, '1')
  } catch {
    // the next visit is a first one again
  }
}
