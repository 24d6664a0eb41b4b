import { describe, expect, test } from 'vitest'
import { analyse, describeProblem, parse } from '../../tests/support/analyse-sql.ts'
import type { QueryDialect } from '../sql/dialects/syntax.ts'
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
