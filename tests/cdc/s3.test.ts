import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { changeProject } from '../support/cli.ts'
import { duckdbEntry, profileText, sparkEntry } from '../support/engines/profile-text.ts'
import { Bucket, environmentOf } from '../support/s3/bucket.ts'
import { BucketWorkshop } from '../support/s3/bucket-workshop.ts'
import { type S3Server, startMoto } from '../support/s3/moto.ts'
import { type FollowOptions, follow } from '../support/stories/follow.ts'
import { makeStory } from '../support/stories/story.ts'
import { optionsOf } from '../support/stories/trials.ts'

let server: S3Server
const before = new Map<string, string | undefined>()
beforeAll(async () => {
  server = await startMoto()
  for (const [name, value] of Object.entries(environmentOf(server))) {
    before.set(name, process.env[name])
    process.env[name] = value
  }
})
afterAll(async () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  await server.stop()
})

/** How stories come out whose files lie in a bucket. */
async function differences(seed: number, count: number, more: Partial<FollowOptions> = {}) {
  const stories = Array.from({ length: count }, (_, index) => makeStory(index + 1, seed, 8))
  const options = { ...optionsOf(seed), waves: 3, mayMiss: [], refreshes: false, ...more }
  return follow(stories, options, null, new BucketWorkshop(await Bucket.make(server)))
}

describe('stories whose files lie on S3 come to their ends', { timeout: 300_000 }, () => {
  test('however their files arrive', async () => {
    expect(await differences(1, 60, { refreshes: true, filesInABatch: 3 })).toEqual([])
  })

  test('though tables are loaded again, and whatever happens to files', async () => {
    expect(await differences(5, 30, { reloads: true, troubles: true, format: 'parquet' })).toEqual([])
  })

  test('as extracts', async () => {
    expect(await differences(2, 30, { mode: 'full' })).toEqual([])
  })

  test('though builds are killed', async () => {
    expect(await differences(4, 20, { kills: 1, waves: 2 })).toEqual([])
  })
})

test('Spark reads what lies on S3', { timeout: 120_000 }, async () => {
  const workshop = new BucketWorkshop(await Bucket.make(server))
  onTestFinished(() => workshop.close())
  const {
    'landing/shop/orders/LOAD00000001.csv': load = '',
    'models/sources.yml': sources = '',
    ...own
  } = changeProject
  workshop.write({ ...own, 'models/sources.yml': sources.replace('landing', 'raw') })
  workshop.write({ 'profiles/local.yml': profileText(sparkEntry(), duckdbEntry('warehouse.duckdb')) })
  await workshop.deliver([{ path: 'shop/orders/LOAD00000001.csv', bytes: new TextEncoder().encode(load) }])
  await workshop.buildWell()
  expect(await workshop.query('select order_id, status from core.orders order by 1')).toEqual([
    ['1', 'open'],
    ['2', 'open'],
  ])
})
