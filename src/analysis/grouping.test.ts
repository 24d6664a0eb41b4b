import { expect, test } from 'vitest'
import { analyse } from '../../tests/support/analyse-sql.ts'
import { groupingProblems } from './grouping.ts'

/** Each problem as its code and what it points at. */
function problems(sql: string, dialect: 'spark' | 'redshift' = 'redshift'): string {
  return groupingProblems(analyse(sql, dialect))
    .map(({ code, start, end }) => `${code.replace('column/', '')} ${sql.slice(start, end)}`)
    .join('; ')
}

test.each([
  ['select status, count(*) from shop.orders', 'not-grouped status'],
  ['select status, customer_id, count(*) from shop.orders group by status', 'not-grouped customer_id'],
  ['select upper(status), count(*) from shop.orders group by customer_id', 'not-grouped status'],
  ['select total + sum(total) from shop.orders group by status', 'not-grouped total'],
  ['select x, n from (select status as x, count(*) as n from shop.orders) q', 'not-grouped status'],
  ['with t as (select status, max(id) as m from shop.orders) select * from t', 'not-grouped status'],
  ['select id from shop.orders group by 1 having count(*) > 1', ''],
  ['select status, id from shop.orders group by 1', 'not-grouped id'],
  ['select status from shop.orders where count(*) > 1 group by status', 'aggregate-in-where count(*)'],
  ['select id from shop.orders where sum(total) > 1', 'aggregate-in-where sum(total)'],
  [
    'select id from shop.orders where row_number() over (order by id) = 1',
    'window-in-where row_number() over (order by id)',
  ],
])('%s: %s', (sql, expected) => {
  expect(problems(sql)).toBe(expected)
})

test.each([
  'select status, count(*) from shop.orders group by status',
  'select o.status, count(*) from shop.orders o group by status',
  'select status, count(*) from shop.orders o group by o.status',
  'select upper(status) as s, count(*) from shop.orders group by upper(status)',
  'select upper(o.status) || status from shop.orders o group by upper(status), status',
  'select upper(status) as s, count(*) from shop.orders group by s',
  'select upper(status), count(*) from shop.orders group by 1',
  'select lower(upper(status)), count(*) from shop.orders group by upper(status)',
  'select status, sum(count(*)) over () from shop.orders group by status',
  'select status, my_own(total) from shop.orders group by status',
  'select count(*), current_date, 1 from shop.orders',
  'select id, sum(total) over (partition by status) from shop.orders',
  'select distinct status from shop.orders',
  'select *, count(*) over () from shop.orders',
  'select c.id, count(*) from shop.orders o join shop.customers c using (id) group by id',
  'select status, (select max(name) from shop.customers) from shop.orders group by status',
  'select status from shop.orders o where exists (select 1 from shop.lines group by order_id having max(price) > 1)',
  'select status, count(*) filter (where total > 1) from shop.orders group by status',
  'select status, grouping(status), count(*) from shop.orders group by rollup (status, customer_id)',
  'select status as s, s || 1 as t, count(*) from shop.orders group by status, s || 1',
  'select anything, count(*) from shop.open group by something, anything',
  'select status from shop.orders where id = any (select max(id) from shop.lines)',
])('%s is right', (sql) => {
  expect(problems(sql)).toBe('')
})

test('everything that is not aggregated is grouped by `all`', () => {
  expect(problems('select status, id, count(*) from shop.orders group by all', 'spark')).toBe('')
})
