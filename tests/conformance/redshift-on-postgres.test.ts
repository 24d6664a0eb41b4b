import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Outcome, readCases } from './harness.ts'
import { openPostgres, type PostgresJudge, type PostgresResult } from './postgres-harness.ts'

const list = new URL('./data/right.postgres.json', import.meta.url)

let postgres: PostgresJudge

beforeAll(async () => {
  postgres = await openPostgres()
}, 60_000)

afterAll(() => postgres.close())

/**
 * Every statement of Redshift's truth table, rendered for PostgreSQL and run on one. What was right once must stay right;
 * `UPDATE_CONFORMANCE=1` extends the list.
 */
test('Redshift SQL on PostgreSQL answers as Redshift does wherever it did before', async () => {
  const results: PostgresResult[] = []
  for (const expected of readCases('redshift')) results.push(await postgres.judge(expected))
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length
  const outcomes: readonly Outcome[] = ['right', 'mistyped', 'wrong', 'refused', 'unreadable']
  console.info(`postgres: ${outcomes.map((outcome) => `${count(outcome)} ${outcome}`).join(', ')} of ${results.length}`)
  const right = results.filter(({ outcome }) => outcome === 'right').map(({ id }) => id)
  if (process.env.UPDATE_CONFORMANCE === '1') writeFileSync(list, `${JSON.stringify(right, null, 1)}\n`)
  const before = new Set(JSON.parse(readFileSync(list, 'utf8')) as string[])
  const lost = results.filter(({ id, outcome }) => before.has(id) && outcome !== 'right')
  expect(lost.map(({ id, outcome, detail }) => `${id} is ${outcome}: ${detail}`)).toEqual([])
})
