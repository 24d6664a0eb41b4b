import { expect, test } from 'vitest'
import { queryTypes } from '../analysis/types/infer-types.ts'
import { parseQuery } from '../sql/parse-query.ts'
import { printQuery } from '../sql/printer.ts'
import type { Query } from '../sql/tree.ts'
import { walk } from '../sql/walk.ts'
import { problemDiagnostic } from './diagnostics.ts'
import type { RelationTarget } from './relations.ts'
import { type TranslatedQuery, translateQuery } from './translate-query.ts'

function read(sql: string): Query {
  const { query, problem } = parseQuery(sql, 'spark')
  if (!query) throw new Error(problem.message)
  return query
}

function translated(sql: string, relations: Readonly<Record<string, RelationTarget>> = {}): TranslatedQuery {
  const query = read(sql)
  return translateQuery(query, {
    types: queryTypes(query, 'spark', () => 'unknown'),
    from: 'spark',
    to: 'duckdb',
    relations: (parts) => relations[parts.join('.')] ?? null,
  })
}

function text({ query }: TranslatedQuery): string {
  return printQuery(query, 'duckdb').text.replace(/\s+/g, ' ')
}

const orders: RelationTarget = { kind: 'relation', schema: 'staging', name: 'stg_orders' }
const files: RelationTarget = { kind: 'sql', sql: "read_parquet('orders.parquet')" }

test.each([
  ['select orders.id from orders', 'select orders.id from "staging"."stg_orders" as orders'],
  ['select o.id from shop.orders o', 'select o.id from "staging"."stg_orders" as o'],
  ['select stg_orders.id from stg_orders', 'select stg_orders.id from "staging"."stg_orders"'],
  ['select raw.id from raw', "select raw.id from ( select * from read_parquet('orders.parquet') as stand ) as raw"],
  ['with orders as (select 1 as id) select id from orders', 'with orders as ( select 1 as id ) select id from orders'],
  [
    'with orders as (select id from orders) select id from orders',
    'with orders as ( select id from "staging"."stg_orders" as orders ) select id from orders',
  ],
  [
    'select id from (select id from orders) x',
    'select id from ( select id from "staging"."stg_orders" as orders ) as x',
  ],
])('%s', (sql, expected) => {
  expect(text(translated(sql, { orders, 'shop.orders': orders, stg_orders: orders, raw: files }))).toBe(expected)
})

test('every node has a span within the text', () => {
  const sql = "select a[0], date_format(t, 'yyyy'), sum(x / y) from orders lateral view explode(z) as w order by 1"
  walk(translated(sql).query, (node) => {
    expect(node.span.start).toBeGreaterThanOrEqual(0)
    expect(node.span.end).toBeLessThanOrEqual(sql.length)
  })
})

test('a problem leads back to the author’s text', () => {
  const sql = 'select 1, mystery(x) from t'
  const [problem] = translated(sql).problems
  if (!problem) throw new Error('there is a problem')
  expect(sql.slice(problem.start, problem.end)).toBe('mystery(x)')
  const file = { path: 'models/a.sql', text: sql }
  expect(problemDiagnostic(problem, 'spark', ({ start, end }) => ({ file, start, end }))).toMatchObject({
    code: 'dialect/not-verified',
    severity: 'warning',
    message: 'The function "mystery" is not verified on DuckDB: its result may differ from that of Spark.',
  })
})

test('a union of thousands is translated without deep recursion', () => {
  const sql = Array.from({ length: 3000 }, (_, index) => `select ${index} as n`).join(' union all ')
  expect(translated(sql).problems).toEqual([])
})
