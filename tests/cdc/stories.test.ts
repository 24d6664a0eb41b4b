import { expect, test } from 'vitest'
import { storiesInATrial, trial } from '../support/stories/trials.ts'

const seeds = Array.from({ length: 10 }, (_, index) => index + 1)

test.each(seeds)(
  `${storiesInATrial} stories come to their ends, however their files arrive (%i)`,
  { timeout: 300_000 },
  async (seed) => {
    expect(await trial(seed)).toBeNull()
  },
)
