import { readFileSync, writeFileSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { beforeAll, describe, expect, test } from 'vitest'
import { type CaseResult, judge, type Outcome, openDuckdb, readCases } from './harness.ts'

const updates = process.env.UPDATE_CONFORMANCE === '1'

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await openDuckdb()
})

/**
 * Every statement of the truth tables, translated and run on DuckDB. What was right once must stay right; after an
 * improvement `UPDATE_CONFORMANCE=1 npm run test -- translation` extends the lists.
 */
describe.each(['spark', 'redshift'] as const)('%s on DuckDB', (dialect) => {
  const list = new URL(`./data/right.${dialect}.json`, import.meta.url)

  test('answers as the engine does wherever it did before', async () => {
    const results: CaseResult[] = []
    for (const expected of readCases(dialect)) results.push(await judge(connection, dialect, expected))
    console.info(`${dialect}: ${summary(results)}`)
    const right = results.filter(({ outcome }) => pinned(dialect).includes(outcome)).map(({ id }) => id)
    if (updates) writeFileSync(list, `${JSON.stringify(right, null, 1)}\n`)
    const before = new Set(JSON.parse(readFileSync(list, 'utf8')) as string[])
    const lost = results.filter(({ id, outcome }) => before.has(id) && !pinned(dialect).includes(outcome))
    expect(lost.map(({ id, outcome, detail }) => `${id} is ${outcome}: ${detail}`)).toEqual([])
    // A refusal is honest; another answer is not.
    const different = results.filter(({ outcome }) => outcome === 'wrong' || outcome === 'mistyped')
    if (dialect === 'spark') expect(different.map(({ id, detail }) => `${id}: ${detail}`)).toEqual([])
  })
})

test('answers as Spark does to statements that were found by comparing the two', async () => {
  const results: CaseResult[] = []
  for (const expected of readCases('spark-found')) results.push(await judge(connection, 'spark', expected))
  const other = results.filter(({ outcome }) => outcome !== 'right')
  expect(other.map(({ sql, outcome, detail }) => `${sql} is ${outcome}: ${detail}`)).toEqual([])
})

/** Of Spark's statements value and type are pinned, of Redshift's the value. */
function pinned(dialect: 'spark' | 'redshift'): readonly Outcome[] {
  return dialect === 'spark' ? ['right'] : ['right', 'untyped', 'mistyped']
}

function summary(results: readonly CaseResult[]): string {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length
  const outcomes = ['right', 'untyped', 'mistyped', 'wrong', 'refused', 'unreadable'] as const
  return `${outcomes.map((outcome) => `${count(outcome)} ${outcome}`).join(', ')} of ${results.length}`
}
