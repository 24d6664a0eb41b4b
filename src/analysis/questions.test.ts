import { describe, expect, test } from 'vitest'
import { analyse, describeProblem, parse } from '../../tests/support/analyse-sql.ts'
import type { QueryDialect } from '../sql/dialects/syntax.ts'
import { columnLineage } from './column-lineage.ts'
import { drivingRelation } from './driving-relation.ts'
import { modelOutputProblems } from './model-output.ts'
import { referencedRelations } from './referenced-relations.ts'
import { findVolatile } from './volatile.ts'

describe('referencedRelations', () => {
  test.each([
    ['select 1', []],
    ['select * from a.b, "C"."D"', ['a.b', 'C.D']],
    ['with c as (select * from a.b) select * from c join c as d using (id)', ['a.b']],
    ['with b as (select * from b) select * from b', ['b']],
    ['select (select max(x) from s.t) as m from a.b where id in (select id from s.u)', ['s.t', 'a.b', 's.u']],
    ['select item from s.orders o, o.lines as item', ['s.orders']],
    ['select (select count(*) from o.lines l) as n from s.orders o', ['s.orders']],
  ])('%s', (sql, expected) => {
    const found = referencedRelations(parse(sql, 'redshift'), 'redshift')
    expect(found.map(({ span }) => sql.slice(span.start, span.end).replaceAll('"', ''))).toEqual(expected)
    expect(found.map(({ nameParts }) => nameParts.join('.'))).toEqual(expected.map((name) => name.toLowerCase()))
  })
})

describe('columnLineage', () => {
  test.each([
    ['select id, upper(status) as s from shop.orders', 'id: shop.orders.id; s: shop.orders.status'],
    [
      'select o.*, c.name from shop.orders o join shop.customers c on c.id = o.customer_id',
      'id: shop.orders.id; customer_id: shop.orders.customer_id; total: shop.orders.total; status: shop.orders.status; name: shop.customers.name',
    ],
    [
      'with c as (select id, total * 2 as d from shop.orders) select d + id as x from c',
      'x: shop.orders.total shop.orders.id',
    ],
    ['select id from shop.orders union all select order_id from shop.lines', 'id: shop.orders.id shop.lines.order_id'],
    ['select id from shop.orders join shop.customers using (id)', 'id: shop.orders.id shop.customers.id'],
    ['select (select max(price) from shop.lines where order_id = o.id) as m from shop.orders o', 'm: shop.lines.price'],
    ['select total * 2 as d, d + 1 as e from shop.orders', 'd: shop.orders.total; e: shop.orders.total'],
    ['select a, b from shop.open', 'a: shop.open.a; b: shop.open.b'],
    ['select a + 1 as a from shop.open, shop.other', 'a: and more'],
    [
      'with recursive n as (select id as i from shop.orders union all select i + 1 from n) select i from n',
      'i: shop.orders.id',
    ],
    [
      "select * from (select status, total from shop.orders) pivot (sum(total) for status in ('a'))",
      'a: shop.orders.total shop.orders.status',
    ],
  ])('%s', (sql, expected) => {
    const lineage = columnLineage(analyse(sql)).map(({ name, sources, complete }) => {
      const names = sources.map(({ relation, column }) => [...relation, column].join('.'))
      return `${name}: ${[...names, ...(complete ? [] : ['and more'])].join(' ')}`
    })
    expect(lineage.join('; ')).toBe(expected)
  })

  test('Spark: exploded values come from their array', () => {
    const sql = 'select x from shop.orders lateral view explode(split(status, 1)) v as x'
    expect(columnLineage(analyse(sql, 'spark'))).toEqual([
      { name: 'x', sources: [{ relation: ['shop', 'orders'], column: 'status' }], complete: true },
    ])
  })
})

describe('drivingRelation', () => {
  const candidates = [
    ['shop', 'orders'],
    ['shop', 'lines'],
  ]
  test.each([
    ['select 1 from shop.orders', 'shop.orders'],
    ['select 1 from SHOP.lines l join shop.orders o on true', 'shop.lines'],
    ['select 1 from shop.customers c join shop.orders o on true', 'shop.orders'],
    ['with c as (select * from shop.lines) select 1 from (select * from c) x join shop.orders o on true', 'shop.lines'],
    ['select 1 from shop.customers union all select 1 from shop.orders', 'shop.orders'],
    ['select 1 from shop.customers where id in (select id from shop.orders)', null],
    ['select 1', null],
  ])('%s', (sql, expected) => expect(drivingRelation(analyse(sql), candidates)?.join('.') ?? null).toBe(expected))
})

describe('modelOutputProblems', () => {
  test.each([
    ['select id, id as x from shop.orders', []],
    ['select id, ID from shop.orders', ['column/duplicate-output at ID']],
    ['select o.*, c.* from shop.orders o, shop.customers c', ['column/duplicate-output at c.*']],
    ['select id, count(*), 1 from shop.orders', ['column/unnamed-output at count(*)', 'column/unnamed-output at 1']],
    ['select *, count(*) from shop.open', ['column/unnamed-output at count(*)']],
    ['select id from shop.orders union all select max(id) from shop.orders', []],
  ])('%s', (sql, expected) =>
    expect(modelOutputProblems(analyse(sql)).map((problem) => describeProblem(sql, problem))).toEqual(expected),
  )
})

describe('findVolatile', () => {
  test.each<[QueryDialect, string, string | null]>([
    ['redshift', 'select id, sysdate as x from shop.orders', 'sysdate'],
    ['redshift', "select id from shop.orders where total > random() and 'now'::timestamp > status", 'random()'],
    ['redshift', "select cast('today' as date) as d", "cast('today' as date)"],
    ['redshift', 'select id from (select getdate() as id) x', 'getdate()'],
    ['spark', 'select current_date, uuid()', 'current_date'],
    ['spark', 'select unix_timestamp(a), date_add(b, 1) from t', null],
    ['spark', 'select id from t tablesample (10 percent)', 'tablesample (10 percent)'],
    ['redshift', "select date '2024-01-01' as d, 'today' as word from shop.orders", null],
  ])('%s: %s', (dialect, sql, expected) => {
    const span = findVolatile(parse(sql, dialect))
    expect(span && sql.slice(span.start, span.end)).toBe(expected)
  })
})
