import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyse } from '../../tests/support/analyse-sql.ts'
import { kindSet } from '../manifest/lineage-kinds.ts'
import { printExpression, printQuery } from '../sql/printer.ts'
import { carryThrough } from './carry-through.ts'
import { columnLineage } from './column-lineage.ts'
import { keyExpressions } from './key-expressions.ts'
import type { Catalog } from './relation-columns.ts'

const catalog: Catalog = (name) => {
  const columns = { 'shop.orders': ['id', 'total', '_op'], 'shop.customers': ['id', 'name', '_op'] }[name.join('.')]
  return columns ? { columns: columns.map((column) => ({ name: column })) } : null
}

type Wrapper = (query: string, level: number) => string

/** Ways to put a query that gives `id` and `total` into another that gives the same rows of the same relation. */
const wrappers: readonly Wrapper[] = [
  (query, level) => `with w${level} as (${query}) select * from w${level}`,
  (query, level) => `with w${level}(a, b) as (${query}) select a as id, b as total from w${level}`,
  (query, level) => `select id, total from (${query}) as s${level}`,
  (query) => `select * from (${query})`,
  (query, level) =>
    `select s${level}.* from (${query}) as s${level} left join shop.customers as c${level} on c${level}.id = s${level}.id`,
  (query, level) => `select id, s${level}.total from (${query}) as s${level} left join shop.customers using (id)`,
  (query) => `select id, total from (${query}) as a union all select * from (${query}) as b`,
  (query, level) =>
    `with w${level} as (${query}) select a.id, a.total from w${level} as a left join w${level} as b on a.id = b.id`,
  (query, level) => `with w as (${query}) select id, total from w where id in (select id from w) and ${level} > 0`,
  (query) =>
    `select t.id, t.total from (select *, row_number() over (partition by id order by total) as n from (${query}) as s) as t where n = 1`,
]

const base = fc.constantFrom(
  'select id, total from shop.orders',
  'select o.id, o.total from shop.orders as o join shop.customers on customers.id = o.id',
  'select id, total from (shop.orders left join shop.customers using (id))',
)

const wrapped = fc
  .tuple(base, fc.array(fc.constantFrom(...wrappers), { maxLength: 6 }))
  .map(([query, chosen]) => chosen.reduce<string>((inner, wrap, level) => wrap(inner, level + 1), query))

test('however a query is wrapped, its columns, its key and its rows’ own columns are found', () => {
  fc.assert(
    fc.property(wrapped, (sql) => {
      const analysis = analyse(sql, 'redshift', catalog)
      expect(analysis.problems).toEqual([])
      expect(analysis.columns).toMatchObject([{ name: 'id' }, { name: 'total' }])

      const keys = keyExpressions(analysis, ['shop', 'orders'], ['id'])
      const key = keys.ok ? keys.expressions.get('id') : undefined
      expect(key && printExpression(key, 'redshift').text).toBe('id')

      const carried = carryThrough(analysis, ['shop', 'orders'], [{ name: '_op', as: 'op' }])
      const after = carried.ok ? printQuery(carried.query, 'redshift').text : `select '${carried.problem.code}'`
      const again = analyse(after, 'redshift', catalog)
      expect(again.problems).toEqual([])
      expect(again.columns).toMatchObject([{ name: 'id' }, { name: 'total' }, { name: 'op' }])
      expect(columnLineage(again).columns[2]?.uses).toEqual([
        { relation: ['shop', 'orders'], column: '_op', kinds: kindSet('identity') },
      ])
    }),
    { numRuns: 300 },
  )
})
