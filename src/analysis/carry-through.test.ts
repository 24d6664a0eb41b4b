import { describe, expect, test } from 'vitest'
import { analyse, describeProblem, outputsOf } from '../../tests/support/analyse-sql.ts'
import type { QueryDialect } from '../sql/dialects/syntax.ts'
import { printQuery } from '../sql/printer.ts'
import { carryThrough } from './carry-through.ts'

const columns = [
  { name: '_op', as: '_op' },
  { name: '_commit_ts', as: 'changed_at' },
]

function carry(sql: string, dialect: QueryDialect = 'redshift', table = 'orders'): string {
  const carried = carryThrough(analyse(sql, dialect), ['shop', table], columns)
  if (carried.ok)
    return printQuery(carried.query, dialect)
      .text.replaceAll(/\s+/g, ' ')
      .replaceAll('( ', '(')
      .replaceAll(' )', ')')
      .trim()
  const { problem } = carried
  return `${describeProblem(sql, problem)}: ${problem.code === 'cdc/columns-not-carried' ? problem.reason : ''}`
}

const added = (qualifier: string) => `${qualifier}._op as _op, ${qualifier}._commit_ts as changed_at`
const inner = (qualifier: string) => `${qualifier}._op as _op, ${qualifier}.changed_at as changed_at`

describe('columns are carried', () => {
  test.each([
    ['select id from shop.orders', `select id, ${added('orders')} from shop.orders`],
    ['select o.id from shop.orders as o', `select o.id, ${added('o')} from shop.orders as o`],
    [
      'select o.id, o._op from shop.open as o',
      'select o.id, o._op, o._commit_ts as changed_at from shop.open as o',
      'open',
    ],
    [
      "select id, 'U' as _OP, 1 as changed_at from shop.orders",
      "select id, 'U' as _OP, 1 as changed_at from shop.orders",
    ],
    ['select * from shop.open', 'select *, open._commit_ts as changed_at from shop.open', 'open'],
    [
      'select o.id from shop.orders as o join shop.customers as c on c.id = o.customer_id',
      `select o.id, ${added('o')} from shop.orders as o join shop.customers as c on c.id = o.customer_id`,
    ],
    [
      'with c as (select id from shop.orders) select id from c',
      `with c as (select id, ${added('orders')} from shop.orders) select id, ${inner('c')} from c`,
    ],
    [
      'with c as (select id from shop.orders) select * from c',
      `with c as (select id, ${added('orders')} from shop.orders) select * from c`,
    ],
    [
      'with c(k) as (select id from shop.orders) select k from c as d(j)',
      `with c(k, _op, changed_at) as (select id, ${added('orders')} from shop.orders) select k, ${inner('d')} from c as d(j, _op, changed_at)`,
    ],
    [
      'with c as (select id from shop.orders) select a.id from c as a join c as b on a.id = b.id',
      `with c as (select id from shop.orders), c__carried as (select id, ${added('orders')} from shop.orders) select a.id, ${inner('a')} from c__carried as a join c as b on a.id = b.id`,
    ],
    [
      'with c as (select id from shop.orders) select id from c where id in (select id from c)',
      `with c as (select id from shop.orders), c__carried as (select id, ${added('orders')} from shop.orders) select id, ${inner('c')} from c__carried as c where id in (select id from c)`,
    ],
    [
      'select id from (select id from shop.orders)',
      `select id, ${inner('driving_rows')} from (select id, ${added('orders')} from shop.orders) as driving_rows`,
    ],
    [
      'select id from shop.orders union all select o.id from shop.orders as o',
      `select id, ${added('orders')} from shop.orders union all select o.id, ${added('o')} from shop.orders as o`,
    ],
  ])('%s', (sql, result, table = 'orders') => expect(carry(sql, 'redshift', table)).toBe(result))

  test('two tables of one name are told apart by their schemas', () => {
    expect(carry('select 1 as a from shop.orders, old.orders')).toContain('shop.orders._op as _op')
  })
})

describe('columns are not carried', () => {
  test.each([
    [
      'select id, 1 as name from shop.orders union all select * from (select id from shop.orders) as o join shop.lines on true',
      '*: a star puts them between columns that the branches match',
    ],
    [
      'with c(a, b) as (select o.*, 1 from (select id from shop.orders) as o) select a, b from c',
      'c: a star puts them between columns that are named by their position',
    ],
    ['select distinct id from shop.orders', 'select distinct id from shop.orders: `distinct` makes one row of several'],
    ['select id, sum(total) as t from shop.orders group by id', 'group by id: `group by` makes one row of several'],
    ['select max(id) as id from shop.orders', 'max(id): an aggregate makes one row of all'],
    ['select id from shop.orders union select id from shop.orders', 'id: the union compares whole rows'],
    [
      'select id from shop.orders union all select order_id from shop.lines',
      'order_id: this part of the query does not read "shop.orders"',
    ],
    [
      'select id from shop.orders natural join shop.lines',
      'shop.orders natural join shop.lines: a natural join would take them for keys',
    ],
    [
      'with c as (select distinct id from shop.orders) select id from c',
      'select distinct id from shop.orders: `distinct` makes one row of several',
    ],
    [
      'with c as (select id, 1 as _op, 2 as changed_at from shop.orders) select id from shop.orders union all select * from c',
      '*: one branch gives them itself and another does not',
    ],
  ])('%s', (sql, problem) => expect(carry(sql)).toBe(`cdc/columns-not-carried at ${problem}`))
})

test('what is carried is an output of the query', () => {
  const sql = 'with c as (select id from shop.orders) select id from c union all select a.id from c as a'
  expect(outputsOf(carry(sql))).toBe('id, _op, changed_at')
})
