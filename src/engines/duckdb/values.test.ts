import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine, Session, Value } from '../engine.ts'
import { openDuckdb } from './open.ts'

let engine: Engine
let session: Session
beforeAll(async () => {
  engine = await openDuckdb({ path: ':memory:' })
  session = await engine.connect()
})
afterAll(() => engine.close())

async function read(expression: string): Promise<Value | undefined> {
  return (await session.query(`select ${expression}`)).rows[0]?.[0]
}

test.each<[string, Value]>([
  ['170141183460469231731687303715884105727::hugeint', '170141183460469231731687303715884105727'],
  ['18446744073709551615::ubigint', '18446744073709551615'],
  ['0.1::float', 0.1],
  ['16777217::float', 16777216],
  ['1e300::double', 1e300],
  [`'inf'::float`, 'Infinity'],
  [`'infinity'::timestamp`, 'infinity'],
  [`'-infinity'::timestamptz`, '-infinity'],
  [`'infinity'::date`, 'infinity'],
  [`date '0044-03-15 (BC)'`, '-000043-03-15'],
  [`date '12026-03-15'`, '+012026-03-15'],
  [`time '03:04:05.1'`, '03:04:05.100000'],
  [`timestamp_ns '2026-01-02 03:04:05.123456789'`, '2026-01-02T03:04:05.123456789'],
  [`timestamp_ms '2026-01-02 03:04:05.12'`, '2026-01-02T03:04:05.120'],
  [`timestamp_s '2026-01-02 03:04:05'`, '2026-01-02T03:04:05'],
  [`interval '1 month 2 days 3 seconds'`, '1 month 2 days 00:00:03'],
  [`'a'::enum('a', 'b')`, 'a'],
  [`'{"a": 1.50}'::json`, '{"a": 1.50}'],
  ['[1.50::decimal(4,2), null]', ['1.50', null]],
  ['[0.1::float]', [0.1]],
  ['[1, 2]::integer[2]', [1, 2]],
  [`{'day': date '2026-01-02', 'n': 1::bigint}`, { day: '2026-01-02', n: '1' }],
  ["map {date '2026-01-02': [true]}", { '2026-01-02': [true] }],
  ['union_value(k := 1::bigint)', '1'],
  ['null::integer[]', null],
])('reads %s', async (expression, value) => {
  expect(await read(expression)).toEqual(value)
})

test('refuses a struct that would lose fields', async () => {
  await expect(read('row(1, 2)')).rejects.toMatchObject({ kind: 'unsupported' })
})

test('writes every timestamp as the database does, in ISO form', async () => {
  const farthest = 253_402_300_799_999_999n
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.bigInt({ min: -62_135_596_800_000_000n, max: farthest }), { minLength: 50, maxLength: 200 }),
      async (micros) => {
        const { rows } = await session.query(
          `select make_timestamp(m), strftime(make_timestamp(m), '%Y-%m-%dT%H:%M:%S.%f'), make_timestamp(m)::date,
             strftime(make_timestamp(m), '%Y-%m-%d') from (select unnest([${micros.join(', ')}]::bigint[]) as m)`,
        )
        for (const [timestamp, timestampText, day, dayText] of rows) {
          expect(timestamp).toBe(padYear(timestampText))
          expect(day).toBe(padYear(dayText))
        }
      },
    ),
    { numRuns: 20 },
  )
})

/** `%Y` does not pad. */
function padYear(text: Value | undefined): string {
  return String(text).replace(/^\d+/, (year) => year.padStart(4, '0'))
}
