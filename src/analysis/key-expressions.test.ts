import { describe, expect, test } from 'vitest'
import { analyse, describeProblem } from '../../tests/support/analyse-sql.ts'
import type { QueryDialect } from '../sql/dialects/syntax.ts'
import { printExpression } from '../sql/printer.ts'
import { keyExpressions } from './key-expressions.ts'

function keyOf(
  sql: string,
  dialect: QueryDialect = 'redshift',
  driving: readonly string[] = ['shop', 'orders'],
): string {
  const keys = keyExpressions(analyse(sql, dialect), driving, ['KEY'])
  if (!keys.ok) {
    const { problem } = keys
    return `${describeProblem(sql, problem)}: ${problem.code === 'cdc/key-not-from-source' ? problem.reason : ''}`
  }
  const expression = keys.expressions.get('key')
  return expression ? printExpression(expression, dialect).text : 'none'
}

describe('keys that can be followed', () => {
  test.each([
    ['select id as key from shop.orders', 'id'],
    ['select key from shop.open', 'key', 'open'],
    ['select * from shop.open', 'key', 'open'],
    ['select cast(o.id as bigint) as key from shop.orders o', 'cast(id as bigint)'],
    ['select md5(o.id || o.status) as key from shop.orders o', 'md5(id || status)'],
    ["select 'shop' as key from shop.orders", "'shop'"],
    ['with c as (select id * 2 as k from shop.orders) select k + 1 as key from c', 'id * 2 + 1'],
    ['with c(k) as (select id from shop.orders) select key from (select k as key from c) x', 'id'],
    [
      'with c as (select * from shop.orders) select c.id as key, l.price from c join shop.lines l on l.order_id = c.id',
      'id',
    ],
    ['select o.id as key from shop.customers c join shop.orders o on o.customer_id = c.id', 'id'],
    ['select id as key from shop.customers right join shop.orders using (id)', 'id'],
    ['select id as key from shop.orders join shop.customers using (id)', 'id'],
    ['select id as key, sum(total) as t from shop.orders group by id', 'id'],
    ['select distinct id as key from shop.orders', 'id'],
    ['select id as key from shop.orders qualify row_number() over (partition by id order by total) = 1', 'id'],
    ['select id + 1 as k, k * 2 as key from shop.orders', '(id + 1) * 2'],
    [
      'select id::text as key from shop.orders where total > 1 union all select cast(ID as text) from shop.orders',
      'id::text',
    ],
    ['select id as key from shop.orders except select order_id from shop.lines', 'id'],
    ['with c as (select *, 1 as one from shop.open) select key from c where one = 1', 'key', 'open'],
    ['select o.status.a.b as key from shop.orders o', 'status.a.b'],
  ])('%s', (sql, key, table = 'orders') => expect(keyOf(sql, 'redshift', ['shop', table])).toBe(key))

  test('Spark: lambda parameters are no columns', () => {
    expect(keyOf('select transform(array(o.id), x -> x + o.total) as key from shop.orders o', 'spark')).toBe(
      'transform(array(id), x -> x + total)',
    )
  })
})

describe('keys that cannot', () => {
  test.each([
    ['select o.id as other from shop.orders o', 'o.id as other: the query gives other'],
    [
      'select c.id as key from shop.orders o join shop.customers c on c.id = o.customer_id',
      'c.id as key: it uses "id" of "c"',
    ],
    ['select max(id) as key from shop.orders', 'max(id): it is an aggregate of several rows'],
    [
      'select row_number() over (order by id) as key from shop.orders',
      'row_number() over (order by id): it is computed by a window function',
    ],
    [
      'select (select max(order_id) from shop.lines) as key from shop.orders',
      'select max(order_id) from shop.lines: it uses a subquery',
    ],
    ['select id || random() as key from shop.orders', 'random(): it has another value each time it is computed'],
    [
      'select id as key from shop.orders full join shop.customers using (id)',
      'id as key: the join can take it from another relation',
    ],
    [
      'select id as key from shop.orders union all select id + 1 from shop.orders',
      'id + 1: the branches do not make it in the same way',
    ],
    [
      'select id as key from shop.orders union all select order_id from shop.lines',
      'order_id: this part of the query does not read "shop.orders"',
    ],
    ['select key from shop.orders, shop.open', 'key: it uses "key" of "shop.open"'],
    [
      'select key || 1 as key from shop.open, shop.other',
      'key: it cannot be told which relation "key" belongs to',
      'open',
    ],
    ['select b.id as key from shop.orders a join shop.orders b on b.id = a.id', 'b.id as key: it uses "id" of "b"'],
  ])('%s', (sql, problem, table = 'orders') =>
    expect(keyOf(sql, 'redshift', ['shop', table])).toBe(`cdc/key-not-from-source at ${problem}`),
  )
})
