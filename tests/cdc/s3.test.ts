import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { changeProject } from '../support/cli.ts'
import { duckdbEntry, profileText, sparkEntry } from '../support/engines/profile-text.ts'
import { Bucket, environmentOf } from '../support/s3/bucket.ts'
import { BucketWorkshop } from '../support/s3/bucket-workshop.ts'
import { type S3Server, startMoto } from '../support/s3/moto.ts'
import { type StubRequest, StubServer } from '../support/s3/stub-server.ts'
import { type FollowOptions, follow } from '../support/stories/follow.ts'
import { makeStory } from '../support/stories/story.ts'
import { optionsOf } from '../support/stories/trials.ts'
import { encode, type FileColumn } from '../support/truth/write-file.ts'

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

const isWhole = ({ path, range }: StubRequest) => path.endsWith('.parquet') && range === null

/** A load with a column that no later file has. */
function file(path: string, op: string, ids: readonly number[], hasChannel: boolean) {
  const text = (name: string, cell: (id: number) => string) => ({ name, type: 'text', cells: ids.map(cell) }) as const
  const columns: readonly FileColumn[] = [
    text('Op', () => op),
    { name: 'order_id', type: 'integer', cells: [...ids] },
    text('status', (id) => `${op} ${id}`),
    ...(hasChannel ? [text('channel', (id) => `channel ${id}`)] : []),
    text('commit_ts', () => `2026-01-0${hasChannel ? 1 : 2} 00:00:00`),
    text('change_seq', (id) => (hasChannel ? '' : String(id).padStart(35, '0'))),
  ]
  return { path: `shop/orders/${path}`, bytes: encode(columns, 'parquet') }
}

test.each([
  ['DuckDB', () => duckdbEntry('warehouse.duckdb')],
  ['Spark', () => sparkEntry().replace('}', ', s3_reads: cache}')],
] as const)(
  '%s reads what lies on S3, and of files that only have more columns their footers',
  {
    timeout: 240_000,
  },
  async (_, spark) => {
    const stub = await new StubServer().start()
    const workshop = new BucketWorkshop(await Bucket.make(server))
    const address = process.env.AWS_ENDPOINT_URL
    onTestFinished(async () => {
      process.env.AWS_ENDPOINT_URL = address
      await workshop.close()
      await stub.stop()
    })
    const { 'project.yml': project = '' } = changeProject
    workshop.write({
      'project.yml': project,
      'profiles/local.yml': profileText(spark(), duckdbEntry('warehouse.duckdb')),
      'models/sources.yml': `sources:
  - name: shop
    config: {location: raw}
    tables: [{name: orders, config: {primary_key: order_id}}]
`,
      'models/staging/stg_orders.sql': 'select order_id, status, channel from {{source "shop" "orders"}}\n',
      'models/core/orders.sql': '{{config unique_key="order_id"}}\nselect * from {{ref "stg_orders"}}\n',
    })
    const ids = Array.from({ length: 200_000 }, (_, index) => index)
    const load = file('LOAD00000001.parquet', 'I', ids, true)
    const change = file('20260102-000000000.parquet', 'U', [1, 200_000], false)
    const objects = [change, load].map(({ path, bytes }) => ({ key: `raw/${path}`, content: bytes }))
    expect(load.bytes.length).toBeGreaterThan(1_000_000)

    process.env.AWS_ENDPOINT_URL = stub.endpoint
    stub.objects = objects.slice(1)
    await workshop.plan()
    // A load has to tell its time before there is a plan: by that column alone.
    expect(stub.requests.filter(isWhole)).toEqual([])
    await workshop.buildWell()
    expect(stub.requests.filter(isWhole)).toHaveLength(1)
    rmSync(join(workshop.root, '.tidemill/cache'), { recursive: true })
    stub.objects = objects
    stub.requests.splice(0)
    await workshop.buildWell()
    expect(stub.requests.filter(isWhole)).toEqual([])
    const query = 'select order_id, status, channel from core.orders where order_id in (1, 2, 200000) order by 1'
    expect(await workshop.query(query)).toEqual([
      [1, 'U 1', null],
      [2, 'I 2', 'channel 2'],
      [200_000, 'U 200000', null],
    ])
  },
)
