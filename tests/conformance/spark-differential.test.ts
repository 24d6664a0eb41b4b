import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { duckdbMacros } from '../../src/catalog/duckdb-macros.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { openEngine } from '../../src/engines/registry.ts'
import { difference, type Engines } from '../support/differential/difference.ts'
import { aggregates, expressions, typedTable } from '../support/differential/spark-expressions.ts'
import { newSpark } from '../support/engines/spark.ts'

const config = newSpark()
const open: Engine[] = []
let engines: Engines

beforeAll(async () => {
  const [spark, duckdb] = [
    await openEngine({ type: 'spark', ...config }),
    await openEngine({ type: 'duckdb', path: ':memory:' }),
  ]
  open.push(spark, duckdb)
  engines = { real: await spark.connect(), duckdb: await duckdb.connect() }
  await engines.duckdb.execute('create schema tidemill')
  for (const { sql } of duckdbMacros()) await engines.duckdb.execute(sql)
})
afterAll(async () => {
  for (const engine of open) await engine.close()
})

/**
 * The seed is fixed, so that a check of the whole project does not fail by chance; `DIFFERENTIAL_SEED` and
 * `DIFFERENTIAL_RUNS` go further.
 */
const seed = Number(process.env.DIFFERENTIAL_SEED ?? 1)
const numRuns = Number(process.env.DIFFERENTIAL_RUNS ?? 100)

async function differences(statements: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const sql of statements) {
    const differs = await difference(sql, 'spark', engines)
    if (differs !== null) found.push(`${sql.slice(0, sql.indexOf(' from (select id, small'))} ${differs}`)
  }
  return found
}

test('expressions over typed columns give Spark’s rows and types', { timeout: 600_000 }, async () => {
  const statements = fc
    .sample(expressions, { seed, numRuns })
    .map((expression) => `select id, ${expression} as x from (${typedTable}) order by id`)
  expect(await differences(statements)).toEqual([])
})

test('aggregates over typed columns give Spark’s rows and types', { timeout: 600_000 }, async () => {
  const statements = fc
    .sample(aggregates, { seed, numRuns: Math.ceil(numRuns / 3) })
    .map((aggregate) => `select ${aggregate} as x from (${typedTable})`)
  expect(await differences(statements)).toEqual([])
})
