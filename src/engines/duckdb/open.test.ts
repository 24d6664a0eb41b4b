import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { relation } from '../../manifest/relation.ts'
import type { Engine, Value } from '../engine.ts'
import { openDuckdb } from './open.ts'

let folder: string
let path: string
const opened: Engine[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemill-duckdb-'))
  path = join(folder, 'warehouse.duckdb')
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.close()))
  rmSync(folder, { recursive: true, force: true })
})

async function open(file = path): Promise<Engine> {
  const engine = await openDuckdb({ path: file })
  opened.push(engine)
  return engine
}

async function query(engine: Engine, sql: string): Promise<readonly (readonly Value[])[]> {
  const session = await engine.connect()
  try {
    return (await session.query(sql)).rows
  } finally {
    await session.close()
  }
}

test('makes the file and the folders above it', async () => {
  const deep = join(folder, 'a', 'b', 'c.duckdb')
  await query(await open(deep), 'create table t as select 1 as a')
  expect(existsSync(deep)).toBe(true)
})

test('a new file takes macros with overloads by type, and keeps them', async () => {
  const first = await open()
  await query(first, 'create schema tidemill')
  await query(first, `create macro tidemill.f (a integer) as 'integer', (a varchar) as 'text'`)
  await first.close()
  expect(await query(await open(), `select tidemill.f(1), tidemill.f('x')`)).toEqual([['integer', 'text']])
})

test('a file of an older storage version is refused', async () => {
  const plain = await DuckDBInstance.create(path)
  plain.closeSync()
  await expect(open()).rejects.toMatchObject({
    kind: 'unsupported',
    message: expect.stringContaining('storage version v1.0.0, and v1.4.0 or newer is needed'),
  })
})

test('engines on one path share the database, through links too', async () => {
  symlinkSync(folder, `${folder}-link`)
  try {
    const first = await open()
    const second = await open(join(`${folder}-link`, 'warehouse.duckdb'))
    await query(first, 'create table t as select 1 as a')
    expect(await query(second, 'select a from t')).toEqual([[1]])
    await first.close()
    await query(second, 'insert into t values (2)')
    await second.close()
    expect(await query(await open(), 'select a from t order by a')).toEqual([[1], [2]])
  } finally {
    rmSync(`${folder}-link`)
  }
})

test('names the process that holds the file', async () => {
  const script = `
    const { DuckDBInstance } = require('@duckdb/node-api')
    DuckDBInstance.create(${JSON.stringify(path)}).then((instance) => {
      globalThis.instance = instance
      console.log('open')
      setInterval(() => {}, 1000)
    })`
  const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(holder.stdout, 'data')
    await expect(open()).rejects.toMatchObject({
      kind: 'locked',
      retryable: false,
      holder: { pid: holder.pid, program: expect.stringContaining('node') },
    })
  } finally {
    holder.kill('SIGKILL')
    await once(holder, 'exit')
  }
})

test('refuses a file that is no database', async () => {
  writeFileSync(path, 'id,name\n'.repeat(1000))
  await expect(open()).rejects.toMatchObject({
    kind: 'data',
    message: expect.stringContaining('not a valid DuckDB database file'),
  })
})

test('sets nothing that changes what SQL means, but the time zone', async () => {
  const settings = 'select name, value from duckdb_settings()'
  const plainInstance = await DuckDBInstance.create(':memory:')
  const plain = await (await plainInstance.connect()).runAndReadAll(settings)
  const known = new Map(plain.getRowsJson().map(([name, value]) => [name, value]))
  const ours = await query(await open(':memory:'), settings)
  expect(await query(await open(), `select current_setting('TimeZone')`)).toEqual([['UTC']])
  expect(
    ours
      .filter(([name, value]) => known.get(String(name)) !== value)
      .map(([name]) => name)
      .filter((name) => name !== 'TimeZone')
      .sort(),
  ).toEqual([
    'autoinstall_known_extensions',
    'autoload_known_extensions',
    'disabled_optimizers',
    'errors_as_json',
    'storage_compatibility_version',
  ])
})

test('never fetches an extension', async () => {
  await expect(query(await open(), `select * from 'https://localhost:1/a.parquet'`)).rejects.toMatchObject({
    kind: 'unsupported',
  })
})

test('describes tables of the session', async () => {
  const session = await (await open()).connect()
  await session.execute('create temp table mine as select 1 as a')
  expect(await session.describe(relation('temp', 'mine'))).toEqual({
    kind: 'table',
    columns: [{ name: 'a', type: 'INTEGER' }],
  })
  expect(await session.describe(relation('main', 'mine'))).toBeNull()
})

test('that nothing goes by a name is no failure of a transaction', async () => {
  const session = await (await open()).connect()
  await session.transaction(async (statements) => {
    expect(await statements.describe(relation('main', 'later'))).toBeNull()
    expect(await statements.describe(relation('temp', 'later'))).toBeNull()
    await statements.execute('create table later as select 1 as a')
  })
  expect(await session.describe(relation('main', 'later'))).toMatchObject({ kind: 'table' })
})

test('describes a view whose table is gone', async () => {
  const session = await (await open()).connect()
  await session.execute('create table base as select 1 as a')
  await session.execute('create view over_it as select a from base')
  await session.execute('drop table base')
  expect(await session.describe(relation('main', 'OVER_IT'))).toEqual({
    kind: 'view',
    columns: [{ name: 'a', type: 'INTEGER' }],
  })
})

test('takes text that holds no statement for nothing to do', async () => {
  const session = await (await open()).connect()
  expect(await session.execute('-- nothing')).toEqual({ rows: null })
  expect((await session.query('')).rows).toEqual([])
})

test('leaves the file to other processes once it is closed', async () => {
  const engine = await open()
  await query(engine, 'create table t as select 7 as a')
  await engine.close()
  const script = `
    const { DuckDBInstance } = require('@duckdb/node-api')
    DuckDBInstance.create(${JSON.stringify(path)})
      .then((instance) => instance.connect())
      .then((connection) => connection.runAndReadAll('select a from t'))
      .then((result) => console.log(result.getRowsJson()[0][0]))`
  expect(execFileSync(process.execPath, ['-e', script]).toString().trim()).toBe('7')
})
