import { expect, test } from 'vitest'
import { analyse, describeProblem } from '../../tests/support/analyse-sql.ts'
import { primaryKeyOutputs } from './primary-key-outputs.ts'

test.each([
  ['select id from shop.orders', 'id'],
  ['select id as order_id, cast(id as bigint) as id from shop.orders', 'id'],
  ['select cast(o.id as bigint) as order_id from shop.orders o', 'order_id'],
  ['with c as (select id::bigint as k, total from shop.orders) select k::text as key from c', 'key'],
  ['select * from shop.orders', 'id'],
])('%s', (sql, output) => {
  const keys = primaryKeyOutputs(analyse(sql), ['shop', 'orders'], ['ID'])
  expect(keys).toEqual({ ok: true, outputs: new Map([['id', output]]) })
})

test('a star over unknown columns carries the key under its name', () => {
  const keys = primaryKeyOutputs(analyse('select * from shop.open'), ['shop', 'open'], ['id', 'line'])
  expect(keys.ok && [...keys.outputs]).toEqual([
    ['id', 'id'],
    ['line', 'line'],
  ])
})

test.each([
  ['select total, status from shop.orders', 'cdc/source-key-not-output at total, status'],
  ['select id + 1 as id from shop.orders', 'cdc/source-key-not-output at id + 1 as id'],
])('%s', (sql, problem) => {
  const keys = primaryKeyOutputs(analyse(sql), ['shop', 'orders'], ['id'])
  expect(keys.ok ? 'ok' : describeProblem(sql, keys.problem)).toBe(problem)
})
