import { explain, type FollowOptions, follow } from './follow.ts'
import { makeStory } from './story.ts'

/** A hundred stories in one project, and how their files arrive: each seed another way. */
export const storiesInATrial = 100

export function optionsOf(seed: number): FollowOptions {
  return {
    seed,
    waves: [1, 3, 4, 5, 7][seed % 5] ?? 4,
    filesInABatch: [null, 3, null, 5][seed % 4] ?? null,
    format: seed % 3 === 0 ? 'csv' : 'parquet',
    mode: 'cdc',
    mayMiss: seed % 5 === 2 ? ['orders', 'lines', 'fct_sales', 'fct_customers', 'products'] : [],
    refreshes: seed % 5 === 4,
    reloads: false,
    troubles: false,
    verifies: seed % 3 === 1,
    kills: 0,
  }
}

/** The same with builds that are killed on the way, for fewer stories. */
export async function killedTrial(seed: number, count = 50): Promise<string | null> {
  const options: FollowOptions = {
    ...optionsOf(seed),
    waves: 4,
    mayMiss: [],
    refreshes: false,
    reloads: seed % 2 === 0,
    kills: 2,
  }
  const stories = Array.from({ length: count }, (_, index) => makeStory(index + 1, seed, 8))
  const found = await follow(stories, options)
  return found.length === 0 ? null : explain(found, stories, options)
}

/** The same where tables are loaded again on the way. */
export async function reloadedTrial(seed: number, count = storiesInATrial): Promise<string | null> {
  const options: FollowOptions = { ...optionsOf(seed), waves: 2 + (seed % 5), refreshes: false, reloads: true }
  const stories = Array.from({ length: count }, (_, index) => makeStory(index + 1, seed, 3 + (seed % 4) * 3))
  const found = await follow(stories, options)
  return found.length === 0 ? null : explain(found, stories, options)
}

/** The same where the files are rows of an incremental source, or extracts of a full one. */
export async function modeTrial(
  mode: 'incremental' | 'full',
  seed: number,
  count = storiesInATrial,
): Promise<string | null> {
  const common = optionsOf(seed)
  const options: FollowOptions = { ...common, mode, refreshes: mode === 'incremental' && common.refreshes }
  const stories = Array.from({ length: count }, (_, index) => makeStory(index + 1, seed, 3 + (seed % 4) * 3))
  const found = await follow(stories, options)
  return found.length === 0 ? null : explain(found, stories, options)
}

/** The same with all that can go wrong with files, and with a clock that is set back. */
export async function troubledTrial(seed: number, count = 50): Promise<string | null> {
  const options: FollowOptions = {
    ...optionsOf(seed),
    waves: 3,
    format: 'parquet',
    mayMiss: [],
    refreshes: false,
    reloads: seed % 2 === 1,
    troubles: true,
  }
  const stories = Array.from({ length: count }, (_, index) => makeStory(index + 1, seed, 8))
  const found = await follow(stories, options)
  return found.length === 0 ? null : explain(found, stories, options)
}

/** Runs a trial; null when all tables are as the stories tell, else what went wrong. */
export async function trial(seed: number): Promise<string | null> {
  const options = optionsOf(seed)
  const stories = Array.from({ length: storiesInATrial }, (_, index) => makeStory(index + 1, seed, 3 + (seed % 4) * 3))
  const found = await follow(stories, options)
  return found.length === 0 ? null : explain(found, stories, options)
}
