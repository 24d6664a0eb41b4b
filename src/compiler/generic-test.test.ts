import { expect, test } from 'vitest'
import { compileFiles } from '../../tests/support/compile-files.ts'
import { hasErrors } from '../diagnostics/diagnostic.ts'
import type { TestNode } from '../manifest/nodes.ts'

/** The tests of a model "orders" with the columns id and status. */
function testsOf(...dataTests: readonly object[]): readonly TestNode[] {
  const engine = { type: 'duckdb', path: 'w.duckdb' }
  const { compiled, diagnostics } = compileFiles({
    'project.yml': 'name: shop\nprofile: local\n',
    'profiles/local.yml': JSON.stringify({ engines: { spark: engine, redshift: engine } }),
    'models/lines.sql': '{{config materialized="ephemeral"}}select 1 as id',
    'models/orders.sql': `select 1 as id, cast('open' as varchar(9)) as status`,
    'models/models.yml': JSON.stringify({ models: [{ name: 'orders', data_tests: dataTests }] }),
    'macros/own.hbs': '{{#test "regex" as |model|}}select * from {{model}}{{/test}}',
  })
  expect([diagnostics, hasErrors(diagnostics)]).toEqual([diagnostics, false])
  return [...(compiled?.manifest.nodes.values() ?? [])].filter((node) => node.kind === 'test')
}

test('a test of rows is an item of a select, and a condition on each row', () => {
  const [node] = testsOf({ not_null: { column_name: 'id', where: "status = 'open' or id > 3" } })
  const fails = `(status = 'open' or id > 3) and ("id" is null)`
  expect(node?.compiled.text.text).toBe(
    `select "id" from (select * from "analytics"."orders" where status = 'open' or id > 3) where "id" is null`,
  )
  expect(node?.measured).toMatchObject({ kind: 'row', by: [], where: null })
  expect(node?.measured?.item.text.text).toBe(
    `select count(case when ${fails} then 1 end) as failures from "analytics"."orders"`,
  )
  expect(node?.measured?.condition?.text.text).toBe(
    `select case when ${fails} then 1 else 0 end as fails from "analytics"."orders"`,
  )
  expect(node?.measured?.item.query?.body.kind).toBe('select')
})

test('a test of groups tells what it groups by and which rows it counts', () => {
  const [node] = testsOf({ unique: { column_name: 'upper(status)', where: 'id > 3' } })
  expect(node?.measured).toMatchObject({
    kind: 'groups',
    by: ['(upper(status))'],
    where: '(id > 3) and ((upper(status)) is not null)',
    condition: null,
  })
})

test.each([
  ['a count of its own', { not_null: { column_name: 'id', fail_calc: 'sum(id)' } }],
  ['another relation', { relationships: { column_name: 'id', to: "ref('lines')", field: 'id' } }],
  ['rows counted by dbt-utils', { equal_rowcount: { compare_model: "ref('orders')" } }],
  ['a test of the project', { regex: {} }],
])('%s has no measure', (_, written) => {
  expect(testsOf(written).map(({ measured }) => measured)).toEqual([null])
})

test('a test of the project stands before one of the same name', () => {
  expect(testsOf({ regex: {} })[0]?.compiled.text.text).toBe('select * from "analytics"."orders"')
})

test('with groups an expression is about the whole table', () => {
  const given = { expression: 'count(*) > 1' }
  expect(testsOf({ expression: { ...given, group_by_columns: ['status'] } })[0]?.scope).toBe('table')
  expect(testsOf({ expression: { expression: 'id > 1' } })[0]?.scope).toBe('row')
})

test("the package is part of a test's name", () => {
  const [node] = testsOf({ 'dbt_utils.accepted_range': { column_name: 'id', min_value: 0 } })
  expect([node?.name, node?.testName]).toEqual(['dbt_utils_accepted_range_orders_id__0', 'dbt_utils.accepted_range'])
})
