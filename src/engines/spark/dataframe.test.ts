import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newSpark } from '../../../tests/support/engines/spark.ts'
import type { DataFrameRequest, Engine, Session } from '../engine.ts'
import { openSpark } from './open.ts'

let engine: Engine
let session: Session
const folder = mkdtempSync(join(tmpdir(), 'tidemill-dataframe-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const config = newSpark()
beforeAll(async () => {
  engine = await openSpark(config)
  session = await engine.connect()
  await session.execute(
    "create or replace temporary view orders as select * from values (1, 'a'), (2, 'b') t(id, name)",
  )
})
afterAll(() => engine?.close())

const path = 'models/frames.py'

function request(body: string, more: Partial<DataFrameRequest> = {}): DataFrameRequest {
  const relation = { schema: '', name: 'orders' }
  return {
    calls: 'model',
    code: body,
    path,
    reads: [{ call: 'ref', names: ['orders'], from: { kind: 'relation', relation } }],
    vars: { least: 2 },
    into: { kind: 'view', name: 'result' },
    ...more,
  }
}

const failureOf = (body: string) =>
  session.runDataFrame(request(body)).then(
    () => null,
    ({ kind, message, codePlace }) => ({ kind, message, line: codePlace?.line ?? null }),
  )

test('the result is a view; what is printed or asked of the keyboard disturbs nobody', async () => {
  const { columns } = await session.runDataFrame(
    request(`
import os, sys
from pyspark.sql import functions as f, types as t

class Shout:
    def __call__(self, text):
        return text.upper()

def model(tm, spark):
    print("{}")
    os.write(1, b"noise\\n")
    assert sys.stdin.read() == ""
    shout = f.udf(lambda text: Shout()(text), t.StringType())
    tm.config(tags=["x"])
    return tm.ref("orders", changes=True).where(f.col("id") >= tm.var("least", 7)).select("id", shout("name").alias("name"), f.lit(tm.var("other", default="x")).alias("other"))
`),
  )
  expect(columns.map(({ name }) => name)).toEqual(['id', 'name', 'other'])
  expect((await session.query('select * from result')).rows).toEqual([[2, 'B', 'x']])
})

test('files go in and out', async () => {
  const given = await session.unload({
    sql: "select cast(1.50 as decimal(9, 2)) as amount, timestamp_ntz'2026-01-02 03:04:05.000006' as at",
    folder: join(folder, 'in'),
  })
  const files = given.files.map((file) => file.path)
  const { columns, unloaded } = await session.runDataFrame(
    request('def model(tm, spark):\n    return tm.source("shop", "orders")\n', {
      reads: [{ call: 'source', names: ['shop', 'orders'], from: { kind: 'parquet', files, columns: given.columns } }],
      into: { kind: 'parquet', folder: join(folder, 'out') },
    }),
  )
  expect(columns).toEqual([
    { name: 'amount', type: 'decimal(9,2)' },
    { name: 'at', type: 'timestamp_ntz' },
  ])
  expect(unloaded?.rows).toBe(1)
})

test.each([
  ['an error in the function', 'def model(tm, spark):\n    x = {}\n    return x["a"]\n', "KeyError: 'a'", 3],
  [
    'an error in a function that it calls',
    'def helper(frame):\n    raise ValueError("too\\nbad")\n\ndef model(tm, spark):\n    return helper(tm.ref("orders"))\n',
    'ValueError: too\nbad',
    2,
  ],
  [
    'a column that is not there',
    'def model(tm, spark):\n    orders = tm.ref("orders")\n    return orders.select("nmae")\n',
    /`nmae` cannot be resolved/,
    3,
  ],
  ['an import that fails', 'import nothing_of_the_kind\n', /No module named 'nothing_of_the_kind'/, 1],
  ['what is no Python', 'def model(tm, spark):\n    return 1 +\n', /^SyntaxError: invalid syntax/, 2],
  [
    'a name that was not seen',
    'def model(tm, spark):\n    return tm.ref("or" + "dres")\n',
    /tm\.ref\("ordres"\) is not written out/,
    2,
  ],
  ['no result', 'def model(tm, spark):\n    tm.ref("orders")\n', /returned nothing, and not a DataFrame/, null],
  ['a result of another kind', 'def model(tm, spark):\n    return [1]\n', /returned a list, and not a DataFrame/, null],
  [
    'a column twice',
    'def model(tm, spark):\n    orders = tm.ref("orders")\n    return orders.select("id", orders.name.alias("ID"))\n',
    /several columns called id/,
    null,
  ],
  ['an exit', 'import sys\ndef model(tm, spark):\n    sys.exit(3)\n', 'SystemExit: 3', 3],
])('%s tells its line', async (_, code, message, line) => {
  const failure = await failureOf(code)
  expect(failure?.kind).toBe('code')
  expect(failure?.message).toMatch(message)
  expect(failure?.line).toBe(line)
})

test('an error in rows that are computed later tells its line too', async () => {
  await session.runDataFrame(
    request(`
from pyspark.sql import functions as f, types as t

def halve(number):
    return 1 // (number - 1)

def model(tm, spark):
    return tm.ref("orders").select(f.udf(halve, t.IntegerType())("id").alias("half"))
`),
  )
  await expect(session.query('select * from result')).rejects.toMatchObject({
    message: expect.stringMatching(/^ZeroDivisionError: /),
    codePlace: { path, line: 5 },
  })
})

test('a model that is busy with Python alone, or with Spark, can be stopped', async () => {
  const loops = [
    'def model(tm, spark):\n    while True:\n        try:\n            sum(range(1000))\n        except Exception:\n            pass\n',
    'def model(tm, spark):\n    spark.range(10**12).selectExpr("sum(id * id % 7)").collect()\n',
  ]
  for (const code of loops) {
    const controller = new AbortController()
    const running = session.runDataFrame(request(code), { signal: controller.signal })
    setTimeout(() => controller.abort(), 700)
    await expect(running).rejects.toMatchObject({ kind: 'cancelled' })
  }
  expect((await session.query('select 1')).rows).toEqual([[1]])
})
