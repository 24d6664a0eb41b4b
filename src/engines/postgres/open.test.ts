import { spawn } from 'node:child_process'
import { expect, test, vi } from 'vitest'
import { asAdministrator, newDatabase } from '../../../tests/support/engines/postgres.ts'
import type { EngineError } from '../engine-error.ts'
import { openPostgres } from './open.ts'

test('is unreachable when no server is at the address', async () => {
  const config = { ...(await newDatabase()), port: 1 }
  await expect(openPostgres(config)).rejects.toMatchObject({ kind: 'unreachable' })
})

test('says that the password is wrong', async () => {
  const config = { ...(await newDatabase()), password: 'wrong' }
  await expect(openPostgres(config)).rejects.toMatchObject({ kind: 'permission' })
})

test('says that there is no such database', async () => {
  const config = { ...(await newDatabase()), database: 'nowhere' }
  await expect(openPostgres(config)).rejects.toMatchObject({
    kind: 'code',
    message: 'database "nowhere" does not exist',
  })
})

test('works with another role and search path', async () => {
  const config = await newDatabase()
  await asAdministrator('drop role if exists "the reader"')
  await asAdministrator('create role "the reader"')
  const engine = await openPostgres({ ...config, role: 'the reader', searchPath: 'pg_catalog' })
  const session = await engine.connect()
  expect((await session.query("select current_user, current_setting('search_path')")).rows).toEqual([
    ['the reader', 'pg_catalog'],
  ])
  await engine.close()
})

test('a session whose connection dies is lost, and the next one gets another', async () => {
  const config = await newDatabase()
  const engine = await openPostgres(config)
  const session = await engine.connect()
  const killed = session.transaction(async (statements) => {
    await statements.execute('create table t as select 1 as a')
    await Promise.all([
      statements.query('select pg_sleep(60)'),
      asAdministrator(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${config.database}'`),
    ])
  })
  await expect(killed).rejects.toMatchObject({ kind: 'session-lost', retryable: true })
  await expect(session.query('select 1')).rejects.toMatchObject({ kind: 'session-lost' })
  await session.close()
  const next = await engine.connect()
  expect((await next.query(`select count(*) from pg_tables where tablename = 't'`)).rows).toEqual([['0']])
  await engine.close()
})

test('an idle session whose connection dies is lost as well', async () => {
  const config = await newDatabase()
  const engine = await openPostgres(config)
  const session = await engine.connect()
  await asAdministrator(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${config.database}'`)
  await expect(session.query('select 1')).rejects.toMatchObject({ kind: 'session-lost' })
  await session.close()
  expect((await (await engine.connect()).query('select 1 as a')).rows).toEqual([[1]])
  await engine.close()
})

test('a lock whose connection dies is taken again before any more work', async () => {
  const config = await newDatabase()
  const engine = await openPostgres(config)
  const other = await openPostgres(config)
  await engine.lock('shop')
  await asAdministrator(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tidemill ${process.pid}' and datname = '${config.database}'`,
  )
  // The server tells the client before it lets go of the lock.
  const session = await vi.waitUntil(() => engine.connect().catch(() => null), { timeout: 10_000 })
  await expect(other.lock('shop')).rejects.toMatchObject({ kind: 'locked', holder: { pid: process.pid } })
  await session.close()
  await engine.close()
  await other.lock('shop')
  await other.close()
})

test('a lock that somebody else has got meanwhile keeps the engine from any more work', async () => {
  const config = await newDatabase()
  const engine = await openPostgres(config)
  const other = await openPostgres(config)
  await engine.lock('shop')
  await asAdministrator(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tidemill ${process.pid}' and datname = '${config.database}'`,
  )
  await vi.waitUntil(
    () =>
      other.lock('shop').then(
        () => true,
        () => false,
      ),
    { timeout: 10_000 },
  )
  // Both are of this process, so that it seems to be our own connection that the server has yet to let go.
  await expect(engine.connect()).rejects.toMatchObject({ kind: 'session-lost' })
  await other.close()
  await (await engine.connect()).close()
  await engine.close()
})

test('a lock is kept however long nothing is asked of the server', async () => {
  const config = await newDatabase()
  const engine = await openPostgres(config)
  const other = await openPostgres(config)
  // Those of the pool: it closes connections that nobody uses.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  try {
    await engine.lock('shop')
    await vi.advanceTimersByTimeAsync(120_000)
  } finally {
    vi.useRealTimers()
  }
  await expect(other.lock('shop')).rejects.toMatchObject({ kind: 'locked' })
  await Promise.all([engine.close(), other.close()])
})

test('a cancel never meets the statement after', async () => {
  const engine = await openPostgres(await newDatabase())
  const session = await engine.connect()
  for (let round = 0; round < 50; round++) {
    const first = session.query('select pg_sleep(0.001)').catch((failure: unknown) => failure)
    const cancelled = session.cancel()
    const ended = await first
    if (ended instanceof Error) expect((ended as EngineError).kind).toBe('cancelled')
    expect((await session.query('select 1 as a')).rows).toEqual([[1]])
    await cancelled
  }
  await engine.close()
})

test('more sessions than one are open at once', async () => {
  const engine = await openPostgres(await newDatabase())
  const sessions = await Promise.all(Array.from({ length: 12 }, () => engine.connect()))
  const pids = await Promise.all(sessions.map((one) => one.query('select pg_backend_pid()')))
  expect(new Set(pids.map(({ rows }) => rows[0]?.[0])).size).toBe(12)
  await engine.close()
})

test('a statement ends with the process that sent it', async () => {
  const config = await newDatabase()
  const running = async () => {
    const found = await asAdministrator(
      `select 1 from pg_stat_activity where datname = '${config.database}' and query like '%generate_series%'`,
    )
    return found.length
  }
  const script = `
    import { openPostgres } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)}
    const session = await (await openPostgres(${JSON.stringify(config)})).connect()
    await session.query('select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b')`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: 'ignore' })
  await vi.waitUntil(async () => (await running()) === 1, { timeout: 20_000 })
  child.kill('SIGKILL')
  await vi.waitUntil(async () => (await running()) === 0, { timeout: 10_000 })
})
