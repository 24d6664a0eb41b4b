import { afterAll, beforeAll, expect, test } from 'vitest'
import { newDatabase } from '../../../tests/support/engines/postgres.ts'
import type { Engine, Session, Value } from '../engine.ts'
import { openPostgres } from './open.ts'

let engine: Engine
let session: Session
beforeAll(async () => {
  engine = await openPostgres(await newDatabase())
  session = await engine.connect()
})
afterAll(() => engine.close())

test.each<[expression: string, value: Value, type: string]>([
  ['0.1::real', 0.1, 'real'],
  ['1e300::float8', 1e300, 'double precision'],
  ['12.50::numeric', '12.50', 'numeric'],
  [`'NaN'::numeric(4,2)`, 'NaN', 'numeric(4,2)'],
  [`'a'::varchar(7)`, 'a', 'character varying(7)'],
  [`'infinity'::timestamp`, 'infinity', 'timestamp without time zone'],
  [`'-infinity'::timestamptz`, '-infinity', 'timestamp with time zone'],
  [`'infinity'::date`, 'infinity', 'date'],
  [`'0044-03-15 BC'::date`, '-000043-03-15', 'date'],
  [`'12026-03-15'::date`, '+012026-03-15', 'date'],
  [`'0001-03-15 01:02:03 BC'::timestamp`, '0000-03-15T01:02:03.000000', 'timestamp without time zone'],
  [`'0044-03-15 01:02:03.5 BC'::timestamptz`, '-000043-03-15T01:02:03.500000Z', 'timestamp with time zone'],
  [`'03:04:05.1'::time`, '03:04:05.100000', 'time without time zone'],
  [`'1 month 2 days 3 seconds'::interval`, '1 mon 2 days 00:00:03', 'interval'],
  [`'{"a": 1.50}'::json`, '{"a": 1.50}', 'json'],
  ['array[1.50, null]::numeric[]', ['1.50', null], 'numeric[]'],
  [
    'array[[1, 2], [3, 4]]',
    [
      [1, 2],
      [3, 4],
    ],
    'integer[]',
  ],
  [`array['a,"b', 'NULL']`, ['a,"b', 'NULL'], 'text[]'],
  [`array['2026-01-02'::timestamptz]`, ['2026-01-02T00:00:00.000000Z'], 'timestamp with time zone[]'],
  [`array['\\xAB'::bytea]`, ['AB'], 'bytea[]'],
  ['null::integer[]', null, 'integer[]'],
])('reads %s', async (expression, value, type) => {
  const { columns, rows } = await session.query(`select ${expression} as v`)
  expect(rows).toEqual([[value]])
  expect(columns).toEqual([{ name: 'v', type }])
})

test('runs one statement only', async () => {
  await expect(session.execute('select 1; select 2')).rejects.toMatchObject({ kind: 'code' })
})
