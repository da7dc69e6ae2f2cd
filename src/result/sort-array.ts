import type { PartKey } from './sort-range'

/**
 * An array as PostgreSQL writes it (`{1,NULL,3}`, `{{a,"b c"},{d,e}}`), as a text that sorts as arrays do: element by element
 * with NULL last, then the shorter one first, then the one of fewer dimensions.
 */
export function arrayKey(text: string, partKey: PartKey): string | undefined {
  const body = text.slice(text.indexOf('{'))
  if (!body.endsWith('}')) return undefined
  let key = ''
  for (const [, quoted, plain] of body.matchAll(element)) {
    const value = quoted?.replace(/\\(.)/gs, '$1') ?? plain ?? ''
    const part = quoted === undefined && value === 'NULL' ? '' : partKey(value)
    if (part === undefined) return undefined
    key += part === '' ? '2' : `1${part}`
  }
  return `${key}0${/^\{*/.exec(body)?.[0].length}`
}

const element = /"((?:[^"\\]|\\.)*)"|([^{},"]+)/gs
