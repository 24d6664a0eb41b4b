import { expect, test } from 'vitest'
import { newDatabase } from '../support/engines/postgres.ts'
import { duckdbEntry, postgresEntry, profileText, sparkEntry } from '../support/engines/profile-text.ts'
import { type FollowOptions, follow } from '../support/stories/follow.ts'
import { makeStory } from '../support/stories/story.ts'
import { killedTrial } from '../support/stories/trials.ts'

const options: FollowOptions = {
  seed: 41,
  waves: 3,
  filesInABatch: null,
  format: 'parquet',
  mayMiss: [],
  refreshes: false,
  reloads: false,
  troubles: false,
  mode: 'cdc',
  verifies: true,
  kills: 0,
}

async function differencesOn(spark: string, count: number, more: Partial<FollowOptions> = {}) {
  const database = await newDatabase()
  const stories = Array.from({ length: count }, (_, index) => makeStory(index + 1, 41, 9))
  const profile = profileText(spark, postgresEntry(database))
  return follow(stories, { ...options, ...more }, { profile, warehouse: { type: 'postgres', ...database } })
}

test('a hundred stories come to their ends on DuckDB and PostgreSQL', async () => {
  expect(await differencesOn(duckdbEntry('raw.duckdb'), 100, { waves: 5, filesInABatch: 4, refreshes: true })).toEqual(
    [],
  )
})

test.each([{ reloads: true }, { mode: 'incremental' }] as const)('so do thirty with %o', async (more) => {
  expect(await differencesOn(duckdbEntry('raw.duckdb'), 30, { ...more, waves: 2 })).toEqual([])
})

test('stories whose tables are loaded again come to their ends whenever a build is killed', {
  timeout: 600_000,
}, async () => {
  expect(await killedTrial(52, 40)).toBeNull()
})

test('twenty stories come to their ends on Spark and PostgreSQL, with tables loaded again and made anew', {
  timeout: 600_000,
}, async () => {
  expect(await differencesOn(sparkEntry(), 20, { reloads: true, refreshes: true, filesInABatch: 16 })).toEqual([])
})

test('ten do whose tables are extracts', { timeout: 600_000 }, async () => {
  expect(await differencesOn(sparkEntry(), 10, { mode: 'full', waves: 2 })).toEqual([])
})
