import type { DuckDBConnection } from '@duckdb/node-api'
import { beforeAll, expect, test } from 'vitest'
import { answer } from './dialect.ts'
import { openDuckdb } from './harness.ts'

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await openDuckdb()
})

test('answers with names, types and rows in the form of the truth tables', async () => {
  const sql = "select timestamp'2024-03-05 14:07:09.12' as t, 1.50 as d"
  expect(await answer(connection, { id: 'x', dialect: 'spark', sql })).toEqual({
    id: 'x',
    columns: [
      { name: 't', type: 'timestamp' },
      { name: 'd', type: 'decimal(3,2)' },
    ],
    rows: [['2024-03-05T14:07:09.12Z', '1.50']],
    error: null,
    diagnostics: [],
  })
})

test.each([
  ['sql/unreadable', 'select from where'],
  ['column/unknown', 'select b from (select 1 as a) t'],
  ['dialect/not-accepted', 'select sum(x) over (order by x) from (select 1 as x) t'],
  ['engine/failed', "select cast('x' as integer)"],
])('says %s of %s', async (error, sql) => {
  const { rows, ...said } = await answer(connection, { id: 'x', dialect: 'redshift', sql })
  expect(said).toMatchObject({ error, columns: [], diagnostics: [{}] })
  expect(rows).toEqual([])
})

test('says what is not verified', async () => {
  const { diagnostics } = await answer(connection, { id: 'x', dialect: 'spark', sql: 'select version()' })
  expect(diagnostics).toMatchObject([{ code: 'dialect/not-verified', name: 'version' }])
})

test('a NULL that a comparator says nothing of is an error and no guess', async () => {
  const sort = (elements: string) =>
    `select array_sort(array(${elements}), (x, y) -> case when x < y then -1 when x > y then 1 else 0 end) as a`
  const ask = (sql: string) => answer(connection, { id: 'x', dialect: 'spark', sql })
  expect((await ask(sort('3, 1, 2'))).rows).toEqual([['[1,2,3]']])
  expect(await ask(sort('3, null, 2'))).toMatchObject({ rows: [], error: 'engine/failed' })
})
