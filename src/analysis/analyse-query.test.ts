import { describe, expect, test } from 'vitest'
import { analyse, outputsOf, problemsOf } from '../../tests/support/analyse-sql.ts'

describe('output columns', () => {
  const cases: readonly (readonly [sql: string, outputs: string])[] = [
    ['select 1 as a, 2 as B, 3', 'a, b, ?'],
    ['select id, o.total, cast(status as int), id::text, upper(status) from shop.orders o', 'id, total, status, id, ?'],
    ['select * from shop.orders', 'id, customer_id, total, status'],
    [
      'select o.*, c.name from shop.orders o join shop.customers c on c.id = o.customer_id',
      'id, customer_id, total, status, name',
    ],
    ['select orders.* from shop.orders', 'id, customer_id, total, status'],
    ['select shop.orders.id from shop.orders', 'id'],
    ['select * from shop.open', 'unknown'],
    ['select id, name from shop.open', 'id, name'],
    ['select *, 1 as one from shop.open', 'unknown'],
    ['select * from nobody.knows', 'unknown'],
    ['with c as (select id, name from shop.customers) select * from c', 'id, name'],
    ['with c(a, b) as (select id, name from shop.customers) select * from c', 'a, b'],
    ['with c(a) as (select id, name from shop.customers) select * from c', 'a, name'],
    ['with c as (select 1 as a), d as (select a as b from c) select * from d', 'b'],
    ['with c as (select 1 as a) select * from (with c as (select 2 as b) select * from c) x, c', 'b, a'],
    ['with orders as (select id as key from shop.orders) select * from orders', 'key'],
    ['with recursive n(i) as (select 1 union all select i + 1 from n where i < 5) select * from n', 'i'],
    ['with recursive n as (select 1 as i, 2 as j union all select i + 1, j from n) select i, j from n', 'i, j'],
    ['select * from (select id, total from shop.orders) as x(a)', 'a, total'],
    ['select * from shop.orders as o(a, b)', 'a, b, total, status'],
    ['select * from shop.orders join shop.customers using (id)', 'id, customer_id, total, status, name, city'],
    ['select * from shop.customers right join shop.orders using (id)', 'id, name, city, customer_id, total, status'],
    ['select * from shop.orders natural join shop.customers', 'id, customer_id, total, status, name, city'],
    ['select * from shop.orders natural join shop.open', 'unknown'],
    ['select id from shop.orders union all select order_id from shop.lines', 'id'],
    ['select * from shop.orders except select * from shop.orders', 'id, customer_id, total, status'],
    ['(select id from shop.orders) union (select id from shop.customers) order by id', 'id'],
    [
      'select * from (shop.orders o cross join shop.lines l)',
      'id, customer_id, total, status, order_id, line_no, price',
    ],
    ['select o.id, item from shop.open o, o.items as item', 'id, item'],
    ['select n from generate_series(1, 3) as n', 'n'],
    [
      "select * from (select status, total from shop.orders) pivot (sum(total) for status in ('open', 'closed' as done))",
      'open, done',
    ],
    [
      "select * from (select customer_id, status, total from shop.orders) pivot (sum(total) as s, count(*) as n for status in ('a', 'b'))",
      'customer_id, a_s, a_n, b_s, b_n',
    ],
    ['select * from shop.customers unpivot (value for key in (name, city))', 'id, key, value'],
  ]
  test.each(cases)('%s', (sql, outputs) => expect(outputsOf(sql)).toBe(outputs))
  test.each(cases)('%s: no problem', (sql) => expect(problemsOf(sql)).toEqual([]))
})

describe('output columns of Spark SQL', () => {
  const cases: readonly (readonly [sql: string, outputs: string])[] = [
    ['select * except (total, status) from shop.orders', 'id, customer_id'],
    ['select * from values (1, 2), (3, 4)', 'col1, col2'],
    ['select * from values (1, 2) as t(a, b)', 'a, b'],
    ["select id, x from shop.orders lateral view explode(split(status, ',')) v as x", 'id, x'],
    ['select * from shop.lines lateral view posexplode(array(price)) v', 'order_id, line_no, price, pos, col'],
    ['select explode(status) from shop.orders', 'unknown'],
    ['select explode(status) as s from shop.orders', 's'],
    ['select explode(map(1, 2)) as (k, v)', 'k, v'],
    [
      'select * from shop.orders left semi join shop.customers on customers.id = orders.customer_id',
      'id, customer_id, total, status',
    ],
    ['select id.name, (id).name from shop.orders', 'name, ?'],
    ['select id.* from shop.orders', 'unknown'],
    ['select cast(cast(id as int) as string), cast(o.id as int) from shop.orders o', '?, id'],
    ['select transform(array(id), x -> x + total) as t from shop.orders', 't'],
    ['select id, stack(2, 1, 2, 3, 4) from shop.orders', 'id, col0, col1'],
    ['select * from range(3)', 'id'],
    ['select sum(total) over w as s from shop.orders window w as (partition by customer_id order by id)', 's'],
    ["select window.start, count(*) as n from shop.orders group by window(status, '5 minutes')", 'start, n'],
    ["select * from (select status, total from shop.orders) pivot (sum(total) as s for status in ('a'))", 'a'],
  ]
  test.each(cases)('%s', (sql, outputs) =>
    expect([outputsOf(sql, 'spark'), problemsOf(sql, 'spark')]).toEqual([outputs, []]),
  )
})

describe('names that resolve', () => {
  test.each([
    [
      'a correlated subquery',
      'select id from shop.orders o where exists (select 1 from shop.lines where order_id = o.id and total > price)',
    ],
    ['a lateral subquery', 'select x.t from shop.orders o, lateral (select o.total as t) x'],
    ['a lateral alias', 'select total * 2 as double, double + 1 as more from shop.orders'],
    [
      'an alias in where, group by, having and order by',
      'select total * 2 as d, count(*) as n from shop.orders where d > 1 group by d having n > 1 order by n, d',
    ],
    ['an alias in qualify', 'select id, row_number() over (order by total) as n from shop.orders qualify n = 1'],
    ['a column that is not selected, in order by', 'select id from shop.orders order by total'],
    ['both sides after using', 'select o.id, c.id as other from shop.orders o join shop.customers c using (id)'],
    [
      'an output name in order by, though the columns are ambiguous',
      'select o.id from shop.orders o join shop.customers c on c.id = o.customer_id order by id',
    ],
    [
      'units and keywords',
      'select dateadd(day, 1, sysdate) as a, extract(month from total) as b, current_date as c from shop.orders',
    ],
    ['names in any case', 'select O.ID, "Total" from SHOP.Orders o'],
    ['what may be a column of an unknown relation', 'select x.y, z from shop.orders o cross join shop.open p'],
    ['steps into a SUPER column', 'select o.status.a.b, status.c[0].d from shop.orders o'],
  ])('%s', (_, sql) => expect(problemsOf(sql)).toEqual([]))

  test('Spark: two reads of one column are no contradiction', () => {
    expect(problemsOf('select id from (select id, id from shop.orders)', 'spark')).toEqual([])
  })

  test('Spark: an alias and a read of it beside it are one column', () => {
    expect(problemsOf('select n from (select rank() over (order by id) as n, n from shop.open)', 'spark')).toEqual([])
  })

  test('Spark: using takes the first column of the name on each side and leaves the others', () => {
    const joined = 'shop.orders o join shop.customers c on c.id = o.customer_id join shop.orders p using (id)'
    expect(problemsOf(`select o.id, c.id as other from ${joined}`, 'spark')).toEqual([])
    expect(problemsOf(`select id from ${joined}`, 'spark')).toEqual(['column/ambiguous at id'])
    expect(problemsOf(`select o.id from ${joined}`)).toEqual(['column/ambiguous at id'])
    expect(outputsOf(`select * from ${joined}`, 'spark')).toBe(
      'id, customer_id, total, status, id, name, city, customer_id, total, status',
    )
  })
})

describe('problems', () => {
  test.each([
    ['select idd from shop.orders', ['column/unknown at idd']],
    ['select o.idd from shop.orders o', ['column/unknown at idd']],
    ['select id from shop.orders where totl > 1 order by sttus', ['column/unknown at totl', 'column/unknown at sttus']],
    ['with c as (select id from shop.orders) select total from c', ['column/unknown at total']],
    ['select id from shop.orders o join shop.customers c on c.id = o.customer_id', ['column/ambiguous at id']],
    ['select o.id from (select id, id from shop.orders) o', ['column/ambiguous at o.id']],
    ['select orders.id from shop.orders o', ['column/unknown-alias at orders']],
    ['select x.id, x.* from shop.orders o', ['column/unknown-alias at x', 'column/unknown-alias at x']],
    ['select l.price from shop.orders o join shop.lines l using (id)', ['column/unknown at id']],
    [
      'select id from shop.orders union all select order_id, price from shop.lines',
      ['column/union-width at order_id, price'],
    ],
    [
      'select id, a from shop.orders union all select id from shop.customers order by total',
      ['column/unknown at a', 'column/union-width at id', 'column/unknown at total'],
    ],
    ['select b + 1 as a, 1 as b', ['column/unknown at b']],
    [
      'select (select count(*) from shop.lines where order_id = missing) as n from shop.orders',
      ['column/unknown at missing'],
    ],
    ['select 1 from shop.orders o join (select o.id) x on true', ['column/unknown-alias at o']],
    [
      'select case when a = 1 then 2 end as x, sum(b) over (partition by c order by d) from shop.lines',
      ['a', 'b', 'c', 'd'].map((name) => `column/unknown at ${name}`),
    ],
  ])('%s', (sql, problems) => expect(problemsOf(sql)).toEqual(problems))

  test('Spark: where does not see aliases', () => {
    const sql = 'select total * 2 as d from shop.orders where d > 1'
    expect(problemsOf(sql, 'spark')).toEqual(['column/unknown at d'])
    expect(analyse(sql, 'spark').problems[0]).toMatchObject({ hiddenAliasIn: 'where' })
  })

  test('Spark: the right side of a semi join is not visible', () => {
    const sql = 'select c.name from shop.orders o left semi join shop.customers c on c.id = o.customer_id'
    expect(problemsOf(sql, 'spark')).toEqual(['column/unknown-alias at c'])
  })

  test('a problem knows what would have been right', () => {
    expect(analyse('select o.idd from shop.orders o').problems).toEqual([
      {
        code: 'column/unknown',
        column: 'idd',
        searched: ['o'],
        known: ['id', 'customer_id', 'total', 'status'],
        hiddenAliasIn: null,
        start: 9,
        end: 12,
      },
    ])
    expect(analyse('select orders.id from shop.orders o').problems[0]).toMatchObject({ aliasOfTable: 'o' })
  })
})
