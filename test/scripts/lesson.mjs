// npm run lesson:check [path] [-- --refusals] · npm run lesson:new <part>/<lesson>/<step>
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))
const [command, ...words] = process.argv.slice(2)
const place = words.find((word) => !word.startsWith('--'))
const say = (/** @type {string} */ line) => console.log(line)

// Node 20 cannot load TypeScript by itself; the server stays open, because the engines import more when they start
const vite = await createServer({
  root,
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
})
let well = true
try {
  if (command === 'check') {
    const { check } = /** @type {typeof import('../lessons/report')} */ (
      await vite.ssrLoadModule('/test/lessons/report.ts')
    )
    well = await check(root, place ?? 'lessons', words.includes('--refusals'), say)
  } else if (command === 'new') {
    const { create } = /** @type {typeof import('../lessons/skeleton')} */ (
      await vite.ssrLoadModule('/test/lessons/skeleton.ts')
    )
    create(root, place ?? '', say)
  } else throw new Error('Say check or new.')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  well = false
}
await vite.close()
process.exit(well ? 0 : 1)
