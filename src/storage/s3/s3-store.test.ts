import { getEventListeners } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type StubObject, StubServer } from '../../../tests/support/s3/stub-server.ts'
import type { ObjectInfo } from '../../ingest/object-info.ts'
import { md5 } from '../../util/hash.ts'
import { FileCache } from '../file-cache.ts'
import type { StorageError } from '../storage-error.ts'
import { S3Store } from './s3-store.ts'

let server: StubServer
let root: string
let client: S3Client
beforeEach(async () => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  server = await new StubServer().start()
  root = mkdtempSync(join(tmpdir(), 'tidemill.columns-'))
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  client = new S3Client({ endpoint: server.endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
})
afterEach(async () => {
  client.destroy()
  await server.stop()
  rmSync(root, { recursive: true, force: true })
})

const csv = { format: 'csv', csv: { header: true, delimiter: ',' } } as const
const bytes = (text: string) => new TextEncoder().encode(text)

function store(prefix = 'raw', requesterPays = false): S3Store {
  const cache = new FileCache(join(root, 'cache'), 1e9)
  return new S3Store({ address: { bucket: 'shop-raw', prefix }, cache, client: async () => client, requesterPays })
}

function has(...objects: readonly (readonly [key: string, text: string])[]): void {
  server.objects = objects.map(([key, text]): StubObject => ({ key, content: bytes(text) }))
}

async function refused(work: Promise<unknown>): Promise<{ kind: string; key: string | null; address: string }> {
  const failure = await work.then(
    () => null,
    (cause: StorageError) => cause,
  )
  return { kind: failure?.kind ?? 'none', key: failure?.key ?? null, address: failure?.address ?? '' }
}

test('lists what lies below a folder, relative to the prefix', async () => {
  server.objects = [
    { key: 'raw/shop/orders/', content: bytes('') },
    { key: 'raw/shop/orders/2026/a&b <c>.csv', content: bytes('x') },
    { key: 'raw/shop/orders/LOAD00000001.csv', content: bytes('a,b\n'), storageClass: 'DEEP_ARCHIVE' },
    { key: 'raw/shop/orders_old/LOAD00000001.csv', content: bytes('no') },
  ]
  const time = { modifiedAt: '2026-01-02T03:04:05.000Z' }
  expect(await store().list('shop/orders')).toEqual([
    { key: 'shop/orders/2026/a&b <c>.csv', etag: md5('x'), size: 1, ...time },
    { key: 'shop/orders/LOAD00000001.csv', etag: md5('a,b\n'), size: 4, ...time, isArchived: true },
  ])
  expect(await store().list('shop/nothing')).toEqual([])
  expect(await store('').list('raw/shop/orders_old')).toMatchObject([{ key: 'raw/shop/orders_old/LOAD00000001.csv' }])
})

/** A hundred files a day, as tasks lay them out. */
const layouts: Readonly<Record<string, (day: Date, index: number) => string>> = {
  'folders of days in folders of months': (day, index) =>
    `${day.toISOString().slice(0, 10).replaceAll('-', '/')}/${name(day, index)}`,
  'folders of days': (day, index) => `${day.toISOString().slice(0, 10)}/${name(day, index)}`,
  'one folder': (day, index) => name(day, index),
  'names that say nothing': (_, index) => `file ${String(index).padStart(9, '0')}.csv`,
}

function name(day: Date, index: number): string {
  return `${day.toISOString().slice(0, 10).replaceAll('-', '')}-${String(index).padStart(9, '0')}.csv`
}

describe.each(Object.entries(layouts))('in %s', (_, layout) => {
  test.each([0, 1, 998, 1000, 1001, 12_345])('lists %i objects, page by page', async (count) => {
    const content = bytes('x')
    const start = Date.UTC(2025, 10, 20)
    const changes = Array.from({ length: count }, (_, index) => {
      const day = new Date(start + Math.floor(index / 100) * 86_400_000)
      return `raw/shop/orders/${layout(day, index)}`
    })
    const keys = [...changes, 'raw/shop/orders/LOAD00000001.csv', 'raw/shop/orders/ż/x.csv'].sort()
    server.objects = keys.map((key) => ({ key, content }))
    const listed = await store().list('shop/orders')
    expect(listed.map(({ key }) => `raw/${key}`)).toEqual(keys)
    // A page for each thousand, and for each part of a long listing one that is not full.
    expect(server.requests.length).toBeLessThanOrEqual(count < 999 ? 1 : Math.ceil(count / 1000) + 50)
  })
})

test('brings files down once, two of one content as two files, and keeps their endings', async () => {
  has(['raw/t/b.csv.gz', 'same'], ['raw/t/one.csv', 'same'], ['raw/t/two.csv', 'same'])
  const one = store()
  const paths = (await one.list('t')).map((object) => one.pathOf(object))
  expect(paths.map((path) => path.slice(path.indexOf('.', path.lastIndexOf('/'))))).toEqual(['.csv.gz', '.csv', '.csv'])
  const release = await one.hold([...paths, '/elsewhere/file.csv'])
  expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(['same', 'same', 'same'])
  release()
  await one.hold(paths)
  expect(server.requests.filter(({ path }) => path.endsWith('.csv'))).toHaveLength(2)
  expect(new Set(paths).size).toBe(3)
})

test('reads nothing that was replaced or removed after it was listed', async () => {
  has(['raw/t/one.csv', 'old'], ['raw/t/two.csv', 'old'])
  const one = store()
  const [first, second] = (await one.list('t')) as [ObjectInfo, ObjectInfo]
  has(['raw/t/one.csv', 'new'])
  for (const object of [first, second]) {
    const changed = { kind: 'changed', key: object.key, address: `s3://shop-raw/raw/${object.key}` }
    expect(await refused(one.hold([one.pathOf(object)]))).toEqual(changed)
    expect(await refused(one.columnsOf(object, csv, 'columns'))).toEqual(changed)
    expect(existsSync(one.pathOf(object))).toBe(false)
  }
  expect(leftOvers()).toEqual([])
})

/** What is in the cache beside the marks of its users. */
function leftOvers(): string[] {
  return readdirSync(join(root, 'cache'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'))
}

test('tells a connection that broke off, and leaves no half of a file', async () => {
  has(['raw/t/one.csv', 'x'.repeat(100_000)])
  const one = store()
  const [object] = (await one.list('t')) as [ObjectInfo]
  server.fault = () => 'cut'
  expect(await refused(one.hold([one.pathOf(object)]))).toMatchObject({ kind: 'transient' })
  expect(leftOvers()).toEqual([])
  server.fault = () => null
  await one.hold([one.pathOf(object)])
  expect(readFileSync(one.pathOf(object), 'utf8')).toHaveLength(100_000)
})

test('asks again where the service was only busy', async () => {
  has(['raw/t/one.csv', 'x'])
  let left = 1
  server.fault = () => (left-- > 0 ? { status: 503, code: 'SlowDown' } : null)
  expect(await store().list('t')).toHaveLength(1)
})

test.each([
  [404, 'NoSuchBucket', '', 'no-bucket'],
  [403, 'AccessDenied', 'Access Denied', 'permission'],
  [403, 'AccessDenied', 'not authorized to perform: kms:Decrypt on this resource', 'key-permission'],
  [400, 'KMS.DisabledException', 'The key is disabled.', 'key-permission'],
  [403, 'InvalidAccessKeyId', '', 'credentials'],
  [400, 'ExpiredToken', '', 'credentials'],
  [403, 'InvalidObjectState', '', 'archived'],
  [503, 'SlowDown', '', 'throttled'],
  [500, 'InternalError', '', 'transient'],
  [400, 'MalformedXML', '', 'other'],
] as const)('takes %i %s %s for %s', async (status, code, message, kind) => {
  has(['raw/t/one.csv', 'x'])
  const one = store()
  const [object] = (await one.list('t')) as [ObjectInfo]
  client.config.maxAttempts = async () => 1
  server.fault = () => ({ status, code, message: message || `It is ${code}.` })
  expect(await refused(one.hold([one.pathOf(object)]))).toMatchObject({ kind, key: 't/one.csv' })
  expect(await refused(one.list('t'))).toEqual({ kind, key: null, address: 's3://shop-raw/raw/t' })
})

test('a server that is gone is told as such', async () => {
  await server.stop()
  expect(await refused(store().list('t'))).toMatchObject({ kind: 'unreachable', key: null })
  server = await new StubServer().start()
})

test('stops when it is told to', async () => {
  has(['raw/t/one.csv', 'x'])
  const one = store()
  const [object] = (await one.list('t')) as [ObjectInfo]
  const stop = new AbortController()
  server.fault = () => {
    stop.abort()
    return null
  }
  const paths = [one.pathOf(object)]
  expect(await refused(one.hold(paths, stop.signal))).toMatchObject({ kind: 'cancelled' })
  expect(await refused(one.hold(paths, AbortSignal.abort()))).toMatchObject({ kind: 'cancelled' })
  const never = new AbortController().signal
  await one.hold(paths, never)
  expect(getEventListeners(never, 'abort')).toEqual([])
})

test('looks into a file without bringing it down, unless its rows are wanted too', async () => {
  has(['raw/t/long.csv', `a,b\n${'1,2\n'.repeat(200_000)}`], ['raw/t/small.csv', 'c\n1\n'])
  const one = store()
  const [long, small] = (await one.list('t')) as [ObjectInfo, ObjectInfo]
  expect(await one.columnsOf(long, csv, 'content')).toMatchObject({ found: { width: 2 }, isAsListed: true })
  expect(server.requests.at(-1)?.range).toBe('bytes=0-262143')
  await one.columnsOf(small, csv, 'columns')
  expect([long, small].map((object) => existsSync(one.pathOf(object)))).toEqual([false, false])
  await one.columnsOf(small, csv, 'content')
  expect([long, small].map((object) => existsSync(one.pathOf(object)))).toEqual([false, true])
  const before = server.requests.length
  expect(await one.columnsOf(small, csv, 'content')).toMatchObject({ found: { width: 1 } })
  expect(server.requests).toHaveLength(before)
})

test('brings the columns of a file without its rows', async () => {
  const line = '"a\nb",c\n'
  has(['raw/t/long.csv', `${line}${'1,2\n'.repeat(200_000)}`])
  const one = store()
  const [object] = (await one.list('t')) as [ObjectInfo]
  const path = one.shapePathOf(one.pathOf(object))
  expect(path).not.toBe(one.pathOf(object))
  const release = await one.hold([path])
  release()
  await one.hold([path])
  expect(readFileSync(path, 'utf8')).toBe(line)
  expect(existsSync(one.pathOf(object))).toBe(false)
  expect(server.requests.map(({ range }) => range)).toEqual([null, 'bytes=0-262143'])
})

test('says that it pays where readers pay', async () => {
  has(['raw/t/one.csv', 'x'])
  const one = store('raw', true)
  const [object] = (await one.list('t')) as [ObjectInfo]
  await one.hold([one.pathOf(object)])
  expect(server.requests.map(({ headers }) => headers['x-amz-request-payer'])).toEqual(['requester', 'requester'])
})

describe('files that an engine reads where they lie', () => {
  function inPlace(): S3Store {
    const cache = new FileCache(join(root, 'cache'), 1e9)
    const address = { bucket: 'shop-raw', prefix: 'raw' }
    return new S3Store({ address, cache, client: async () => client, requesterPays: false, isReadInPlace: true })
  }
  const isKept = () => readdirSync(root, { recursive: true, encoding: 'utf8' }).some((name) => /\.csv/.test(name))

  test('have addresses, and leave nothing here when they are looked into or their time is read', async () => {
    has(['raw/shop/orders/a b.csv', 'x,commit_ts\n1,2\n'])
    const files = inPlace()
    const [object] = (await files.list('shop/orders')) as [ObjectInfo]
    const path = files.pathOf(object)
    expect(files.addressOf(path)).toBe('s3a://shop-raw/raw/shop/orders/a b.csv')
    expect(files.addressOf(files.shapePathOf(path))).toBe('s3a://shop-raw/raw/shop/orders/a b.csv')
    expect(files.addressOf('elsewhere')).toBeNull()
    await files.columnsOf(object, csv, 'content')
    expect(isKept()).toBe(false)
    const once = files.columnPathOf(object, 'commit_ts')
    expect(once).toMatch(/\.csv$/)
    const release = await files.hold([once])
    expect(readFileSync(once, 'utf8')).toBe('x,commit_ts\n1,2\n')
    release()
    expect(isKept()).toBe(false)
  })

  test.each([
    ['as they were', 'x', '2026-01-02T03:04:05.000Z', 'none'],
    ['replaced', 'y', '2026-01-02T03:04:05.000Z', 'changed'],
    ['put back after another', 'x', '2026-01-02T04:04:05.000Z', 'changed'],
    ['gone', null, '', 'changed'],
    ['empty since', '', '2026-01-02T04:04:05.000Z', 'changed'],
  ] as const)('are checked: %s', async (_, now, modifiedAt, expected) => {
    has(['raw/shop/orders/a.csv', 'x'])
    const files = inPlace()
    const [object] = (await files.list('shop/orders')) as [ObjectInfo]
    const path = files.pathOf(object)
    server.objects = now === null ? [] : [{ key: 'raw/shop/orders/a.csv', content: bytes(now), modifiedAt }]
    expect((await refused(files.check([path, 'elsewhere']))).kind).toBe(expected)
  })

  test('are checked where they are empty', async () => {
    has(['raw/shop/orders/a.csv', ''])
    const files = inPlace()
    const [object] = (await files.list('shop/orders')) as [ObjectInfo]
    await files.check([files.pathOf(object)])
    expect(server.requests.at(-1)?.range).toBeNull()
  })
})
