import { svelte } from '@sveltejs/vite-plugin-svelte'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { answers } from './src/build/answers.ts'
import { chunkName } from './src/build/chunks.ts'
import { fonts } from './src/build/fonts.ts'
import { icons } from './src/build/icons.ts'
import { lessons as course } from './src/build/lessons.ts'
import { noLanguage } from './src/build/no-language.ts'
import { pgdata } from './src/build/pgdata.ts'
import { policy } from './src/build/policy.ts'
import { preload } from './src/build/preload.ts'
import { workerFiles } from './src/build/worker-files.ts'
import { findChromium } from './test/scripts/find-chromium.mjs'

const cross = process.env.CROSS // 'firefox' | 'webkit', set by test/scripts/test-cross.mjs
const nodeOnly = process.argv.some((a) => /--project=(unit|lessons|e2e)/.test(a))

/** Pure functions and engines in Node. */
const unit: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'unit',
    environment: 'node',
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/**/*.browser.test.ts',
      'test/**/*.e2e.test.ts',
      'test/e2e/**',
      'test/lessons/**',
      'test/smoke/**',
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}
/** Every fence of every lesson on both engines, in Node. */
const lessons: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'lessons',
    environment: 'node',
    include: ['test/lessons/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
}
/** The built site under a sub-path, driven from outside; needs `npm run build` first. */
const e2e: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'e2e',
    environment: 'node',
    include: ['test/e2e/**/*.test.ts', 'test/**/*.e2e.test.ts'],
    testTimeout: 90_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    retry: 2, // real time in a real browser on a machine that others use: what is wrong fails three times
  },
}
/** Components and engines inside a real browser. */
const inChromium = (): TestProjectInlineConfiguration => ({
  extends: true,
  test: {
    name: 'browser',
    retry: 1,
    include: ['test/**/*.browser.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } }, // what comes may come late on a busy machine
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: findChromium(),
          args: [
            '--no-sandbox',
            '--disable-quic',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
})
/** The built site in Firefox or WebKit, driven from outside; needs `npm run build` first. */
const inOther: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'cross',
    environment: 'node',
    include: ['test/smoke/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
}
const projects = !process.env.VITEST
  ? [unit]
  : cross
    ? [inOther]
    : nodeOnly
      ? [unit, lessons, e2e]
      : [unit, lessons, inChromium(), e2e]

export default defineConfig({
  base: './', // relative: one build works under any sub-path (with hash routes)
  cacheDir: process.env.VITE_CACHE ?? 'node_modules/.vite',
  plugins: [icons(), noLanguage(), svelte(), course(), fonts(), answers(), policy(), preload(), pgdata()],
  resolve: { conditions: process.env.VITEST ? ['browser'] : undefined },
  server: { host: '127.0.0.1' },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the content policy allows no data: addresses
    modulePreload: { polyfill: false },
    rolldownOptions: {
      checks: { pluginTimings: false },
      output: { codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: chunkName }] } },
    },
  },
  worker: {
    format: 'es',
    plugins: () => [workerFiles()],
    rolldownOptions: { checks: { eval: false, pluginTimings: false } },
  },
  optimizeDeps: {
    // PGlite finds its wasm through import.meta.url; icons are imported one by one, and each new one would reload the page
    exclude: ['@electric-sql/pglite', '@lucide/svelte'],
    // all that only a worker or a lazy chunk imports: otherwise Vite finds it late, reloads the page and tests fail
    include: [
      'sql.js',
      'sql-formatter',
      'chart.js',
      'idb',
      'papaparse',
      'read-excel-file/universal',
      'hyparquet',
      'hyparquet-writer',
      'fflate',
      '@codemirror/autocomplete',
      '@codemirror/commands',
      '@codemirror/language',
      '@codemirror/lint',
      '@codemirror/search',
      '@codemirror/state',
      '@codemirror/view',
      '@lezer/highlight',
      'axe-core',
      'fast-check',
    ],
  },
  test: { projects },
})
