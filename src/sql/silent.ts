import type { Dialect } from './dialect'

const signs: Record<Dialect, RegExp> = {
  sqlite:
    /["?:@$#]|[=>]\s*null\b|'\s*(\+|and\b)|\+\s*'|\/\*|\bcurrent_(date|timestamp)\b|\bformat\b|\b(create|attach|vacuum)\b/i,
  postgres: /\bcreate\b|[=>]\s*null\b|'\s*and\b/i,
}

/**
 * Whether the doctor may have something to say about a statement that its engine accepted. It has not for most, and
 * its rules need not be fetched for them. Every rule that is `silent` needs its sign here.
 */
export function mayBeSilentlyWrong(text: string, dialect: Dialect): boolean {
  return signs[dialect].test(text)
}
