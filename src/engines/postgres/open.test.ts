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
