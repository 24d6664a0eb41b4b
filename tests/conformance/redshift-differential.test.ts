import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { redshiftAggregates, redshiftExpressions, redshiftTable } from '../support/differential/redshift-expressions.ts'
import { answer } from './dialect.ts'
import { openDuckdb } from './harness.ts'
import { openPostgres, type PostgresJudge } from './postgres-harness.ts'

let postgres: PostgresJudge
beforeAll(async () => {
  postgres = await openPostgres()
}, 60_000)
afterAll(() => postgres.close())

/** As in spark-differential.test.ts. */
const seed = Number(process.env.DIFFERENTIAL_SEED ?? 1)
const numRuns = Number(process.env.DIFFERENTIAL_RUNS ?? 200)

/** Statements whose rows differ between DuckDB and a real PostgreSQL, each with its own rendering of Redshift SQL. */
async function differences(statements: readonly string[]): Promise<string[]> {
  const duckdb = await openDuckdb()
  const found: string[] = []
  for (const sql of statements) {
    const ours = await answer(duckdb, { id: '', dialect: 'redshift', sql })
    const { outcome, detail } = await postgres.judge({ ...ours, sql, error: null, ordered: true })
    const fails = ours.error === 'engine/failed' && outcome !== 'refused'
    const differs = ours.error === null && outcome === 'wrong'
    if (fails || differs) found.push(`${sql.slice(0, sql.indexOf(' from (select 1 as id'))} ${ours.error ?? detail}`)
  }
  duckdb.closeSync()
  return found
}

test('expressions of Redshift SQL give the same rows on DuckDB and on PostgreSQL', { timeout: 600_000 }, async () => {
  const statements = fc
    .sample(redshiftExpressions, { seed, numRuns })
    .map((expression) => `select id, ${expression} as x from (${redshiftTable}) t order by id`)
  expect(await differences(statements)).toEqual([])
})

test('aggregates of Redshift SQL give the same rows on DuckDB and on PostgreSQL', { timeout: 600_000 }, async () => {
  const statements = fc
    .sample(redshiftAggregates, { seed, numRuns: Math.ceil(numRuns / 3) })
    .map((aggregate) => `select ${aggregate} as x from (${redshiftTable}) t`)
  expect(await differences(statements)).toEqual([])
})
