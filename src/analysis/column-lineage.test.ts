import { describe, expect, test } from 'vitest'
import { lineageLines } from '../../tests/support/describe-lineage.ts'
import type { Catalog } from './relation-columns.ts'

type Case = readonly [sql: string, lines: readonly string[]]

const tables: Readonly<Record<string, readonly string[]>> = {
  'shop.orders': ['id', 'customer_id', 'total', 'status'],
  'shop.customers': ['id', 'name', 'city'],
  'shop.lines': ['order_id', 'line_no', 'price'],
  'shop.events': ['id', 'at', 'payload', 'tags'],
}

/** The tables of the shop, and events with nested values; `shop.open` and `shop.other` have columns that nobody knows. */
const catalog: Catalog = (name) => {
  const columns = tables[name.join('.')]
  return columns ? { columns: columns.map((column) => ({ name: column })) } : 'unknown'
}

describe('in both dialects', () => {
  const cases: readonly Case[] = [
    // Values
    ['select 1 as one', ['one']],
    ['select id, status as state from shop.orders', ['id: orders.id', 'state: orders.status']],
    [
      'select total * 2 + id as x, cast(total as bigint) as t, upper(status) as s from shop.orders',
      [
        'x: orders.id (transformation), orders.total (transformation)',
        't: orders.total (transformation)',
        's: orders.status (transformation)',
      ],
    ],
    [
      'select total, total + total as twice from shop.orders',
      ['total: orders.total', 'twice: orders.total (transformation)'],
    ],
    [
      'select sum(total) + 1 as s, count(*) as n, count(distinct status) as d from shop.orders',
      ['s: orders.total (aggregation)', 'n', 'd: orders.status (aggregation)'],
    ],
    [
      "select case when status = 'x' then total else id end as c from shop.orders",
      ['c: orders.id (transformation), orders.status (conditional), orders.total (transformation)'],
    ],
    [
      "select case status when 'x' then 1 end as c, coalesce(status, 'y') as d from shop.orders",
      ['c: orders.status (conditional)', 'd: orders.status (transformation)'],
    ],
    [
      'select sum(case when status is null then 0 else total end) as s from shop.orders',
      ['s: orders.status (conditional), orders.total (aggregation)'],
    ],
    [
      'select total * 2 as d, d + 1 as e from shop.orders',
      ['d: orders.total (transformation)', 'e: orders.total (transformation)'],
    ],
    [
      'select sum(total) over (partition by customer_id order by id) as running from shop.orders',
      ['running: orders.customer_id (window), orders.id (window), orders.total (aggregation)'],
    ],
    [
      'select lag(total) over (order by id) as before, row_number() over (order by id) as n from shop.orders',
      ['before: orders.id (window), orders.total (transformation)', 'n: orders.id (window)'],
    ],
    // What decides over rows
    ['select id from shop.orders where total > 1', ['id: orders.id', 'rows: orders.total (filter)']],
    [
      'select o.id, c.name from shop.orders o join shop.customers c on c.id = o.customer_id',
      ['id: orders.id', 'name: customers.name', 'rows: customers.id (join), orders.customer_id (join)'],
    ],
    [
      'select status, max(total) as m from shop.orders group by status having count(id) > 1',
      ['status: orders.status', 'm: orders.total (aggregation)', 'rows: orders.id (filter), orders.status (group_by)'],
    ],
    [
      'select status as s, lower(status) as l, count(*) as n from shop.orders group by 1, 2',
      ['s: orders.status', 'l: orders.status (transformation)', 'n', 'rows: orders.status (group_by)'],
    ],
    [
      'select status, customer_id, sum(total) as s from shop.orders group by rollup (status, customer_id)',
      [
        'status: orders.status',
        'customer_id: orders.customer_id',
        's: orders.total (aggregation)',
        'rows: orders.customer_id (group_by), orders.status (group_by)',
      ],
    ],
    ['select distinct status from shop.orders', ['status: orders.status', 'rows: orders.status (group_by)']],
    ['select id from shop.orders order by total', ['id: orders.id']],
    ['select id from shop.orders order by total limit 3', ['id: orders.id', 'rows: orders.total (sort)']],
    [
      'select id, total as t from shop.orders order by 2 limit 3',
      ['id: orders.id', 't: orders.total', 'rows: orders.total (sort)'],
    ],
    [
      'select id from (select id, row_number() over (partition by customer_id order by total) as n from shop.orders) as o where n = 1',
      ['id: orders.id', 'rows: orders.customer_id (window), orders.total (window)'],
    ],
    [
      "select id from (select id, case when status = 'x' then total end as t from shop.orders) as o where t > 0",
      ['id: orders.id', 'rows: orders.status (filter), orders.total (filter)'],
    ],
    // Joins
    [
      'select id, total, name from shop.orders join shop.customers using (id)',
      [
        'id: customers.id, orders.id',
        'total: orders.total',
        'name: customers.name',
        'rows: customers.id (join), orders.id (join)',
      ],
    ],
    [
      'select id, name from shop.orders left join shop.customers using (id)',
      ['id: orders.id', 'name: customers.name', 'rows: customers.id (join), orders.id (join)'],
    ],
    ['select c.name from shop.orders as o cross join shop.customers as c', ['name: customers.name']],
    [
      'select o.id from shop.orders as o, shop.customers as c where c.id = o.customer_id',
      ['id: orders.id', 'rows: customers.id (filter), orders.customer_id (filter)'],
    ],
    [
      'select c.name from shop.customers c join (select customer_id from shop.orders where total > 5) o on o.customer_id = c.id',
      ['name: customers.name', 'rows: customers.id (join), orders.customer_id (join), orders.total (filter)'],
    ],
    // Stars
    [
      'select * from shop.customers where city is not null',
      ['id: customers.id', 'name: customers.name', 'city: customers.city', 'rows: customers.city (filter)'],
    ],
    [
      'select o.*, c.name from shop.orders o, shop.customers c',
      [
        'id: orders.id',
        'customer_id: orders.customer_id',
        'total: orders.total',
        'status: orders.status',
        'name: customers.name',
      ],
    ],
    ['select * from shop.open', ['…: open.*']],
    ['select a, b + 1 as c from shop.open', ['a: open.a', 'c: open.b (transformation)']],
    [
      'select a + 1 as a, o.b from shop.open as o, shop.other as p where c = 1',
      ['a: ?a (transformation)', 'b: open.b', 'rows: ?c (filter)'],
    ],
    // CTEs and subqueries
    [
      'with c as (select id, total * 2 as d from shop.orders where status is not null) select d + id as x from c',
      ['x: orders.id (transformation), orders.total (transformation)', 'rows: orders.status (filter)'],
    ],
    ['with c(a, b) as (select id, total from shop.orders) select b as z from c', ['z: orders.total']],
    [
      'with unread as (select id from shop.orders where total > 1) select name from shop.customers',
      ['name: customers.name'],
    ],
    [
      'select (select max(price) from shop.lines l where l.order_id = o.id and l.line_no = 1) as m from shop.orders o',
      ['m: lines.line_no (filter), lines.order_id (filter), lines.price (aggregation), orders.id (filter)'],
    ],
    [
      'select id from shop.orders where id in (select order_id from shop.lines where price > 0)',
      ['id: orders.id', 'rows: lines.order_id (filter), lines.price (filter), orders.id (filter)'],
    ],
    [
      'select id from shop.orders o where not exists (select price from shop.lines l where l.order_id = o.id)',
      ['id: orders.id', 'rows: lines.order_id (filter), orders.id (filter)'],
    ],
    [
      'select id, exists (select 1 from shop.lines l where l.order_id = o.id) as has_lines from shop.orders o',
      ['id: orders.id', 'has_lines: lines.order_id (filter), orders.id (filter)'],
    ],
    [
      'select o.id from shop.orders o where o.total = (select max(total) from shop.orders i where i.customer_id = o.customer_id)',
      ['id: orders.id', 'rows: orders.customer_id (filter), orders.total (filter)'],
    ],
    [
      'select o.id from shop.orders o join shop.lines l on l.order_id = o.id and l.price > (select avg(price) from shop.lines where line_no = 1)',
      ['id: orders.id', 'rows: lines.line_no (filter), lines.order_id (join), lines.price (join), orders.id (join)'],
    ],
    [
      'select id from shop.orders where (customer_id, status) in (select id, city from shop.customers)',
      [
        'id: orders.id',
        'rows: customers.city (filter), customers.id (filter), orders.customer_id (filter), orders.status (filter)',
      ],
    ],
    [
      'select t.total from (shop.orders o join shop.customers c on c.id = o.customer_id) as t',
      ['total: orders.total', 'rows: customers.id (join), orders.customer_id (join)'],
    ],
    // Set operations
    ['select id from shop.orders union all select order_id from shop.lines', ['id: lines.order_id, orders.id']],
    [
      'select id from shop.orders union select order_id + 1 from shop.lines',
      ['id: lines.order_id (transformation), orders.id', 'rows: lines.order_id (group_by), orders.id (group_by)'],
    ],
    [
      'select id from shop.orders except select order_id from shop.lines where price > 1',
      ['id: orders.id', 'rows: lines.order_id (filter), lines.price (filter), orders.id (filter)'],
    ],
    [
      '(select id from shop.orders) intersect (select id from shop.customers)',
      ['id: orders.id', 'rows: customers.id (filter), orders.id (filter)'],
    ],
    // Names that no relation has
    ['select nothing_of_the_kind as x from shop.orders', ['x: ?nothing_of_the_kind']],
  ]
  test.each(cases)('%s', (sql, lines) => {
    expect(lineageLines(sql, 'redshift', catalog)).toEqual(lines)
    expect(lineageLines(sql, 'spark', catalog)).toEqual(lines)
  })
})

describe('in Spark', () => {
  const cases: readonly Case[] = [
    [
      'select payload.customer.id as id, tags[0] as tag from shop.events',
      ['id: events.payload (transformation)', 'tag: events.tags (transformation)'],
    ],
    [
      'select transform(tags, t -> concat(t, payload.x)) as y from shop.events',
      ['y: events.payload (transformation), events.tags (transformation)'],
    ],
    [
      'select id, tag from shop.events lateral view explode(tags) t as tag',
      ['id: events.id', 'tag: events.tags (transformation)', 'rows: events.tags (join)'],
    ],
    [
      'select id, explode(tags) as tag from shop.events',
      ['id: events.id', 'tag: events.tags (transformation)', 'rows: events.tags (join)'],
    ],
    [
      'select o.id from shop.orders o left semi join (select order_id from shop.lines where price > 1) l on l.order_id = o.id',
      ['id: orders.id', 'rows: lines.order_id (join), lines.price (filter), orders.id (join)'],
    ],
    [
      'select id from shop.orders left anti join shop.customers using (id)',
      ['id: orders.id', 'rows: customers.id (join), orders.id (join)'],
    ],
    [
      "select * from (select status, customer_id, total from shop.orders where id > 1) pivot (sum(total) as t for status in ('a', 'b'))",
      [
        'customer_id: orders.customer_id',
        'a: orders.status (conditional), orders.total (aggregation)',
        'b: orders.status (conditional), orders.total (aggregation)',
        'rows: orders.customer_id (group_by), orders.id (filter)',
      ],
    ],
    [
      'select * from (select id, total, customer_id from shop.orders) unpivot (v for k in (total, customer_id))',
      [
        'id: orders.id',
        'k',
        'v: orders.customer_id (transformation), orders.total (transformation)',
        'rows: orders.customer_id (filter), orders.total (filter)',
      ],
    ],
    [
      'select sum(total) filter (where status = 1) as s, if(status = 1, total, id) as i from shop.orders',
      [
        's: orders.status (filter), orders.total (aggregation)',
        'i: orders.id (transformation), orders.status (conditional), orders.total (transformation)',
      ],
    ],
    [
      'select sum(total) over w as s from shop.orders window w as (partition by customer_id)',
      ['s: orders.customer_id (window), orders.total (aggregation)'],
    ],
    [
      'select hash(*) as h from shop.customers',
      ['h: customers.city (transformation), customers.id (transformation), customers.name (transformation)'],
    ],
    [
      'select status, customer_id, sum(total) as s from shop.orders group by all',
      [
        'status: orders.status',
        'customer_id: orders.customer_id',
        's: orders.total (aggregation)',
        'rows: orders.customer_id (group_by), orders.status (group_by)',
      ],
    ],
    [
      "select window.start as hour, count(*) as n from shop.events group by window(at, '1 hour')",
      ['hour: events.at (transformation)', 'n', 'rows: events.at (group_by)'],
    ],
    [
      'select max(struct(total, id)).id as m from shop.orders',
      ['m: orders.id (aggregation), orders.total (aggregation)'],
    ],
    ['select x from shop.events, lateral (select payload.a as x) as t', ['x: events.payload (transformation)']],
    [
      'select sum(total) over (w order by id) as s from shop.orders window w as (partition by status)',
      ['s: orders.id (window), orders.status (window), orders.total (aggregation)'],
    ],
    ['select * except (total, status, customer_id) from shop.orders', ['id: orders.id']],
    [
      'select aggregate(tags, 0, (sum, x) -> sum + x + id) as s from shop.events',
      ['s: events.id (transformation), events.tags (transformation)'],
    ],
    ['select payload.* from shop.events', ['…: *']],
    [
      'select q.s.* from (select struct(id, struct(payload as p) as deep) as s from shop.events) q',
      [
        'id: events.id (transformation), events.payload (transformation)',
        'deep: events.id (transformation), events.payload (transformation)',
      ],
    ],
    [
      'select s.deep.* from (select struct(struct(payload as p) as deep) as s from shop.events) q',
      ['p: events.payload (transformation)'],
    ],
    ['select x from (values (1), (2)) as v(x)', ['x']],
  ]
  test.each(cases)('%s', (sql, lines) => expect(lineageLines(sql, 'spark', catalog)).toEqual(lines))
})

describe('in Redshift', () => {
  const cases: readonly Case[] = [
    [
      'with recursive n as (select id as i, customer_id as up from shop.orders union all select n.up, n.i + 1 from n where n.i < 9) select i from n',
      [
        'i: orders.customer_id (identity transformation), orders.id (identity transformation)',
        'rows: orders.customer_id (filter), orders.id (filter)',
      ],
    ],
    [
      'select id from shop.orders qualify row_number() over (partition by customer_id order by total desc) = 1',
      ['id: orders.id', 'rows: orders.customer_id (window), orders.total (window)'],
    ],
    ['select top 3 id from shop.orders order by total', ['id: orders.id', 'rows: orders.total (sort)']],
    [
      "select decode(status, 'a', total, id) as d, nvl2(status, total, id) as n from shop.orders",
      [
        'd: orders.id (transformation), orders.status (conditional), orders.total (transformation)',
        'n: orders.id (transformation), orders.status (conditional), orders.total (transformation)',
      ],
    ],
    [
      "select listagg(name, ', ') within group (order by city) as names, percentile_cont(0.5) within group (order by id) as p from shop.customers",
      ['names: customers.city (sort), customers.name (aggregation)', 'p: customers.id (aggregation)'],
    ],
    [
      'select e.id, t as tag from shop.events as e, e.tags as t',
      ['id: events.id', 'tag: events.tags (transformation)', 'rows: events.tags (join)'],
    ],
    [
      'select ratio_to_report(total) over (partition by status) as r from shop.orders',
      ['r: orders.status (window), orders.total (aggregation)'],
    ],
    [
      'select id from shop.orders natural join shop.customers',
      ['id: customers.id, orders.id', 'rows: customers.id (join), orders.id (join)'],
    ],
    [
      'select id from shop.orders where total > any (select price from shop.lines)',
      ['id: orders.id', 'rows: lines.price (filter), orders.total (filter)'],
    ],
    ['select a from shop.open natural join shop.orders', ['a: ?a', 'rows: ?* (join)']],
  ]
  test.each(cases)('%s', (sql, lines) => expect(lineageLines(sql, 'redshift', catalog)).toEqual(lines))
})
