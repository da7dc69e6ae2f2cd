/** Cells as the texts of a kind that was chosen. */
import { isDay } from './day-forms'
import { inForm, type Form } from './forms'
import type { Kind } from './kind'
import { isInt64, isJson } from './kinds'
import type { Cell } from './source'

/**
 * A cell as the text of a kind that was chosen, by gentler rules than `fits`: `00501` is the whole number 501, `yes` is
 * true, `2024-01-31T08:00` a date and time. Bytes stay bytes. Undefined where it cannot be. `form`: how texts are written
 * in the file; numbers of typed files have none.
 */
export function convert(cell: Exclude<Cell, null>, kind: Kind, form?: Form): string | Uint8Array | undefined {
  if (cell instanceof Uint8Array) {
    return kind === 'bytes' ? cell : kind === 'text' ? utf8(cell) : undefined
  }
  if (form !== undefined && kind !== 'text' && typeof cell === 'string') {
    const plain = inForm(cell, form)
    return plain === undefined ? undefined : convert(plain, kind)
  }
  const text = typeof cell === 'string' ? cell : typeof cell === 'object' ? cell.digits : String(cell)
  switch (kind) {
    case 'text':
      return text
    case 'integer': {
      if (typeof cell === 'boolean') return cell ? '1' : '0'
      const digits = /^\s*([-+]?)0*(\d+)(?:\.0*)?\s*$/.exec(text)
      if (digits === null) return undefined
      const value = BigInt(`${digits[1] === '-' ? '-' : ''}${digits[2] ?? '0'}`)
      return isInt64(value) ? String(value) : undefined
    }
    case 'decimal':
      return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?\s*$/i.test(text)
        ? text.trim().replace(/^\+/, '')
        : undefined
    case 'real': {
      const word = text.trim()
      if (/^[-+]?(inf|infinity)$/i.test(word)) return word.startsWith('-') ? '-Infinity' : 'Infinity'
      if (/^nan$/i.test(word)) return 'NaN'
      const value = Number(word)
      return word !== '' && Number.isFinite(value) && !/[box]/i.test(word)
        ? word.replace(/^\+/, '')
        : undefined
    }
    case 'boolean':
      if (/^\s*(true|t|yes|y|on|1)\s*$/i.test(text)) return 'true'
      return /^\s*(false|f|no|n|off|0)\s*$/i.test(text) ? 'false' : undefined
    case 'date': {
      const day = text.trim().replace(/[ T]00:00(:00(\.0+)?)?Z?$/, '')
      return isDay(day) ? day : undefined
    }
    case 'timestamp': {
      const found =
        /^\s*(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d(?:[.,]\d{1,9})?)?)?\s*(Z|[-+]\d\d(?::?\d\d)?)?\s*$/i.exec(
          text,
        )
      if (found === null || !isDay(found[1] ?? '') || Number((found[2] ?? '00').slice(0, 2)) > 23)
        return undefined
      // the zone is dropped as PostgreSQL's timestamp drops it: the clock in the text stays
      return `${found[1]} ${found[2] ?? '00:00'}${(found[3] ?? ':00').replace(',', '.')}`
    }
    case 'json':
      if (typeof cell !== 'string') return text
      return isJson(text) ? text : undefined
    case 'bytes': {
      if (typeof cell !== 'string') return undefined
      const hex = /^\s*(?:\\x|0x|x')?((?:[0-9a-f]{2})*)'?\s*$/i.exec(text)?.[1]
      return hex === undefined
        ? undefined
        : Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
    }
  }
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
