/** Three-valued logic, as both engines have it; null is unknown. */
export type Truth = boolean | null

export const truths: readonly Truth[] = [true, false, null]

export function and(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false
  return a === null || b === null ? null : true
}

export function or(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true
  return a === null || b === null ? null : false
}

export function not(a: Truth): Truth {
  return a === null ? null : !a
}

export function equal(a: Truth, b: Truth): Truth {
  return a === null || b === null ? null : a === b
}

export function truthName(truth: Truth): string {
  return truth === null ? 'unknown' : String(truth)
}
