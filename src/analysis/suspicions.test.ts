import { expect, test } from 'vitest'
import { analyse } from '../../tests/support/analyse-sql.ts'
import { repeatedAliases } from './repeated-aliases.ts'
import { suspicions } from './suspicions.ts'

test.each([
  ['select id from shop.orders where status = null', 'sql/compares-null status = null'],
  ['select id from shop.orders where null <> status', 'sql/compares-null null <> status'],
  ['select id from shop.orders where status is null', ''],
  ['select id from shop.orders where status > 2024-01-31', 'sql/date-without-quotes 2024-01-31'],
  ['select 2024 - 1 - 31 as n, 2024-13-01 as m', ''],
  ["select date '2024-01-31' as d", ''],
])('%s: %s', (sql, expected) => {
  const found = suspicions(analyse(sql)).map(({ code, start, end }) => `${code} ${sql.slice(start, end)}`)
  expect(found.join('; ')).toBe(expected)
})

test.each([
  ['select 1 as one from shop.orders o join shop.lines o on true', 'o'],
  ['select 1 as one from shop.orders o, shop.customers c, (select 1 as x) O', 'O'],
  ['with a as (select 1 as x) select 1 as one from a cross join a', 'a'],
  ['select 1 as one from shop.orders o join shop.lines l on true', ''],
  ['select 1 as one from shop.orders join other.orders on true', ''],
  ['select 1 as one from (select 1 as x from shop.orders o) o', ''],
])('%s: %s', (sql, expected) => {
  const found = repeatedAliases(analyse(sql)).map(({ start, end }) => sql.slice(start, end))
  expect(found.join('; ')).toBe(expected)
})
