import { expect, test } from 'vitest'
import { modeTrial, reloadedTrial, storiesInATrial, trial, troubledTrial } from '../support/stories/trials.ts'

const seeds = Array.from({ length: 10 }, (_, index) => index + 1)

test.each(seeds)(
  `${storiesInATrial} stories come to their ends, however their files arrive (%i)`,
  { timeout: 300_000 },
  async (seed) => {
    expect(await trial(seed)).toBeNull()
  },
)

test.each(seeds.slice(0, 5))(
  `${storiesInATrial} stories come to their ends though tables are loaded again (%i)`,
  { timeout: 300_000 },
  async (seed) => {
    expect(await reloadedTrial(seed)).toBeNull()
  },
)

test.each([
  ['incremental', 2],
  ['incremental', 3],
  ['incremental', 4],
  ['full', 1],
  ['full', 2],
  ['full', 3],
] as const)(
  `${storiesInATrial} stories come to their ends in mode %s (%i)`,
  { timeout: 300_000 },
  async (mode, seed) => {
    expect(await modeTrial(mode, seed)).toBeNull()
  },
)

test.each([1, 2])(
  'stories come to their ends whatever happens to files and to the clock (%i)',
  { timeout: 300_000 },
  async (seed) => {
    expect(await troubledTrial(seed)).toBeNull()
  },
)
