import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newDatabase } from '../../../tests/support/engines/postgres.ts'
import { relation } from '../../manifest/relation.ts'
import { openDuckdb } from '../duckdb/open.ts'
import type { Engine, Session, Value } from '../engine.ts'
import { openPostgres, type PostgresConfig } from './open.ts'

/** `COPY_ROWS=5000000` shows that the amount makes no difference. */
const amount = Number(process.env.COPY_ROWS ?? 300_000)

const folder = mkdtempSync(join(tmpdir(), 'tidemill-parquet-'))
const engines: Engine[] = []
let config: PostgresConfig
let session: Session
let duckdb: Session

beforeAll(async () => {
  config = await newDatabase()
  const [postgres, other] = [await openPostgres(config), await openDuckdb({ path: ':memory:' })]
  engines.push(postgres, other)
  session = await postgres.connect()
  duckdb = await other.connect()
})
afterAll(async () => {
  for (const engine of engines) await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

async function file(sql: string): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.parquet`)
  await duckdb.execute(`copy (${sql}) to '${path}' (format parquet)`)
  return path
}

let tables = 0
async function loaded(type: string, value: string): Promise<Value | undefined> {
  const name = `t${++tables}`
  await session.execute(`create table ${name} (v ${type})`)
  const files = [await file(`select ${value} as v`)]
  await session.load(relation('public', name), { kind: 'parquet', columns: ['v'], files })
  return (await session.query(`select v from ${name}`)).rows[0]?.[0]
}

test.each<[type: string, value: string, read: Value]>([
  ['bytea', `'\\x00\\xAB'::blob`, '00AB'],
  ['bytea', `''::blob`, ''],
  ['boolean', 'false', false],
  ['text', 'true', 'true'],
  ['double precision', `'nan'::double`, 'NaN'],
  ['double precision', `'-inf'::double`, '-Infinity'],
  ['real', `'inf'::float`, 'Infinity'],
  ['numeric', `'nan'::double`, 'NaN'],
  ['real', '0.1::float', 0.1],
  ['double precision', '1e300::double', 1e300],
  ['double precision', '0.1::float', 0.1],
  [
    'numeric(38,2)',
    '123456789012345678901234567890123456.78::decimal(38,2)',
    '123456789012345678901234567890123456.78',
  ],
  ['numeric(20,0)', '18446744073709551615::ubigint', '18446744073709551615'],
  ['date', `date '12026-03-15'`, '+012026-03-15'],
  ['date', `date '0044-03-15 (BC)'`, '-000043-03-15'],
  ['date', `'infinity'::date`, 'infinity'],
  ['timestamp', `timestamp '0044-03-15 (BC) 01:02:03.5'`, '-000043-03-15T01:02:03.500000'],
  ['timestamptz', `timestamptz '0044-03-15 (BC) 01:02:03.5+00'`, '-000043-03-15T01:02:03.500000Z'],
  ['timestamp', `timestamp_ns '2026-01-02 03:04:05.123456789'`, '2026-01-02T03:04:05.123456'],
  ['time', `time '03:04:05.1'`, '03:04:05.100000'],
  ['uuid', `'4b8a3e0e-0d43-4dd6-9b56-2f5b3a8a5b11'::uuid`, '4b8a3e0e-0d43-4dd6-9b56-2f5b3a8a5b11'],
  ['jsonb', `'{"a": 1}'::json`, '{"a": 1}'],
  ['jsonb', '[1, null]', '[1, null]'],
  ['jsonb', "map {'b': {'x': 'it''s \"q\" \\ \n'}}", '{"b": {"x": "it\'s \\"q\\" \\\\ \\n"}}'],
  ['jsonb', "map {1: date '2026-01-02'}", '{"1": "2026-01-02"}'],
  ['jsonb', "[timestamp '2026-01-02 03:04:05.5', null]", '["2026-01-02T03:04:05.5", null]'],
  ['jsonb', "[timestamptz '2026-01-02 03:04:05+02']", '["2026-01-02T01:04:05Z"]'],
  ['jsonb', `{'bytes': '\\xAB'::blob, 'none': null::blob}`, '{"none": null, "bytes": "AB"}'],
  ['jsonb', `['nan'::double, '-inf'::double, 1e300, 0.5]`, `["NaN", "-Infinity", 1${'0'.repeat(300)}, 0.5]`],
  ['jsonb', '[0.1::float]', '[0.1]'],
  ['jsonb', '[123456789012345678901234567890.12::decimal(38,2)]', '[123456789012345678901234567890.12]'],
  ['jsonb', 'null::struct(a integer)', null],
])('takes %s of %s', async (type, value, read) => {
  expect(await loaded(type, value)).toEqual(read)
})

test.each([
  ['integer', '1.5::double'],
  ['numeric(4,2)', '123.45::decimal(5,2)'],
  ['varchar(3)', "'four'"],
  ['date', "'never'"],
  ['text', "'a' || chr(0) || 'b'"],
  ['jsonb', "['a' || chr(0)]"],
])('refuses, for %s, %s', async (type, value) => {
  await expect(loaded(type, value)).rejects.toMatchObject({ kind: 'data' })
})

async function unloaded(sql: string): Promise<readonly (readonly Value[])[]> {
  const to = join(folder, crypto.randomUUID())
  const { files } = await session.unload({ sql, folder: to })
  return (await duckdb.query(`select typeof(v), v from read_parquet('${files[0]?.path}')`)).rows
}

test.each<[value: string, type: string, read: Value]>([
  [`date '0044-03-15 BC'`, 'DATE', '-000043-03-15'],
  [`date '12026-03-15'`, 'DATE', '+012026-03-15'],
  [`timestamp '0044-03-15 01:02:03.5 BC'`, 'TIMESTAMP', '-000043-03-15T01:02:03.500000'],
  [`timestamptz '0044-03-15 01:02:03+00 BC'`, 'TIMESTAMP WITH TIME ZONE', '-000043-03-15T01:02:03.000000Z'],
  [`'Infinity'::real`, 'FLOAT', 'Infinity'],
  ['0.1::real', 'FLOAT', 0.1],
  ['7::smallint', 'SMALLINT', 7],
  [`'{"a": 1}'::jsonb`, 'VARCHAR', '{"a": 1}'],
  [`'4b8a3e0e-0d43-4dd6-9b56-2f5b3a8a5b11'::uuid`, 'VARCHAR', '4b8a3e0e-0d43-4dd6-9b56-2f5b3a8a5b11'],
  [`'ab'::char(4)`, 'VARCHAR', 'ab  '],
  [`'\\N'`, 'VARCHAR', '\\N'],
  [`'\\.'`, 'VARCHAR', '\\.'],
  [`''`, 'VARCHAR', ''],
  [`null::text`, 'VARCHAR', null],
  [`''::bytea`, 'BLOB', ''],
  [`time '03:04:05.1'`, 'TIME', '03:04:05.100000'],
])('unloads %s', async (value, type, read) => {
  expect(await unloaded(`select ${value} as v`)).toEqual([[type, read]])
})

test('unloads rows that are longer than a piece of the file', async () => {
  expect(await unloaded(`select repeat('x', 5000000) as v`)).toEqual([['VARCHAR', 'x'.repeat(5_000_000)]])
})

test.each([
  ['1::numeric', 'cast it to numeric(p, s)'],
  ['1::numeric(39,0)', 'cast it to numeric(p, s)'],
  ['array[1]', 'cast it to text'],
  [`interval '1 day'`, 'cast it to text'],
])('refuses to unload %s', async (value, cure) => {
  const refused = session.unload({ sql: `select ${value} as "My Column"`, folder: join(folder, 'refused') })
  await expect(refused).rejects.toMatchObject({ kind: 'unsupported', message: expect.stringContaining('My Column') })
  await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(cure) })
  expect(existsSync(join(folder, 'refused'))).toBe(false)
})

test('a value that Parquet cannot hold fails, and leaves nothing', async () => {
  const to = join(folder, 'nan')
  const failed = session.unload({ sql: `select 'NaN'::numeric(4,2) as v`, folder: to })
  await expect(failed).rejects.toMatchObject({ kind: 'data' })
  expect(existsSync(to)).toBe(false)
})

test('unloads within a transaction what it has written', async () => {
  await session.execute('create table written (v integer)')
  const found = await session.transaction(async (statements) => {
    await statements.execute('insert into written values (1)')
    return (await statements.unload({ sql: 'select v from written', folder: join(folder, 'within') })).rows
  })
  expect(found).toBe(1)
})

test('Parquet of any size is loaded in bounded memory', { timeout: 600_000 }, async () => {
  await session.execute('create table copied (id bigint, label text, price numeric(12,2))')
  const path = await file(
    `select i as id, 'a label, of row ' || i as label, (i % 1000 + 0.25)::decimal(12,2) as price from range(${amount}) t(i)`,
  )
  const script = fileURLToPath(new URL('../../../tests/support/engines/copy-in-child.ts', import.meta.url))
  const words = ['--max-old-space-size=64', '--import', 'tsx', script, JSON.stringify(config), path]
  const told = JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }))
  console.info(`COPY of Parquet: ${JSON.stringify(told)}`)
  expect(told.rows).toBe(amount)
  expect(told.grownMegabytes).toBeLessThan(300)
  expect((await session.query('select count(*), sum(id) from copied')).rows).toEqual([
    [String(amount), String((amount * (amount - 1)) / 2)],
  ])
})
