/**
 * What only the browser knows is asked for by a few words in the page itself, which need not wait for the shell: which
 * page is wanted, for that stands behind the `#`, and whether the visitor chose light or dark, so that the first paint
 * has it. The content policy knows them by their hash; it lets no other script in the page run.
 */
import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'
import { themeKey } from '../look/theme-key.ts'

/** What an address begins with, the file of the page there, and whether it has an editor; the first that fits counts. */
const routes: readonly (readonly [hash: string, file: string, editor: boolean])[] = [
  ['#/play', 'playground/Playground.svelte', true],
  ['#/learn/', 'course/LessonPage.svelte', true],
  ['#/learn', 'course/Learn.svelte', false],
  ['#/embed', 'embed/Embed.svelte', true],
]

/** The parts of a bundle that matter here. */
export interface Chunk {
  readonly type: 'chunk'
  readonly fileName: string
  readonly facadeModuleId: string | null
  readonly moduleIds: readonly string[]
  readonly imports: readonly string[]
  readonly viteMetadata?: { readonly importedCss: ReadonlySet<string> }
}
type Bundle = Readonly<Record<string, Chunk | { readonly type: 'asset' }>>

/** The scripts and style sheets that come with a page's module, itself first. */
export function filesOf(module: string, bundle: Bundle): string[] {
  const found = new Set<string>()
  const visit = (chunk: Chunk | { readonly type: 'asset' } | undefined): void => {
    if (chunk?.type !== 'chunk' || found.has(chunk.fileName)) return
    found.add(chunk.fileName)
    for (const name of chunk.imports) visit(bundle[name])
    for (const name of chunk.viteMetadata?.importedCss ?? []) found.add(name)
  }
  const chunks = Object.values(bundle).filter((chunk) => chunk.type === 'chunk')
  const page =
    chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(module)) ??
    chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)))
  if (page === undefined) throw new Error(`No file of the build holds ${module}`)
  visit(page)
  return [...found]
}

/** What a page with an editor asks for when it is there: the editor's own code. */
const editorFiles = (bundle: Bundle) => filesOf('editor/sql-editor.ts', bundle)

/**
 * What an address begins with, its page's files, and what comes only behind these, and is not compiled before it is
 * wanted: a page can be written in without the editor's code.
 */
type Wanted = readonly [hash: string, files: readonly string[], later: readonly string[]]

/** Addresses of lessons, each with its page's files and its own: it would be asked for only when the page is there. */
export function lessonFiles(bundle: Bundle): Wanted[] {
  return Object.values(bundle).flatMap((chunk) => {
    const key = chunk.type === 'chunk' && /virtual:lesson\/(.+)$/.exec(chunk.facadeModuleId ?? '')?.[1]
    if (chunk.type !== 'chunk' || !key) return []
    const page = filesOf('course/LessonPage.svelte', bundle)
    return [[`#/learn/${key}`, [...page, chunk.fileName], editorFiles(bundle)] as const]
  })
}

/** As `theme.svelte.ts` does it again: in a frame, and in a page made for frames, nothing that is kept is read. */
const chosenTheme = `if(self===top&&!location.hash.startsWith("#/embed"))try{const t=localStorage.getItem("${themeKey}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`

/**
 * The page with the words that ask for the files of the wanted page. They come behind the shell, which starts the
 * engine's download and reads storage while they are on their way.
 */
export function withPreloads(html: string, lists: readonly Wanted[]): string {
  const wanted = lists.map(([hash, files, later]) => [
    hash,
    [...new Set(files)].filter((file) => !html.includes(file)),
    later.filter((file) => !html.includes(file) && !files.includes(file)),
  ])
  const script = `${chosenTheme}for(const[h,f,g]of ${JSON.stringify(wanted)})if(location.hash.startsWith(h)){for(const n of[...f,...g]){const l=document.createElement("link"),s=n.endsWith("css");if(s||g.includes(n)){l.rel="preload";l.as=s?"style":"script";l.crossOrigin=""}else l.rel="modulepreload";if(!s)l.fetchPriority="low";l.href="./"+n;document.head.append(l)}break}`
  const digest = createHash('sha256').update(script).digest('base64')
  if (!html.includes("script-src 'self'")) throw new Error('The page has no content policy to add to')
  // behind the shell's own script, which is wanted first, and before its style sheet, which a script would wait for
  const place = /(?=\s*<link rel="stylesheet"|\s*<\/head>)/
  return html
    .replace("script-src 'self'", `script-src 'self' 'sha256-${digest}'`)
    .replace(place, () => `\n    <script>${script}</script>`)
}

/** Stands behind policy() in the list of plugins. */
export function preload(): Plugin {
  return {
    name: 'tandem-preload',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (bundle === undefined) return html
        const files = bundle as unknown as Bundle
        return withPreloads(html, [
          ...lessonFiles(files),
          ...routes.map(
            ([hash, module, editor]) =>
              [hash, filesOf(module, files), editor ? editorFiles(files) : []] as const,
          ),
        ])
      },
    },
  }
}
