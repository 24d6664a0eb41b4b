import { expect, test } from 'vitest'
import { compileFiles } from '../../tests/support/compile-files.ts'

const files = {
  'project.yml': `name: shop
models: {core: {+schema: core}}
data_tests:
  +severity: warn
  shop:
    core: {+warn_if: "> 3", tags: [nightly]}
`,
  'models/core/orders.sql': 'select 1 as id\n',
  'models/core/orders.yml': `models:
  - name: orders
    columns:
      - {name: id, data_tests: [not_null, {unique: {config: {severity: error, tags: [keys]}}}]}
`,
  'models/lines.sql': 'select 1 as id\n',
  'models/lines.yml': 'models: [{name: lines, columns: [{name: id, data_tests: [not_null]}]}]\n',
  'tests/nothing.sql': "select id from {{ref 'orders'}} where id > 1\n",
  'profiles/local.yml': 'engines: {spark: {type: duckdb, path: a.duckdb}, redshift: {type: duckdb, path: a.duckdb}}\n',
}

test('project.yml says what holds for the data tests of a folder', () => {
  const { compiled, diagnostics } = compileFiles(files)
  expect(diagnostics).toEqual([])
  const found = [...(compiled?.manifest.nodes.values() ?? [])].flatMap((node) =>
    node.kind === 'test' ? [[node.name, node.config.severity, node.config.warnIf, node.tags.join(' ')]] : [],
  )
  expect(found.sort()).toEqual([
    ['not_null_lines_id', 'warn', '!= 0', ''],
    ['not_null_orders_id', 'warn', '> 3', 'nightly'],
    ['nothing', 'warn', '!= 0', ''],
    ['unique_orders_id', 'error', '> 3', 'nightly keys'],
  ])
})

test.each([
  ['+sverity: warn', 'config/unknown-key'],
  ['+severity: wran', 'config/unknown-value'],
  ['croe: {+severity: warn}', 'config/unknown-folder-or-key'],
])('%s is %s', (written, code) => {
  const { diagnostics } = compileFiles({
    ...files,
    'project.yml': `name: shop\nmodels: {core: {+schema: core}}\ndata_tests:\n  ${written}\n`,
  })
  expect(diagnostics.map((problem) => problem.code)).toEqual([code])
})
