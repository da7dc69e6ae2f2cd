/** Prints, after a whole run, what became of every fault: only what ran and passed counts as proof. */
import process from 'node:process'
import type { Reporter, TestModule } from 'vitest/node'
import { rows } from './rows'
import { table, type Ran } from './table'

const root = new URL('..', import.meta.url).pathname

export default class RowsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const ran = modules.flatMap((module) =>
      [...module.children.allTests()].map((test): Ran => ({
        file: module.moduleId.replace(root, ''),
        name: test.fullName,
        state: test.result().state,
        ms: test.diagnostic()?.duration ?? 0,
      })),
    )
    const { lines, open } = table(rows, ran)
    console.log(['', ...lines, ''].join('\n'))
    if (open.length === 0) return
    console.error(`Not proven in this run:\n${open.join('\n')}`)
    process.exitCode = 1
  }
}
