import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineageLines } from '../../tests/support/describe-lineage.ts'
import type { QueryDialect } from '../sql/dialects/syntax.ts'

/** Queries of two columns, written with any names for what they call their relations and columns. */
type Template = (a: string, b: string, c: string) => string

const templates: readonly Template[] = [
  (a, b, c) => `select ${a}.id as ${b}, ${a}.total * 2 as ${c} from shop.orders as ${a} where ${a}.status = 'x'`,
  (a, b, c) =>
    `select ${a}.status as ${c}, sum(${b}.price) as ${a} from shop.orders ${a} join shop.lines ${b} on ${b}.order_id = ${a}.id group by ${a}.status having count(${b}.line_no) > 1`,
  (a, b, c) =>
    `with ${a} as (select id, total as ${b} from shop.orders where customer_id > 0), ${c} as (select * from ${a}) select ${c}.id, ${a}.${b} as ${c} from ${a} left join ${c} on ${a}.id = ${c}.id`,
  (a, b, c) =>
    `select ${a}.id as ${c}, (select max(${b}.price) from shop.lines as ${b} where ${b}.order_id = ${a}.id) as ${b} from shop.orders as ${a}`,
  (a, b, c) =>
    `select id as ${a}, case when ${b}.n = 1 then total end as ${c} from (select *, row_number() over (partition by customer_id order by total) as n from shop.orders) as ${b} where n < 3`,
  (a, b, c) =>
    `select distinct id as ${b}, name as ${c} from shop.customers as ${a} where exists (select 1 from shop.orders as ${b} where ${b}.customer_id = ${a}.id)`,
  (a, b, c) =>
    `select ${a} as ${c}, ${b} as ${a} from (select order_id as ${a}, line_no as ${b}, price as ${c} from shop.lines) as ${b} where ${c} in (select total from shop.orders)`,
  (a, b, c) =>
    `select id as ${a}, name as ${b} from shop.customers union select id, status as ${c} from shop.orders where total > 5`,
  (a, b, c) =>
    `with ${c} as (select id, city from shop.customers) select ${a}.id as ${b}, ${a}.city as ${c} from ${c} as ${a} order by ${a}.city limit 3`,
  (a, b, c) =>
    `select id as ${a}, sum(total) over (partition by status order by customer_id) as ${b} from (shop.orders join shop.customers as ${c} using (id))`,
  (a, b, c) =>
    `select ${a}.${b}, ${a}.${c} from (select total + id as ${b}, ${b} * 2 as ${c} from shop.orders) as ${a} where ${a}.${c} > 1`,
  (a, b, c) =>
    `select id as ${a}, coalesce(name, 'none') as ${b} from shop.customers except select id, status from shop.orders as ${c}`,
]

type Wrapper = (query: string, name: string, first: string, second: string) => string

/** Ways to put a query into another that gives the same columns of the same rows. */
const wrappers: readonly Wrapper[] = [
  (query, name) => `select * from (${query}) as ${name}`,
  (query, name) => `with ${name} as (${query}) select * from ${name}`,
  (query, name, first, second) =>
    `with ${name}(${first}, ${second}) as (${query}) select ${first}, ${second} from ${name}`,
  (query, name, first, second) =>
    `select ${name}.${first} as ${second}, ${name}.${second} as ${first} from (${query}) as ${name}(${first}, ${second})`,
  (query) => `(${query})`,
  (query, name, first) =>
    `with ${name} as (${query}), ${first} as (select * from ${name}) select ${first}.* from ${first}`,
  (query, name) => `with ${name} as (${query}) select * from ${name} union all select * from ${name}`,
]

const names = fc.uniqueArray(
  fc.stringMatching(/^[a-z]{1,6}$/).map((name) => `n_${name}`),
  { minLength: 3, maxLength: 3 },
)
const wrapping = fc.array(fc.tuple(fc.constantFrom(...wrappers), names), { maxLength: 5 })

/** The lineage with outputs by position, since their names are what changes. */
function edges(sql: string, dialect: QueryDialect): string[] {
  return lineageLines(sql, dialect).map((line, index) =>
    line.startsWith('rows: ') ? line : line.replace(/^\w+/, `${index}`),
  )
}

test.each(['spark', 'redshift'] as const)('other names and other wrappings change no edge in %s', (dialect) => {
  const template = fc.constantFrom(...templates)
  fc.assert(
    fc.property(template, names, wrapping, (write, [a = '', b = '', c = ''], chosen) => {
      const wrapped = chosen.reduce(
        (query, [wrap, [name = '', first = '', second = '']]) => wrap(query, name, first, second),
        write(a, b, c),
      )
      const plain = edges(write('x', 'y', 'z'), dialect)
      expect(plain.length).toBeGreaterThanOrEqual(2)
      expect(plain.join()).not.toContain('?')
      expect(edges(wrapped, dialect)).toEqual(plain)
    }),
    { numRuns: 400 },
  )
})

const chain = (count: number, item: (index: number) => string, separator: string) =>
  Array.from({ length: count }, (_, index) => item(index)).join(separator)

test.each<readonly [string, string, readonly string[]]>([
  [
    'a union of 3,000 branches',
    chain(3000, () => 'select id from shop.orders where total > 1', ' union all '),
    ['id: orders.id', 'rows: orders.total (filter)'],
  ],
  [
    'a chain of 20,000 operators',
    `select ${chain(20_000, () => 'total', ' + ')} as x from shop.orders where ${chain(20_000, () => 'id = 1', ' or ')}`,
    ['x: orders.total (transformation)', 'rows: orders.id (filter)'],
  ],
  [
    '1,500 subqueries, each read by the next',
    `with c0 as (select id, total from shop.orders where status = 'x'), ${chain(1500, (n) => `c${n + 1} as (select id, total from c${n} where total > ${n})`, ', ')} select id from c1500`,
    ['id: orders.id', 'rows: orders.status (filter), orders.total (filter)'],
  ],
  [
    'subqueries that each read the one before twice',
    `with c0 as (select id, total from shop.orders), ${chain(60, (n) => `c${n + 1} as (select a.id, b.total from c${n} a join c${n} b on a.id = b.id)`, ', ')} select total from c60`,
    ['total: orders.total', 'rows: orders.id (join)'],
  ],
])('%s is followed', (_, sql, lines) => {
  expect(lineageLines(sql, 'redshift')).toEqual(lines)
})
