// `npm test`: everything a change must pass, in order, ending with one line "N passed, N failed".
// `--all` adds what takes longer: Firefox and WebKit, killed browsers, a real PostgreSQL.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { findChromium } from './find-chromium.mjs'

const all = process.argv.includes('--all')
const report = join(mkdtempSync(join(tmpdir(), 'tandem-test-')), 'report.json')
const bin = (/** @type {string} */ name) => join('node_modules', '.bin', name)

/** @type {{ name: string, command: string, args: string[], counts?: boolean, env?: Record<string, string> }[]} */
const stages = [
  { name: 'lock file', command: process.execPath, args: ['test/scripts/check-lock.mjs'] },
  {
    name: 'types',
    command: bin('svelte-check'),
    args: ['--tsconfig', './tsconfig.json', '--fail-on-warnings'],
  },
  { name: 'lint', command: bin('eslint'), args: ['.'] },
  { name: 'format', command: bin('prettier'), args: ['--check', '.'] },
  { name: 'dead code', command: bin('knip'), args: [] },
  { name: 'build', command: bin('vite'), args: ['build'] },
  {
    name: 'tests',
    command: bin('vitest'),
    args: [
      'run',
      '--reporter=default',
      '--reporter=json',
      '--reporter=./test/faults/rows-reporter.ts',
      `--outputFile=${report}`,
    ],
    counts: true,
  },
  ...(all
    ? [
        { name: 'Firefox', command: process.execPath, args: ['test/scripts/test-cross.mjs', 'firefox'] },
        { name: 'WebKit', command: process.execPath, args: ['test/scripts/test-cross.mjs', 'webkit'] },
        { name: 'exports in real programs', command: process.execPath, args: ['test/faults/restore.mjs'] },
        {
          name: 'new cases for the properties',
          command: bin('vitest'),
          args: ['related', '--run', '--project=unit', 'test/property/fast-check.ts'],
          env: { PROPERTY_SEED: 'new', PROPERTY_RUNS: '1000' },
        },
        { name: 'storage killed', command: process.execPath, args: ['test/faults/kill.mjs', '50'] },
        {
          name: 'pages killed',
          command: process.execPath,
          args: ['test/faults/kill-page.mjs', '--kills', '50'],
        },
      ]
    : []),
]

try {
  findChromium()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

let passed = 0
let failed = 0
/** @type {string[]} */
const broken = []
for (const { name, command, args, counts, env } of stages) {
  const start = Date.now()
  console.log(`\n── ${name}`)
  const { status } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, FORCE_COLOR: '0', ...env },
  })
  console.log(`── ${name}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - start) / 1000).toFixed(0)} s)`)
  if (status !== 0) broken.push(name)
  if (counts && existsSync(report)) {
    const result = JSON.parse(readFileSync(report, 'utf8'))
    passed += result.numPassedTests
    failed += result.numFailedTests
    // a file that could not be loaded, or an error outside any test, fails without failing a test
    if (status !== 0 && result.numFailedTests === 0) failed++
  } else if (status === 0) passed++
  else failed++
}
rmSync(report, { force: true })
if (broken.length > 0) console.log(`\nFailed: ${broken.join(', ')}`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed > 0 || broken.length > 0 ? 1 : 0)
