/**
 * What the page needs of its three typefaces. Every face is cut into parts by `unicode-range`, so that a visit loads
 * the part for English and SQL and the others only when one of their characters is shown.
 */
export interface Typeface {
  readonly family: string
  readonly style: 'normal' | 'italic'
  /** a file of a @fontsource-variable package */
  readonly source: string
  /** kept range of each variation axis; axes not named keep theirs */
  readonly axes: { readonly wght: Range } & Readonly<Record<string, Range>>
  /** OpenType features that the page's CSS uses or that are on by themselves */
  readonly features: readonly string[]
  readonly parts: readonly Part[]
}

export interface Range {
  readonly min: number
  readonly max: number
}

export interface Part {
  /** the file's name without hash and ending */
  readonly name: string
  /** characters wanted; those that the font does not have are left to the next font of the stack */
  readonly characters: string
  /** needed at first paint */
  readonly preload?: true
}

const ascii = span(0x20, 0x7e)
/** Typographic marks, and é for the sample data. */
const core = `${ascii}\u00a0‘’“”‑–—…•·×−→←↑↓✓✕∅≤≥≠≈é`
/** The rest of Latin-1 and what a program likes to print. */
const more = without(
  `${span(0xa1, 0xff)}ŒœıŠšŽžŸ‚„†‡‰‹›⁄€™↵⇧⌘⌥⏎█▓▒░▸▾└├─│┌┐┘┤┬┴┼■□▪▫○●◦${span(0x2400, 0x2421)}\ufffd`,
  core,
)
const nullWord = 'NUL '
/** What stands in core and hardly ever in a sentence. */
const signs = '#$&*+/<=>@[\\]^_`{|}~→←↑↓✓✕∅≤≥≠≈•·×−'
const sentence = without(core, signs)
/** What hardly ever stands on a button or in a status line; `·`, `×` and the two marks do. */
const rareSigns = without(signs, '·×✓✕')
/** What is left of a sentence that is a title or a stressed word. */
const words = without(sentence, `0123456789"%;`)

const literata = '@fontsource-variable/literata/files/literata-latin-opsz-normal.woff2'

/** Literata teaches, Instrument Sans operates, Source Code Pro is the database speaking. */
export const typefaces: readonly Typeface[] = [
  {
    // what a tool sets in a book's letters: the name of the site, and words where there is nothing yet
    family: 'Literata Sign',
    style: 'normal',
    source: literata,
    axes: { wght: only(600), opsz: only(19) },
    features: ['kern'],
    parts: [
      {
        name: 'literata-sign',
        characters: 'Tandem No results yet Starting SQLite PostgreSQL',
        preload: true,
      },
    ],
  },
  {
    // titles, from 17 to 52 px: between them one cut looks right, and the axis would cost 10 KB
    family: 'Literata Variable',
    style: 'normal',
    source: literata,
    axes: { wght: only(600), opsz: only(30) },
    features: ['kern'],
    parts: [
      { name: 'literata-title', characters: words },
      { name: 'literata-title-signs', characters: without(core, words) },
      { name: 'literata-title-more', characters: more },
    ],
  },
  {
    // prose, at 16 to 19 px
    family: 'Literata Variable',
    style: 'normal',
    source: literata,
    axes: { wght: only(400), opsz: only(17) },
    features: ['kern', 'liga'],
    parts: [
      { name: 'literata-text', characters: sentence },
      { name: 'literata-text-signs', characters: signs },
      { name: 'literata-text-more', characters: more },
    ],
  },
  {
    family: 'Literata Variable',
    style: 'italic',
    source: '@fontsource-variable/literata/files/literata-latin-wght-italic.woff2',
    axes: { wght: only(400) },
    features: ['kern'],
    parts: [
      { name: 'literata-italic-null', characters: nullWord }, // all that a grid without prose needs
      { name: 'literata-italic', characters: without(words, nullWord) },
      { name: 'literata-italic-signs', characters: without(core, words) },
      { name: 'literata-italic-more', characters: more },
    ],
  },
  {
    family: 'Instrument Sans Variable',
    style: 'normal',
    source: '@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2',
    axes: { wght: { min: 400, max: 600 } },
    features: ['kern', 'tnum'],
    parts: [
      { name: 'instrument-sans', characters: without(core, rareSigns), preload: true },
      { name: 'instrument-sans-signs', characters: rareSigns },
      { name: 'instrument-sans-more', characters: more },
    ],
  },
  {
    family: 'Source Code Pro Variable',
    style: 'normal',
    source: '@fontsource-variable/source-code-pro/files/source-code-pro-latin-wght-normal.woff2',
    axes: { wght: { min: 400, max: 640 } },
    features: [],
    parts: [
      { name: 'source-code-pro', characters: ascii },
      { name: 'source-code-pro-signs', characters: without(core, ascii) },
      { name: 'source-code-pro-more', characters: more },
    ],
  },
]

/** Metric-matched fallbacks: nothing shifts when the real face arrives. */
export const fallbacks = `@font-face { font-family: 'Literata Fallback'; src: local('Georgia'); size-adjust: 107.7%; ascent-override: 109.3%; descent-override: 28.6%; line-gap-override: 0%; }
@font-face { font-family: 'Instrument Fallback'; src: local('Arial'); size-adjust: 102.7%; ascent-override: 94.4%; descent-override: 24.3%; line-gap-override: 0%; }
`

/** A variation axis that is fixed at one place. */
function only(value: number): Range {
  return { min: value, max: value }
}

function span(from: number, to: number): string {
  return String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i))
}

function without(characters: string, others: string): string {
  return [...characters].filter((character) => !others.includes(character)).join('')
}
