/**
 * fast-check as the tests of this project run it: the same cases each time, so that a run tells of the change
 * and not of its luck. `npm run test:all` takes new cases, ten times as many where a test names no number of its own;
 * what it finds, it prints with its seed, and `PROPERTY_SEED` repeats it.
 */
import fc from 'fast-check'
import process from 'node:process'

const { PROPERTY_SEED: seed, PROPERTY_RUNS: runs } = process.env
fc.configureGlobal({
  ...(seed === 'new' ? {} : { seed: Number(seed ?? 1) }),
  ...(runs === undefined ? {} : { numRuns: Number(runs) }),
})

export default fc
