/** Whether a script may hold a wide write; cheap, so that `reach.ts` is fetched and reads only then. */
export const mayReachFar = (script: string): boolean =>
  /\b(delete|update|drop|truncate|replace(?!\s*\())\b/i.test(script)
