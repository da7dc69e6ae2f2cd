import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { filesOf, lessonFiles, type Chunk, withPreloads } from '../../src/build/preload'

const chunk = (fileName: string, module: string, imports: string[] = [], css: string[] = []): Chunk => ({
  type: 'chunk',
  fileName,
  facadeModuleId: module,
  moduleIds: [module],
  imports,
  viteMetadata: { importedCss: new Set(css) },
})

test('a page comes with its own file, all that this imports, and their style sheets', () => {
  const bundle = {
    'play.js': chunk('play.js', '/src/playground/Playground.svelte', ['bench.js', 'index.js'], ['play.css']),
    'bench.js': chunk('bench.js', '/src/editor/Editor.svelte', ['index.js'], ['bench.css']),
    'index.js': chunk('index.js', '/src/main.ts'),
    'logo.svg': { type: 'asset' as const },
  }
  expect(filesOf('playground/Playground.svelte', bundle)).toEqual([
    'play.js',
    'bench.js',
    'index.js',
    'bench.css',
    'play.css',
  ])
  expect(() => filesOf('gone.svelte', bundle)).toThrow('gone.svelte')
})

test('the policy lets exactly that script run, and no file is asked for twice', () => {
  const html = withPreloads(
    `<meta http-equiv="Content-Security-Policy" content="script-src 'self' 'wasm-unsafe-eval'"><script src="./index.js"></script><link rel="stylesheet" href="./a.css"></head>`,
    [['#/play', ['play.js', 'index.js', 'play.css', 'play.js'], ['editor.js', 'index.js', 'play.js']]],
  )
  const script = /<script>(.*)<\/script><link/s.exec(html.replaceAll('\n', ''))?.[1] ?? ''
  const digest = createHash('sha256').update(script).digest('base64')
  expect(html).toContain(`script-src 'self' 'sha256-${digest}' 'wasm-unsafe-eval'`)
  expect(script).toContain('["#/play",["play.js","play.css"],["editor.js"]]')
  expect(() => withPreloads('<html></html>', [])).toThrow('content policy')
})

test('a lesson comes with its page and the editor', () => {
  const bundle = {
    'page.js': chunk('page.js', '/src/course/LessonPage.svelte', ['bench.js']),
    'bench.js': chunk('bench.js', '/src/editor/Editor.svelte'),
    'editor.js': chunk('editor.js', '/src/editor/sql-editor.ts', ['bench.js']),
    'left-join.js': chunk('left-join.js', '\0virtual:lesson/sql/left-join'),
  }
  expect(lessonFiles(bundle)).toEqual([
    ['#/learn/sql/left-join', ['page.js', 'bench.js', 'left-join.js'], ['editor.js', 'bench.js']],
  ])
})
