import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { changed, changeProject, readFiles, temporaryFolder, tidemill, writeFiles } from '../support/cli.ts'
import { freePort } from '../support/engines/free-port.ts'
import { Bucket, environmentOf } from '../support/s3/bucket.ts'
import { type S3Server, startMoto } from '../support/s3/moto.ts'
import { type StubRequest, StubServer } from '../support/s3/stub-server.ts'

let server: S3Server
beforeAll(async () => {
  server = await startMoto()
})
afterAll(() => server.stop())

const header = 'Op,order_id,status,change_seq,commit_ts\n'
const loadText = changeProject['landing/shop/orders/LOAD00000001.csv'] ?? ''
const sources = changeProject['models/sources.yml'] ?? ''
const profile = changeProject['profiles/local.yml'] ?? ''
const load = 'raw/shop/orders/LOAD00000001.csv'
const change = (second: number) => `raw/shop/orders/2026/01/02/20260102-0000${String(second).padStart(2, '0')}000.csv`
const row = (op: string, id: number, status: string, seq: number) =>
  `${op},${id},${status},${seq},2026-01-02 00:00:00\n`

interface Project {
  readonly cwd: string
  readonly bucket: Bucket
}

/** The project of change files, with its files in a bucket; `more` stands behind the location in the source's settings. */
async function newProject(more = '', files: Readonly<Record<string, string>> = {}): Promise<Project> {
  const bucket = await Bucket.make(server)
  const { 'landing/shop/orders/LOAD00000001.csv': _, ...own } = changeProject
  const text = sources.replace('location: landing', `location: s3://${bucket.name}/raw${more}`)
  return { cwd: temporaryFolder(changed(own, { 'models/sources.yml': text, ...files })), bucket }
}

function run(words: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
  return tidemill(words, { cwd, env: { ...environmentOf(server), ...env } })
}

/** A build that ends well, and what it says. */
async function build(cwd: string): Promise<string> {
  const { code, stderr } = await run(['build'], cwd)
  expect([code, code === 0 ? '' : stderr]).toEqual([0, ''])
  return stderr
}

async function rows(cwd: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return JSON.parse((await run(['show', '--inline', sql, '--limit', '-1', '--output', 'json'], cwd)).stdout)
}

async function orders(cwd: string): Promise<readonly string[]> {
  const found = await rows(cwd, 'select order_id, status from {{ref "orders"}} order by order_id')
  return found.map(({ order_id, status }) => `${order_id} ${status}`)
}

/** Codes of the diagnostics that a command prints. */
function codesIn(stderr: string): readonly string[] {
  return [...stderr.matchAll(/(?:error|warning) ([a-z]+\/[a-z-]+) /g)].map(([, code]) => code ?? '')
}

describe('files in a bucket', () => {
  test('are built, and what comes later too', async () => {
    const { cwd, bucket } = await newProject()
    await bucket.put({
      [load]: loadText,
      [change(1)]: header + row('U', 1, 'paid', 10),
      'raw/shop/orders_old/LOAD00000001.csv': loadText,
      'raw/shop/orders/': '',
    })
    expect(await build(cwd)).not.toContain('Warning')
    expect(await orders(cwd)).toEqual(['1 paid', '2 open'])
    await bucket.put({ [change(2)]: header + row('D', 2, '', 11) + row('I', 3, 'open', 12) })
    await build(cwd)
    expect(await orders(cwd)).toEqual(['1 paid', '3 open'])
    expect(JSON.parse((await run(['plan', '--json'], cwd)).stdout)).toMatchObject({ steps: [] })

    const batches = JSON.parse((await run(['batch', 'list', '--json'], cwd)).stdout).batches
    expect(batches.map(({ files }: { files: number }) => files)).toEqual([1, 2])
    const { files } = JSON.parse((await run(['batch', 'show', batches[0].batch_id, '--json'], cwd)).stdout)
    expect(files).toEqual([
      {
        file_key: change(2).replace('raw/', ''),
        etag: expect.stringMatching(/^[0-9a-f]{32}$/),
        size_bytes: expect.anything(),
      },
    ])
    const { sources: status } = JSON.parse((await run(['cdc', 'status', '--json'], cwd)).stdout)
    expect(status).toMatchObject([
      { pending_files: 0, applied_files: 3, newest_change: '2026-01-02T00:00:00.000000', problems: [], warnings: [] },
    ])
    const shown = await rows(cwd, 'select order_id, _file from {{source "shop" "orders"}} where _op = \'D\'')
    expect(shown).toEqual([{ order_id: 2, _file: change(2).replace('raw/', '') }])
  })

  test('are found below the profile’s raw storage', async () => {
    const bucket = await Bucket.make(server)
    const { 'landing/shop/orders/LOAD00000001.csv': _, ...own } = changeProject
    const text = `${profile}storage: {raw: "s3://{{env_var 'RAW_BUCKET'}}/dms"}\n`
    const cwd = temporaryFolder(changed(own, { 'profiles/local.yml': text }))
    await bucket.put({ 'dms/landing/shop/orders/LOAD00000001.csv': loadText })
    const unset = await run(['build'], cwd)
    expect([unset.code, unset.stderr]).toEqual([2, expect.stringContaining('RAW_BUCKET')])
    expect((await run(['compile'], cwd)).code).toBe(0)
    expect((await run(['build'], cwd, { RAW_BUCKET: bucket.name })).code).toBe(0)
    expect(await orders(cwd)).toEqual(['1 open', '2 open'])
  })

  test('that are replaced are applied again, and a table that is loaded again becomes what the load says', async () => {
    const { cwd, bucket } = await newProject(', load_settle: 0 seconds')
    await bucket.put({ [load]: loadText, [change(1)]: header + row('U', 1, 'paid', 10) })
    await build(cwd)
    await bucket.put({ [change(1)]: header + row('U', 1, 'sent', 11) })
    await build(cwd)
    expect(await orders(cwd)).toEqual(['1 sent', '2 open'])
    await bucket.put({ [load]: loadText.replace('2,open', '3,new').replaceAll('2026-01-01', '2026-01-03') })
    expect(codesIn(await build(cwd))).toEqual(['source/reloaded'])
    expect(await orders(cwd)).toEqual(['1 open', '3 new'])
    expect((await run(['build', '--full-refresh'], cwd)).code).toBe(0)
    expect(await orders(cwd)).toEqual(['1 open', '3 new'])
  })

  test('that are loaded again wait for a quarter of an hour', async () => {
    const { cwd, bucket } = await newProject()
    await bucket.put({ [load]: loadText, [change(1)]: header + row('U', 1, 'paid', 10) })
    await build(cwd)
    await bucket.put({ [load]: loadText.replace('2,open', '3,new') })
    expect(codesIn(await build(cwd))).toEqual(['source/reload-settling'])
    expect(await orders(cwd)).toEqual(['1 paid', '2 open'])
  })

  test('that cannot be read stop their table until they are set aside', async () => {
    const { cwd, bucket } = await newProject()
    await bucket.put({ [load]: loadText, [change(1)]: 'order_id,status\n1,paid\n' })
    const failed = await run(['build'], cwd)
    expect([failed.code, codesIn(failed.stderr)]).toEqual([1, ['source/no-op-column']])
    const key = change(1).replace('raw/', '')
    expect((await run(['cdc', 'skip-file', 'shop.orders', key], cwd)).code).toBe(0)
    await build(cwd)
    expect(await orders(cwd)).toEqual(['1 open', '2 open'])
  })

  test('that have gone are only missed where a table is filled anew', async () => {
    const { cwd, bucket } = await newProject()
    await bucket.put({ [load]: loadText, [change(1)]: header + row('U', 1, 'paid', 10) })
    await build(cwd)
    await bucket.remove(change(1))
    await build(cwd)
    const again = await run(['build', '--full-refresh'], cwd)
    expect([again.code, codesIn(again.stderr)]).toEqual([1, expect.arrayContaining(['history/gone'])])
    expect(await orders(cwd)).toEqual(['1 paid', '2 open'])
  })

  test('that are archived are only missed where they are read', async () => {
    const { cwd, bucket } = await newProject()
    await bucket.put({ [load]: loadText })
    await bucket.put({ [change(1)]: header + row('U', 1, 'paid', 10) }, { storageClass: 'GLACIER' })
    const failed = await run(['build'], cwd)
    expect([failed.code, codesIn(failed.stderr)]).toEqual([1, ['storage/archived']])
    await bucket.put({ [change(1)]: header + row('U', 1, 'paid', 10) })
    await build(cwd)
    await bucket.put({ [change(1)]: header + row('U', 1, 'paid', 10) }, { storageClass: 'GLACIER' })
    rmSync(join(cwd, '.tidemill'), { recursive: true })
    await build(cwd)
    const again = await run(['build', '--full-refresh'], cwd)
    expect([again.code, codesIn(again.stderr)]).toEqual([1, expect.arrayContaining(['storage/archived'])])
    expect(await orders(cwd)).toEqual(['1 paid', '2 open'])
  })

  test('are read again when what was kept of them is gone', async () => {
    const { cwd, bucket } = await newProject()
    writeFiles(cwd, { 'profiles/local.yml': `${profile}storage: {cache_max_bytes: 1}\n` })
    await bucket.put({ [load]: loadText, [change(1)]: header + row('U', 1, 'paid', 10) })
    await build(cwd)
    writeFiles(cwd, {
      'models/core/late.sql': '{{config unique_key="order_id"}}\nselect order_id from {{ref "stg_orders"}}\n',
    })
    await build(cwd)
    expect(await rows(cwd, 'select count(*) as n from {{ref "late"}}')).toEqual([{ n: 2 }])
  })
})

describe('what is wrong with the storage', () => {
  test('debug tries it', async () => {
    const { cwd, bucket } = await newProject()
    const tried = await run(['debug'], cwd)
    expect(tried.stdout).toContain(`storage         s3://${bucket.name}/raw: OK connection ok  S3 at 127.0.0.1:`)
    expect(tried.code).toBe(0)
    const { code, stdout } = await run(['debug', '--json'], cwd, { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' })
    expect(code).toBe(2)
    expect(JSON.parse(stdout).storages).toMatchObject([{ location: `s3://${bucket.name}/raw`, ok: false }])
  })

  test('a bucket that is not there is told with exit code 2', async () => {
    const { cwd } = await newProject()
    const text = sources.replace('location: landing', 'location: s3://tidemill-no-such-bucket/raw')
    writeFiles(cwd, { 'models/sources.yml': text })
    for (const words of [['build'], ['plan'], ['cdc', 'status'], ['cdc', 'skip-file', 'shop.orders', 'x']]) {
      const { code, stderr } = await run(words, cwd)
      expect([code, codesIn(stderr)]).toEqual([2, ['storage/no-bucket']])
      expect(stderr).toContain('s3://tidemill-no-such-bucket/raw/shop/orders')
    }
  })

  test('missing credentials are told with exit code 2', async () => {
    const { cwd } = await newProject()
    const nothing = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_PROFILE: 'nobody', HOME: cwd }
    const { code, stderr } = await run(['build'], cwd, nothing)
    expect([code, codesIn(stderr)]).toEqual([2, ['storage/no-credentials']])
  })

  test('a server that is down is exit code 75', async () => {
    const { cwd } = await newProject()
    const { code, stderr } = await run(['build'], cwd, { AWS_ENDPOINT_URL: `http://127.0.0.1:${await freePort()}` })
    expect([code, codesIn(stderr)]).toEqual([75, ['storage/unavailable']])
  })

  test.each([
    [412, 'PreconditionFailed', '', 1, 'storage/file-changed'],
    [403, 'AccessDenied', 'Access Denied', 1, 'storage/denied'],
    [403, 'AccessDenied', 'User is not authorized to perform: kms:Decrypt', 1, 'storage/key-denied'],
    [403, 'ExpiredToken', 'The token has run out.', 2, 'storage/no-credentials'],
  ])('a file that answers %i %s %s ends its table or the command', async (status, code, message, exit, told) => {
    const stub = await new StubServer().start()
    onTestFinished(() => stub.stop())
    const { cwd } = await newProject()
    stub.objects = [
      { key: change(1), content: new TextEncoder().encode(header + row('U', 1, 'paid', 10)) },
      { key: load, content: new TextEncoder().encode(loadText) },
    ]
    stub.fault = ({ path }) => (path.endsWith(change(1)) ? { status, code, message } : null)
    const failed = await run(['build'], cwd, { AWS_ENDPOINT_URL: stub.endpoint })
    expect([failed.code, codesIn(failed.stderr)]).toEqual([exit, [told]])
    stub.fault = () => null
    expect((await run(['build'], cwd, { AWS_ENDPOINT_URL: stub.endpoint })).code).toBe(0)
    expect(await orders(cwd)).toEqual(['1 paid', '2 open'])
  })

  test('a file that is replaced while it is about to be read is taken by the next build as it is then', async () => {
    const stub = await new StubServer().start()
    onTestFinished(() => stub.stop())
    const { cwd } = await newProject()
    const objectsWith = (status: string) => {
      // Longer than what is read to look into it.
      const more = Array.from({ length: 10_000 }, (_, index) => row('I', index + 1, status, index))
      return [
        { key: change(1), content: new TextEncoder().encode(header + more.join('')) },
        { key: load, content: new TextEncoder().encode(loadText) },
      ]
    }
    stub.objects = objectsWith('old')
    stub.fault = ({ path, range }) => {
      if (path.endsWith(change(1)) && range === null) stub.objects = objectsWith('new')
      return null
    }
    const failed = await run(['build'], cwd, { AWS_ENDPOINT_URL: stub.endpoint })
    expect([failed.code, codesIn(failed.stderr)]).toEqual([1, ['storage/file-changed']])
    const again = await run(['build'], cwd, { AWS_ENDPOINT_URL: stub.endpoint })
    expect([again.code, codesIn(again.stderr)]).toEqual([0, ['source/file-replaced']])
    const found = await rows(cwd, 'select status, count(*) as n from {{ref "orders"}} group by status')
    expect(found).toEqual([{ status: 'new', n: 10_000 }])
  })

  test('a bucket that may not be listed is told with exit code 2', async () => {
    const stub = await new StubServer().start()
    onTestFinished(() => stub.stop())
    const { cwd } = await newProject()
    stub.fault = () => ({ status: 403, code: 'AccessDenied', message: 'Access Denied' })
    const { code, stderr } = await run(['build'], cwd, { AWS_ENDPOINT_URL: stub.endpoint })
    expect([code, codesIn(stderr)]).toEqual([2, ['storage/denied']])
    expect(stderr).toContain('s3:ListBucket')
  })

  test('a server that fails while files are read is waited for, and then exit code 75', async () => {
    const stub = await new StubServer().start()
    onTestFinished(() => stub.stop())
    const { cwd } = await newProject()
    // Longer than what is read to look into it.
    const more = Array.from({ length: 10_000 }, (_, index) => row('I', index + 3, 'open', index))
    stub.objects = [
      { key: change(1), content: new TextEncoder().encode(header + more.join('')) },
      { key: load, content: new TextEncoder().encode(loadText) },
    ]
    const env = { AWS_ENDPOINT_URL: stub.endpoint, AWS_MAX_ATTEMPTS: '1' }
    const isRead = (request: StubRequest) => request.path.endsWith('.csv') && request.range === null
    const times = (count: number) => (request: StubRequest) => (isRead(request) && count-- > 0 ? 'cut' : null)
    stub.fault = times(Number.POSITIVE_INFINITY)
    const { code, stderr } = await run(['build'], cwd, env)
    expect([code, codesIn(stderr)]).toEqual([75, ['storage/unavailable']])
    stub.fault = times(5)
    expect((await run(['build'], cwd, env)).code).toBe(0)
    expect(await rows(cwd, 'select count(*) as n from {{ref "orders"}}')).toEqual([{ n: 10_002 }])
  })

  test('a project compiles without server, credentials and SDK', async () => {
    const { cwd } = await newProject()
    for (const words of [['parse'], ['compile'], ['ls']]) {
      expect((await tidemill(words, { cwd, env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } })).code).toBe(0)
    }
  })

  test('a simulation says where it could write', async () => {
    const { cwd } = await newProject('', {
      'changes.yml': 'steps:\n  - load: 2026-01-01 00:00:00\n    shop.orders: [{order_id: 1, status: open}]\n',
    })
    const { code, stderr } = await run(['cdc', 'simulate', 'changes.yml'], cwd)
    expect([code, codesIn(stderr)]).toEqual([2, ['simulate/not-on-this-machine']])
  })
})

test('columns that nobody declares are known from the build before', async () => {
  const { cwd, bucket } = await newProject()
  const text = sources.replace('landing', `s3://${bucket.name}/raw`).replace(/ {8}columns:\n( {10}- .*\n)+/, '')
  const staging = 'select order_id, status, nothing from {{source "shop" "orders"}}\n'
  writeFiles(cwd, {
    'models/sources.yml': text,
    'models/staging/stg_orders.sql': staging,
  })
  await bucket.put({ [load]: loadText })
  const before = await run(['compile'], cwd)
  expect([before.code, codesIn(before.stderr)]).toEqual([0, ['source/columns-unknown']])
  await run(['cdc', 'status'], cwd)
  const after = await run(['compile'], cwd)
  expect([after.code, codesIn(after.stderr)]).toEqual([2, ['compile/unchecked', 'column/unknown']])
})

test('neither a secret nor a file that was read leaves the project’s own folder', async () => {
  const { cwd, bucket } = await newProject()
  await bucket.put({ [load]: loadText })
  const built = await run(['build'], cwd, { AWS_SESSION_TOKEN: 'a-token-never-to-be-shown' })
  expect(built.code).toBe(0)
  expect(existsSync(join(cwd, '.tidemill/cache'))).toBe(true)
  const written = Object.values(readFiles(cwd)).join('\n') + built.stdout + built.stderr
  expect(written).not.toContain('never-to-be-shown')
})
