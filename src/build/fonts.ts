/** `import 'virtual:fonts.css'`: the page's typefaces, cut down to what it needs, once per change of `typefaces.ts`. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import subsetFont from 'subset-font'
import type { HtmlTagDescriptor, Plugin } from 'vite'
import { charactersOf } from './cmap.ts'
import { fallbacks, typefaces, type Part, type Typeface } from './typefaces.ts'

const require = createRequire(import.meta.url)
/** Changes with the way fonts are made below, so that what an older version cached is not used. */
const recipe = 1

const cache = fileURLToPath(new URL('../../node_modules/.cache/tandem-fonts', import.meta.url))

/** Gives the style sheet, in a build also its fonts' licences, and lets the page ask for the first fonts at once. */
export function fonts(): Plugin {
  let made: Promise<string> | null = null
  return {
    name: 'tandem-fonts',
    resolveId(id) {
      if (id !== 'virtual:fonts.css') return null
      return (made ??= makeFonts(cache))
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'fonts-licence.txt', source: licences() })
    },
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle }) {
        return Object.values(bundle ?? {}).flatMap((file) =>
          file.type === 'asset' && file.names.some((name) => preloaded.has(name))
            ? preload(file.fileName)
            : [],
        )
      },
    },
  }
}

const preloaded = new Set(
  typefaces.flatMap(({ parts }) => parts.filter((part) => part.preload).map(({ name }) => `${name}.woff2`)),
)

/** Relative like every other address in the built page, so that it works under any sub-path. */
function preload(fileName: string): HtmlTagDescriptor {
  const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', href: `./${fileName}`, crossorigin: true }
  return { tag: 'link', attrs, injectTo: 'head' }
}

/** The SIL Open Font License asks that its text goes where the fonts go. */
function licences(): string {
  const packages = new Set(typefaces.map(({ source }) => source.split('/', 2).join('/')))
  return [...packages].map((name) => readFileSync(require.resolve(`${name}/LICENSE`), 'utf8')).join('\n\n')
}

/**
 * Makes the fonts and their style sheet in a folder of `cache`, unless they are there.
 * @returns the path of the style sheet
 */
export async function makeFonts(cache: string): Promise<string> {
  const sources = typefaces.map(({ source }) => readFileSync(require.resolve(source)))
  const hash = createHash('sha256').update(JSON.stringify([recipe, typefaces, fallbacks]))
  for (const source of sources) hash.update(source)
  const folder = join(cache, hash.digest('hex').slice(0, 16))
  const sheet = join(folder, 'fonts.css')
  if (existsSync(sheet)) return sheet

  // Made beside its place and moved there whole: two builds may run at once.
  const draft = `${folder}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  const rules: string[] = []
  for (const [i, face] of typefaces.entries()) rules.push(...(await makeFace(face, sources[i], draft)))
  writeFileSync(join(draft, 'fonts.css'), rules.join('') + fallbacks)
  try {
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true })
    if (!existsSync(sheet)) throw error
  }
  return sheet
}

async function makeFace(face: Typeface, source: Buffer | undefined, folder: string): Promise<string[]> {
  if (source === undefined) throw new Error(`No source for ${face.family}`)
  const wanted = face.parts.map(({ characters }) => characters).join('')
  const has = charactersOf(await subsetFont(source, wanted, { targetFormat: 'sfnt' }))
  const rules: string[] = []
  for (const part of face.parts) {
    const characters = [...part.characters].filter((character) => has.has(character)).join('')
    const font = await subsetFont(source, characters, {
      targetFormat: 'woff2',
      keepFeatures: face.features,
      variationAxes: Object.fromEntries(
        Object.entries(face.axes).map(([tag, { min, max }]) => [tag, min === max ? min : { min, max }]),
      ),
      noHinting: true,
      dropTables: ['vhea', 'vmtx', 'gasp'], // vertical writing and hinting
    })
    writeFileSync(join(folder, `${part.name}.woff2`), font)
    rules.push(rule(face, part, characters))
  }
  return rules
}

function rule({ family, style, axes }: Typeface, { name }: Part, characters: string): string {
  const { min, max } = axes.wght
  const weight = min === max ? min : `${min} ${max}`
  return `@font-face { font-family: '${family}'; font-style: ${style}; font-display: swap; font-weight: ${weight}; src: url('./${name}.woff2') format('woff2'); unicode-range: ${unicodeRange(characters)}; }
`
}

/** A CSS `unicode-range` of these characters, neighbours joined. */
export function unicodeRange(characters: string): string {
  const codes = [...characters].map((character) => character.codePointAt(0) ?? 0).sort((a, b) => a - b)
  const spans: [number, number][] = []
  for (const code of codes) {
    const last = spans.at(-1)
    if (last !== undefined && code <= last[1] + 1) last[1] = code
    else spans.push([code, code])
  }
  const hex = (code: number) => code.toString(16).toUpperCase()
  return spans.map(([a, b]) => (a === b ? `U+${hex(a)}` : `U+${hex(a)}-${hex(b)}`)).join(', ')
}
