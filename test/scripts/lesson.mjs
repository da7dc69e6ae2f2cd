// npm run lesson:check [path] [-- --refusals] · npm run lesson:new <part>/<lesson>/<step>
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))
const [command, ...words] = process.argv.slice(2)
const place = words.find((word) => !word.startsWith('--'))
const say = (/** @type {string} */ line) => console.log(line)

/** Loads a TypeScript module; Node 20 cannot by itself.
 * @param {string} file */
const load = async (file) => (await runnerImport(file, { root, configFile: false, logLevel: 'error' })).module

try {
  if (command === 'check') {
    const { check } = /** @type {typeof import('../lessons/report')} */ (
      await load('/test/lessons/report.ts')
    )
    const well = await check(root, place ?? 'lessons', words.includes('--refusals'), say)
    process.exit(well ? 0 : 1)
  } else if (command === 'new') {
    const { create } = /** @type {typeof import('../lessons/skeleton')} */ (
      await load('/test/lessons/skeleton.ts')
    )
    create(root, place ?? '', say)
  } else throw new Error('Say check or new.')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
