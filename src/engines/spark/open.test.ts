import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet'
import { parquetWriteFile } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { newSpark } from '../../../tests/support/engines/spark.ts'
import { relation } from '../../manifest/relation.ts'
import type { Engine, Value } from '../engine.ts'
import { DriverProcess } from './driver-process.ts'
import { openSpark } from './open.ts'

const config = newSpark()
/** Spark would put a variable's value in the place of its name in braces behind one. */
const dollar = '$'

test('says what to do when it is not installed', async () => {
  await expect(openSpark({ ...config, python: '/no/such/python' })).rejects.toMatchObject({
    kind: 'unsupported',
    message: expect.stringContaining('`tidemill engines install`'),
  })
})

test('starts with the classes that were kept when it was installed', async () => {
  const log = join(config.warehouse, '_classes.log')
  const told = { JDK_JAVA_OPTIONS: `-Xlog:class+load:file=${log}` }
  const engine = await openSpark({ ...config, env: told })
  await (await engine.connect()).query('select count(*) from range(10)')
  await engine.close()
  const loaded = readFileSync(log, 'utf8').split('\n')
  const kept = loaded.filter((line) => line.includes('shared objects file (top)'))
  expect(kept.length).toBeGreaterThan(loaded.length / 3)
})

describe('a Spark that ends', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await openSpark(config)
  })
  afterAll(() => engine.close())

  test('loses its sessions, and the next one finds all tables and views again', { timeout: 180_000 }, async () => {
    const session = await engine.connect()
    const rows = async (sql: string) => (await session.query(sql)).rows
    await session.execute('create schema shop')
    await session.execute('create table shop.t (a int, c varchar(5), ts timestamp)')
    await session.execute(`insert into shop.t values (1, 'x', timestamp '2026-01-02 03:04:05.123456')`)
    await session.execute('create table shop.empty (n decimal(38,9))')
    await session.execute('create table shop.days using parquet partitioned by (day) as select 1 as a, 2 as day')
    await session
      .execute('create view shop.a_view as select a from shop.z_view')
      .catch(() => session.execute('create view shop.z_view as select a from shop.t'))
    await session.execute('create view shop.a_view as select a from shop.z_view')
    await session.execute('create table shop.gone as select 1 as a')
    await session.execute('drop table shop.gone')
    expect(await rows('select count(*) from shop.t')).toEqual([['1']])
    // What a process leaves that is killed while it writes.
    mkdirSync(join(config.warehouse, 'shop.db/left/_temporary/0'), { recursive: true })

    const other = openSpark(config)
    await expect(other).rejects.toMatchObject({ kind: 'locked', holder: { pid: process.pid } })

    const slow = session.query('select count(*) from range(1000000) a cross join range(1000000) b')
    const lost = expect(slow).rejects.toMatchObject({ kind: 'session-lost', retryable: true })
    kill('driver.py', process.pid)
    await lost
    await expect(session.query('select 1')).rejects.toMatchObject({ kind: 'session-lost' })
    await session.close()

    const [next, beside] = await Promise.all([engine.connect(), engine.connect()])
    await beside.close()
    const found = async (sql: string) => (await next.query(sql)).rows
    expect(await found('select * from shop.t')).toEqual([[1, 'x', '2026-01-02T03:04:05.123456Z']])
    expect(await found('select * from shop.a_view')).toEqual([[1]])
    expect(await found('select a, day from shop.days')).toEqual([[1, 2]])
    expect(await next.describe(relation('shop', 'empty'))).toEqual({
      kind: 'table',
      columns: [{ name: 'n', type: 'decimal(38,9)' }],
    })
    expect(await next.describe(relation('shop', 'gone'))).toBeNull()
    // The folder of a table is the table's: it goes with it.
    await next.execute('drop table shop.t')
    expect(existsSync(join(config.warehouse, 'shop.db/t'))).toBe(false)
    await next.execute('create table shop.t as select 2 as b')
    await next.execute('create table shop.left as select 2 as b')
    expect(await found('select b from shop.left')).toEqual([[2]])
    await next.execute('alter table shop.left rename to shop.right')
    expect(readdirSync(join(config.warehouse, '_definitions/shop')).sort()).toEqual([
      'a_view.sql',
      'days.sql',
      'empty.sql',
      'right.sql',
      't.sql',
      'z_view.sql',
    ])
    await next.execute('drop schema shop cascade')
    expect(readdirSync(config.warehouse).filter((name) => !name.startsWith('_'))).toEqual([])
  })
})

describe('a driver', () => {
  let driver: DriverProcess
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tidemill-driver-'))
    driver = await DriverProcess.start({ ...config, python: inject('python'), warehouse: join(folder, 'warehouse') })
  })
  afterAll(async () => {
    await driver.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const ask = <T>(op: string, fields: Record<string, unknown>) => driver.send<T>(op, fields, null).answer
  const rows = async (sql: string) => (await ask<{ rows: Value[][] }>('query', { sql })).rows

  test.each<[expression: string, value: Value]>([
    ['0.1f', 0.1],
    ['cast(9007199254740993 as bigint)', '9007199254740993'],
    ['cast(0 as decimal(38,18))', '0.000000000000000000'],
    [`array(1.50, null)`, ['1.50', null]],
    [`named_struct('day', date '2026-01-02', 'n', 1L)`, { day: '2026-01-02', n: '1' }],
    [`map(date '2026-01-02', array(true))`, { '2026-01-02': [true] }],
    [`map(1L, X'AB')`, { '1': 'AB' }],
    [`interval 1 day`, `INTERVAL '1' DAY`],
    [`timestamp '0001-01-01 00:00:00'`, '0001-01-01T00:00:00.000000Z'],
    [`timestamp '9999-12-31 23:59:59.999999'`, '9999-12-31T23:59:59.999999Z'],
    [`null`, null],
    [`'${dollar}{x} \\\\n'`, `${dollar}{x} \\n`],
  ])('reads %s', async (expression, value) => {
    expect(await rows(`select ${expression}`)).toEqual([[value]])
  })

  test('reads two columns of one name', async () => {
    expect(await rows('select 1 as a, 2 as a')).toEqual([[1, 2]])
  })

  test('works on several requests at once, and stops one of them', async () => {
    const slow = driver.send(
      'query',
      { sql: 'select count(*) from range(1000000) a cross join range(1000000) b' },
      null,
    )
    const quick = await Promise.all([1, 2, 3, 4].map((n) => rows(`select ${n}`)))
    expect(quick.flat(2)).toEqual([1, 2, 3, 4])
    driver.cancel(slow.id)
    await expect(slow.answer).rejects.toMatchObject({ kind: 'cancelled' })
  })

  test('reads exactly the files that it is given, united by name', async () => {
    const first = join(folder, '1 ä%20.parquet')
    const second = join(folder, '2.parquet')
    const not = join(folder, '3.parquet')
    const instant = new Date('2026-01-02T03:04:05.123Z')
    const column = (name: string, data: unknown[], type: 'INT32' | 'INT64' | 'STRING' | 'TIMESTAMP') => ({
      name,
      data,
      type,
    })
    parquetWriteFile({
      filename: first,
      columnData: [column('Op', ['I', 'U'], 'STRING'), column('id', [1, 2], 'INT32')],
    })
    parquetWriteFile({
      filename: second,
      columnData: [column('id', [9_000_000_000n], 'INT64'), column('ts', [instant], 'TIMESTAMP')],
    })
    parquetWriteFile({ filename: not, columnData: [column('id', [7], 'INT32')] })
    const files = [first, second].map((path) => ({ path, columns: [] }))
    const { columns } = await ask<{ columns: unknown }>('read_files', { view: 'batch', format: 'parquet', files })
    expect(columns).toEqual(
      expect.arrayContaining([
        { name: 'Op', type: 'string' },
        { name: 'id', type: 'bigint' },
        // Not a time without a zone.
        { name: 'ts', type: 'timestamp' },
      ]),
    )
    expect(await rows('select op, id, ts, _tm_path, _tm_row from batch order by id')).toEqual([
      ['I', '1', null, first, '0'],
      ['U', '2', null, first, '1'],
      [null, '9000000000', '2026-01-02T03:04:05.123000Z', second, '0'],
    ])
  })

  test('reads CSV as RFC 4180 has it', async () => {
    const path = join(folder, 'c.csv')
    const bare = join(folder, 'd.csv')
    writeFileSync(path, '\uFEFFOp,id,t\r\nI,1,"a ""q"", \nb"\r\n\r\nU,,""\r\nD,3,')
    writeFileSync(bare, '7|NA|x\n8|"NA"|"|"\n')
    const read = (view: string, file: string, csv: object) =>
      ask('read_files', { view, format: 'csv', csv, files: [{ path: file, columns: ['Op', 'id', 't'] }] })
    await read('c', path, { header: true, delimiter: ',', null: '' })
    expect(await rows('select Op, id, t, _tm_row from c order by _tm_row')).toEqual([
      ['I', '1', 'a "q", \nb', '0'],
      ['U', null, '', '1'],
      ['D', '3', null, '2'],
    ])
    await read('d', bare, { header: false, delimiter: '|', null: 'NA' })
    expect(await rows('select * from d order by _tm_row')).toEqual([
      ['7', null, 'x', bare, '0'],
      ['8', 'NA', '|', bare, '1'],
    ])
  })

  test('writes Parquet with the columns and types that are asked for, and tells what it wrote', async () => {
    const path = join(folder, 'out')
    const columns = [
      { name: 'b', type: 'bigint' },
      { name: 'ts', type: 'timestamp' },
      { name: 'a', type: 'decimal(4,1)' },
    ]
    const sql = `select id as a, cast(id as int) as b, timestamp '2026-01-02 03:04:05.123456' as ts from range(5)`
    const told = await ask<{ rows: number; columns: unknown; files: { path: string; rows: number; bytes: number }[] }>(
      'unload',
      { sql, columns, path },
    )
    expect(told).toMatchObject({ rows: 5, columns })
    let count = 0n
    for (const file of told.files) {
      expect(file.bytes).toBe(readFileSync(file.path).length)
      const { num_rows, schema } = await parquetMetadataAsync(await asyncBufferFromFile(file.path))
      expect(Number(num_rows)).toBe(file.rows)
      count += num_rows
      expect(schema.slice(1).map(({ name, type }) => [name, type])).toEqual([
        ['b', 'INT64'],
        ['ts', 'INT64'],
        ['a', 'INT32'],
      ])
      expect(schema[2]?.logical_type).toMatchObject({ unit: 'MICROS', isAdjustedToUTC: true })
    }
    expect(count).toBe(5n)
  })

  test('fails to write a value that does not fit', async () => {
    const written = ask('unload', {
      sql: `select '12345' as a`,
      columns: [{ name: 'a', type: 'decimal(4,1)' }],
      path: join(folder, 'narrow'),
    })
    await expect(written).rejects.toMatchObject({ kind: 'data' })
  })

  // The last test of this driver.
  test('ends with its Java', async () => {
    const slow = driver.send(
      'query',
      { sql: 'select count(*) from range(1000000) a cross join range(1000000) b' },
      null,
    )
    kill('java', driver.processId ?? 0)
    await expect(slow.answer).rejects.toMatchObject({ kind: 'session-lost' })
    await vi.waitUntil(() => driver.lost !== null)
    await expect(rows('select 1')).rejects.toMatchObject({ kind: 'session-lost' })
  })
})

/** Ends a child of a process, as hard as a power cut would. */
function kill(word: string, parent: number): void {
  const listed = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(parent)], { encoding: 'utf8' })
  const found = listed.split('\n').filter((line) => line.includes(word))
  expect(found).toHaveLength(1)
  process.kill(Number.parseInt(found[0] ?? '', 10), 'SIGKILL')
}
