import { expect, test } from 'vitest'
import { analyse } from '../../tests/support/analyse-sql.ts'
import { equatedColumns } from './equated-columns.ts'

function equated(sql: string, relation: string, key = 'key'): string {
  const [found] = equatedColumns(analyse(sql, 'redshift'), relation.split('.'), [key])
  return found?.ok ? found.column : (found?.reason ?? 'none')
}

const optional = '"key" comes from the optional side of an outer join'
const unequal = 'no column of it is equated with "key"'

test.each([
  ['select o.id as key from shop.orders o', 'shop.orders', 'id'],
  ['select o.id as key from shop.orders o join shop.lines l on l.order_id = o.id', 'shop.orders', 'id'],
  ['select o.id as key from shop.orders o join shop.lines l on l.order_id = o.id', 'shop.lines', 'order_id'],
  ['select o.id as key from shop.orders o left join shop.lines l on l.order_id = o.id', 'shop.lines', 'order_id'],
  ['select l.order_id as key from shop.orders o left join shop.lines l on l.order_id = o.id', 'shop.lines', optional],
  ['select l.order_id as key from shop.orders o right join shop.lines l on l.order_id = o.id', 'shop.orders', 'id'],
  [
    'select o.id as key from shop.orders o, shop.lines l where o.id = l.order_id and l.price > 1',
    'shop.lines',
    'order_id',
  ],
  ['select id as key from shop.orders join shop.customers using (id)', 'shop.customers', 'id'],
  ['select id as key from shop.orders left join shop.customers using (id)', 'shop.customers', 'id'],
  [
    'select id as key from shop.orders full join shop.customers using (id)',
    'shop.customers',
    '"key" is not a column of what the query reads',
  ],
  ['select o.customer_id as key, sum(total) as t from shop.orders o group by 1', 'shop.orders', 'customer_id'],
  // What a join's condition says of the others holds only where it has a row.
  [
    'select o.id as key from shop.orders o join shop.lines l on l.price > 1 left join shop.customers c on c.id = l.price and l.order_id = o.id',
    'shop.lines',
    unequal,
  ],
  [
    'select o.id as key from shop.orders o join shop.lines l on l.order_id = o.id left join shop.customers c on c.id = l.order_id',
    'shop.customers',
    'id',
  ],
  [
    'select o.id as key from shop.orders o join shop.lines l on l.order_id = o.id or l.price = 1',
    'shop.lines',
    unequal,
  ],
  ['select o.id + 1 as key from shop.orders o', 'shop.orders', '"key" is not a column of what the query reads'],
  [
    'select o.id as key from shop.orders o where exists (select 1 from shop.lines l where l.order_id = o.id)',
    'shop.lines',
    'it is read in a part of the query only',
  ],
  [
    'select o.id as key from shop.orders o join shop.orders p on p.id = o.id',
    'shop.orders',
    'the query reads it more than once',
  ],
  [
    'select id as key from shop.orders union all select id from shop.customers',
    'shop.orders',
    'the query is made of several',
  ],
])('%s: %s', (sql, relation, expected) => {
  expect(equated(sql, relation)).toBe(expected)
})
