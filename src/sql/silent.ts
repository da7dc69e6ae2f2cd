import type { Dialect } from './dialect'

/** A division, a date without quotes, a value behind OR, two words of a list without a comma. */
const both = String.raw`[\d)]\s*\/\s*[\d(c]|[^'\d]\d{4}-\d+-\d|\b(or|and)\s+['\d]|(select|,)\s+(?!distinct\b)[\w.]+\s+(?!as\b|from\b)\w+\s*(,|from\b)`

const signs: Record<Dialect, RegExp> = {
  sqlite: new RegExp(
    both +
      String.raw`|["?:@$#]|[=>]\s*null\b|'\s*(\+|and\b)|\+\s*'|\/\*|\bcurrent_(date|timestamp)\b|\bformat\b|\b(create|attach|vacuum)\b|\b(left|right|full)(\s+outer)?\s+join\s+[^\s(]+(\s+as)?(\s+\w+)?\s*($|[;,)]|\b(where|group|order|having|limit|union|left|right|full|inner|cross|join)\b)|\b(count|sum|avg|total|\w+_concat|string_agg|json_group_\w+)\s*\(`,
    'i',
  ),
  postgres: new RegExp(both + String.raw`|\bcreate\b|[=>]\s*null\b|'\s*and\b`, 'i'),
}

/**
 * Whether the doctor may have something to say about a statement that its engine accepted. It has not for most, and
 * its rules need not be fetched for them. Every rule that is `silent` needs its sign here.
 */
export function mayBeSilentlyWrong(text: string, dialect: Dialect): boolean {
  return signs[dialect].test(text)
}
