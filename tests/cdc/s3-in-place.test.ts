import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { RunSummary } from '../../src/runner/events.ts'
import { changeProject, readFiles } from '../support/cli.ts'
import { installed } from '../support/engines/places.ts'
import { duckdbEntry, profileText, sparkEntry } from '../support/engines/profile-text.ts'
import { Bucket, environmentOf } from '../support/s3/bucket.ts'
import { type S3Server, startMoto } from '../support/s3/moto.ts'
import { type StubRequest, StubServer } from '../support/s3/stub-server.ts'
import { Workshop } from '../support/truth/workshop.ts'
import { encode, type FileColumn } from '../support/truth/write-file.ts'

let server: S3Server
const before = new Map<string, string | undefined>()
const setEnv = (values: Readonly<Record<string, string | undefined>>) => {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}
const session = { AWS_SESSION_TOKEN: 'a-token-never-to-be-shown' }
beforeAll(async () => {
  server = await startMoto()
  const own = { ...environmentOf(server), ...session }
  for (const name of Object.keys(own)) before.set(name, process.env[name])
  setEnv(own)
})
afterAll(async () => {
  setEnv(Object.fromEntries(before))
  await server.stop()
})

const text = (name: string, ...cells: readonly (string | null)[]): FileColumn => ({ name, type: 'text', cells })
const integers = (name: string, ...cells: readonly (number | null)[]): FileColumn => ({ name, type: 'integer', cells })

function orderFile(op: string, ids: readonly number[], status: string, day: string, more: readonly FileColumn[] = []) {
  return [
    text('Op', ...ids.map(() => op)),
    integers('order_id', ...ids),
    text('status', ...ids.map((id) => `${status} ${id}`)),
    ...more,
    text('commit_ts', ...ids.map(() => `2026-01-0${day} 00:00:00`)),
    text('change_seq', ...ids.map((id) => (op === 'I' ? '' : String(id).padStart(35, '0')))),
  ]
}

const noteHeader = 'Op,note_id,body,change_seq,commit_ts\n'
const noteChanges = `${noteHeader}U,2,"two
lines, ""quoted""",11,2026-01-03 00:00:00\nI,3,"",12,2026-01-03 00:00:00\nI,4,,13,2026-01-03 00:00:00`

/** Below a prefix with all that paths, patterns and addresses take for something else. */
const files: Readonly<Record<string, string | Uint8Array>> = {
  'shop/orders/LOAD00000001.parquet': encode(orderFile('I', [1, 2, 3], 'new', '1'), 'parquet'),
  'shop/orders/SEGMENT 1%2B/LOAD00000002.parquet': encode(orderFile('I', [4], 'new', '1'), 'parquet'),
  'shop/orders/2026/01/02/20260102-000000000.parquet': encode(
    orderFile('U', [1], 'paid', '2', [text('channel', 'web')]),
    'parquet',
  ),
  'shop/orders/20260103-000000000.parquet': encode(orderFile('D', [2], 'gone', '3'), 'parquet'),
  'shop/notes/LOAD00000001.csv': `\uFEFF${noteHeader}I,1,plain,,2026-01-01 00:00:00\nI,2,über,,2026-01-01 00:00:00\n`,
  'shop/notes/20260103-000000000.csv.gz': gzipSync(noteChanges),
}
const prefix = "a b%20+c=d&e/é✓{x,y}[z]*?'#"

const sources = (bucket: string, below: string) => `sources:
  - name: shop
    config: {location: ${JSON.stringify(`s3://${bucket}/${below}`)}, load_settle: 0 seconds}
    tables:
      - name: orders
        config: {primary_key: order_id}
      - name: notes
        config: {primary_key: note_id, format: csv}
        columns:
          - {name: note_id, data_type: integer}
          - {name: body, data_type: varchar(100)}
          - {name: commit_ts, data_type: timestamp}
`
const models = {
  'project.yml': changeProject['project.yml'] ?? '',
  'models/staging/stg_orders.sql':
    'select order_id, status, channel, _file, _commit_ts, _change_seq, _change_id from {{source "shop" "orders"}}\n',
  'models/staging/stg_notes.sql':
    'select note_id, body, _file, _commit_ts, _change_seq, _change_id from {{source "shop" "notes"}}\n',
  'models/core/orders.sql': '{{config unique_key="order_id"}}\nselect * from {{ref "stg_orders"}}\n',
  'models/core/notes.sql': '{{config unique_key="note_id"}}\nselect * from {{ref "stg_notes"}}\n',
}
const onDuckdb = () => duckdbEntry('warehouse.duckdb')
const onSpark = (more = '') => sparkEntry().replace(/\}$/, `${more}}`)

/** A project over a bucket, its staging computed by some engine. */
function project(bucket: string, spark: string, more: Readonly<Record<string, string>> = {}): Workshop {
  const workshop = new Workshop()
  onTestFinished(() => workshop.close())
  const sourcesFile = { 'models/sources.yml': sources(bucket, prefix) }
  const engines = join(workshop.root, '.tidemill/engines')
  mkdirSync(engines, { recursive: true })
  // What the run has installed, and a project of its own would download.
  symlinkSync(installed.s3a, join(engines, basename(installed.s3a)))
  workshop.write({ ...models, ...sourcesFile, 'profiles/local.yml': profileText(spark, onDuckdb()), ...more })
  return workshop
}

async function rowsOf(workshop: Workshop) {
  const tables = ['core.orders', 'core.notes']
  return Promise.all(tables.map((table) => workshop.query(`select * from ${table} order by 1`)))
}

/** The files of a project's cache. */
function cached({ root }: Workshop): readonly string[] {
  const folder = join(root, '.tidemill/cache')
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.'))
  } catch {
    return []
  }
}

function codes(summary: RunSummary): readonly string[] {
  const found = [...summary.diagnostics, ...summary.results.flatMap((result) => result.diagnostics)]
  return [...new Set(found.map(({ code }) => code))]
}

describe('Spark reads S3 in place', { timeout: 240_000 }, () => {
  test('and makes the tables that DuckDB makes of files that come down', async () => {
    const bucket = await Bucket.make(server)
    await bucket.put(Object.fromEntries(Object.entries(files).map(([key, content]) => [`${prefix}/${key}`, content])))
    const [inPlace, embedded] = [project(bucket.name, onSpark()), project(bucket.name, onDuckdb())]
    const summary = await inPlace.buildWell()
    expect(codes(summary)).not.toContain('storage/not-in-place')
    expect(cached(inPlace)).toEqual([])
    await embedded.buildWell()
    expect(cached(embedded)).toHaveLength(Object.keys(files).length)
    const expected = await rowsOf(embedded)
    expect(expected.map((rows) => rows.length)).toEqual([3, 4])
    expect(await rowsOf(inPlace)).toEqual(expected)
    const written = Object.values(readFiles(inPlace.root)).join('\n') + JSON.stringify(summary)
    expect(written).not.toContain('never-to-be-shown')
    // What one way has taken in, the other has nothing to do for.
    inPlace.write({ 'profiles/local.yml': profileText(onSpark(', s3_reads: cache'), onDuckdb()) })
    expect(await inPlace.steps()).toEqual([])
  })

  test('but where it lacks what it takes', async () => {
    const bucket = await Bucket.make(server)
    // Two slashes in a row: a key that Hadoop has no address for.
    const doubled = 'dms//raw'
    await bucket.put(Object.fromEntries(Object.entries(files).map(([key, content]) => [`${doubled}/${key}`, content])))
    const workshop = project(bucket.name, onSpark(), { 'models/sources.yml': sources(bucket.name, doubled) })
    rmSync(join(workshop.root, '.tidemill/engines'), { recursive: true })
    const offline = await workshop.buildWell({ env: { TIDEMILL_MAVEN_REPOSITORY: 'http://127.0.0.1:1' } })
    expect(codes(offline)).toContain('storage/not-in-place')
    expect(cached(workshop)).toHaveLength(Object.keys(files).length)
    expect(await workshop.query('select note_id from core.notes order by 1')).toEqual([[1], [2], [3], [4]])
  })

  /** A server whose objects may change as soon as Spark asks for one of them. */
  async function stubbed() {
    const stub = await new StubServer().start()
    onTestFinished(async () => {
      setEnv({ AWS_ENDPOINT_URL: server.endpoint, AWS_MAX_ATTEMPTS: undefined })
      await stub.stop()
    })
    setEnv({ AWS_ENDPOINT_URL: stub.endpoint, AWS_MAX_ATTEMPTS: '1' })
    const bySpark = ({ headers }: StubRequest) => /hadoop/i.test(headers['user-agent'] ?? '')
    const workshop = project('stub', onSpark(), { 'models/sources.yml': sources('stub', 'raw') })
    const load = (status: string, modifiedAt: string) => [
      {
        key: 'raw/shop/orders/LOAD00000001.parquet',
        content: encode(orderFile('I', [1, 2], status, '1', [text('channel', 'web', 'web')]), 'parquet'),
        modifiedAt,
      },
    ]
    return { stub, bySpark, workshop, load }
  }
  const [then, later] = ['2026-01-01T00:00:00.000Z', '2026-01-01T01:00:00.000Z']

  test('and takes no file that was put in its place after it was listed, be it the same', async () => {
    const { stub, bySpark, workshop, load } = await stubbed()
    stub.objects = load('old', then)
    stub.fault = (request) => {
      if (bySpark(request)) stub.objects = load('old', later)
      return null
    }
    const summary = await workshop.build()
    expect(codes(summary)).toEqual(['storage/file-changed'])
    stub.objects = load('old', then)
    stub.fault = () => null
    await workshop.buildWell()
    expect(await workshop.query('select order_id, status from core.orders order by 1')).toEqual([
      [1, 'old 1'],
      [2, 'old 2'],
    ])
  })

  test('and what it is refused is told as it is of files that come down', async () => {
    const { stub, bySpark, workshop, load } = await stubbed()
    stub.objects = load('old', then)
    let hasBegun = false
    stub.fault = (request) => {
      hasBegun ||= bySpark(request)
      return hasBegun ? { status: 403, code: 'AccessDenied' } : null
    }
    const summary = await workshop.build()
    expect([codes(summary), summary.tryAgain]).toEqual([['storage/denied'], false])
  })
})
