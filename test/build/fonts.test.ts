import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import subsetFont from 'subset-font'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { charactersOf } from '../../src/build/cmap'
import { makeFonts, unicodeRange } from '../../src/build/fonts'
import { typefaces } from '../../src/build/typefaces'

const require = createRequire(import.meta.url)
const cache = mkdtempSync(join(tmpdir(), 'tandem-fonts-'))
let sheet: string
let css: string
beforeAll(async () => {
  sheet = await makeFonts(cache)
  css = readFileSync(sheet, 'utf8')
})
afterAll(() => rmSync(cache, { recursive: true }))

/** what each part may weigh, in bytes */
const limits: Record<string, number> = {
  'literata-sign': 3_200,
  'literata-title': 7_800,
  'literata-text': 10_000,
  'literata-italic-null': 1_500,
  'literata-italic': 7_200,
  'instrument-sans': 19_500,
  'source-code-pro': 10_500,
}

interface Rule {
  readonly face: string
  readonly file: string
  readonly codes: ReadonlySet<number>
}

/** The style sheet's rules that have a file, read back. */
function rules(): Rule[] {
  return css
    .split('@font-face')
    .filter((rule) => rule.includes('url('))
    .map((rule) => {
      const codes = new Set<number>()
      for (const [, from = '', to = from] of rule.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g))
        for (let code = parseInt(from, 16); code <= parseInt(to, 16); code++) codes.add(code)
      return {
        face:
          /font-family: '([^']+)'; font-style: (\w+).*font-weight: ([\d ]+)/.exec(rule)?.slice(1).join(' ') ??
          '',
        file: /url\('\.\/(.+?)'\)/.exec(rule)?.[1] ?? '',
        codes,
      }
    })
}

describe('the fonts', () => {
  test.each(Object.entries(limits))('%s.woff2 is at most %i bytes', (name, limit) => {
    expect(statSync(join(dirname(sheet), `${name}.woff2`)).size).toBeLessThanOrEqual(limit)
  })

  test.each([
    [
      'home page',
      51_000,
      ['literata-sign', 'literata-title', 'literata-text', 'instrument-sans', 'source-code-pro'],
    ],
    ['playground', 34_000, ['literata-sign', 'literata-italic-null', 'instrument-sans', 'source-code-pro']],
  ])('come to little on a first visit to the %s: at most %i bytes', (_, limit, first) => {
    const bytes = first.map((name) => statSync(join(dirname(sheet), `${name}.woff2`)).size)
    expect(bytes.reduce((a, b) => a + b)).toBeLessThanOrEqual(limit)
  })

  test('hold exactly the characters that their rule names, so that none is loaded for nothing', async () => {
    for (const { file, codes } of rules()) {
      const font = readFileSync(join(dirname(sheet), file))
      const wanted = String.fromCodePoint(...codes)
      const has = charactersOf(await subsetFont(font, wanted, { targetFormat: 'sfnt' }))
      expect([...wanted].filter((character) => !has.has(character))).toEqual([])
      expect(codes.size).toBeGreaterThan(3)
    }
  })

  test('give every face all of ASCII, and each character in one part only', () => {
    const faces = [...new Set(rules().map(({ face }) => face))].filter((face) => !face.includes('Sign'))
    expect(faces).toEqual([
      'Literata Variable normal 600',
      'Literata Variable normal 400',
      'Literata Variable italic 400',
      'Instrument Sans Variable normal 400 600',
      'Source Code Pro Variable normal 400 640',
    ])
    for (const name of faces) {
      const all = rules().flatMap(({ face, codes }) => (face === name ? [...codes] : []))
      expect(new Set(all).size).toBe(all.length)
      for (let code = 0x20; code <= 0x7e; code++) expect(all).toContain(code)
      for (const character of '“”‘’–—…·×−éüß€') expect(all).toContain(character.codePointAt(0))
    }
  })

  test('show NULL in a grid from the small italic alone', () => {
    const small = rules().find(({ file }) => file === 'literata-italic-null.woff2')
    expect([...'NULL '].every((letter) => small?.codes.has(letter.charCodeAt(0)))).toBe(true)
  })

  test('keep the weights and sizes that the page sets', async () => {
    for (const { axes, parts } of typefaces)
      for (const { name } of parts) {
        const font = readFileSync(join(dirname(sheet), `${name}.woff2`))
        const varied = Object.entries(axes).filter(([, { min, max }]) => min < max)
        expect(axesOf(await subsetFont(font, 'N', { targetFormat: 'sfnt' }))).toEqual(
          Object.fromEntries(varied.map(([tag, { min, max }]) => [tag, [min, max]])),
        )
      }
  })

  test('are made once and found again', async () => {
    const before = readdirSync(dirname(sheet)).map((name) => statSync(join(dirname(sheet), name)).mtimeMs)
    expect(await makeFonts(cache)).toBe(sheet)
    expect(readdirSync(dirname(sheet)).map((name) => statSync(join(dirname(sheet), name)).mtimeMs)).toEqual(
      before,
    )
    expect(readdirSync(cache)).toHaveLength(1)
  })
})

test('a unicode-range joins neighbours', () => {
  expect(unicodeRange('cabz✓')).toBe('U+61-63, U+7A, U+2713')
  expect(unicodeRange('')).toBe('')
})

test('the characters of a font are those it has a glyph for', async () => {
  const path = '@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2'
  const sfnt = await subsetFont(readFileSync(require.resolve(path)), 'aé→¬', { targetFormat: 'sfnt' })
  expect([...charactersOf(sfnt)].sort()).toEqual(['a', 'é'])
  expect(() => charactersOf(Buffer.alloc(40))).toThrow('no cmap table')
})

/** Smallest and largest value of each variation axis (OpenType spec, `fvar`). */
function axesOf(sfnt: Buffer): Record<string, [number, number]> {
  const axes: Record<string, [number, number]> = {}
  for (let i = 0; i < sfnt.readUInt16BE(4); i++) {
    const record = 12 + i * 16
    if (sfnt.toString('latin1', record, record + 4) !== 'fvar') continue
    const table = sfnt.readUInt32BE(record + 8)
    for (let axis = 0; axis < sfnt.readUInt16BE(table + 8); axis++) {
      const at = table + sfnt.readUInt16BE(table + 4) + axis * 20
      const fixed = (offset: number) => sfnt.readInt32BE(at + offset) / 65536
      axes[sfnt.toString('latin1', at, at + 4)] = [fixed(4), fixed(12)]
    }
  }
  return axes
}
