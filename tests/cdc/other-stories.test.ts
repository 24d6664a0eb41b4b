import { describe, expect, test } from 'vitest'
import { modeTrial, reloadedTrial, troubledTrial } from '../support/stories/trials.ts'

/** `npm run torture` goes on with other seeds. */
describe('stories come to their ends', { timeout: 300_000 }, () => {
  test.each([1, 2])('though tables are loaded again (%i)', async (seed) => {
    expect(await reloadedTrial(seed, 60)).toBeNull()
  })

  test.each([
    ['incremental', 2],
    ['full', 1],
    ['full', 2],
  ] as const)('in mode %s (%i)', async (mode, seed) => {
    expect(await modeTrial(mode, seed, 40)).toBeNull()
  })

  test.each([1])('whatever happens to files and to the clock (%i)', async (seed) => {
    expect(await troubledTrial(seed, 30)).toBeNull()
  })
})
