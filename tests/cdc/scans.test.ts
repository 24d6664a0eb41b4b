import { expect, test } from 'vitest'
import type { Action, Step } from '../../src/planner/steps.ts'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'

const load = orderFile('LOAD00000001', ['0 I 1 open DE 5.00', '0 I 2 paid FR 70.00', '0 I 3 paid DE 80.00'])

const checks = `version: 2
models:
  - name: orders
    data_tests:
      - expression_is_true: {arguments: {expression: "amount < 75"}, config: {severity: warn}}
      - unique_combination_of_columns: {arguments: {combination_of_columns: [order_key, status]}}
      - unique_combination_of_columns: {name: one_a_status, arguments: {combination_of_columns: [status]}, config: {severity: warn}}
    columns:
      - name: order_key
        data_tests: [not_null, unique]
      - name: status
        data_tests:
          - accepted_values: {arguments: {values: [open]}, config: {severity: warn, limit: 1}}
          - unique: {config: {severity: warn}}
      - name: amount
        data_tests:
          - accepted_range: {arguments: {min_value: 10}, config: {where: "status = 'paid'"}}
          - expect_column_mean_to_be_between: {arguments: {min_value: 100}, config: {severity: warn, error_if: "> 5"}}
`

const actionsOf = ({ script }: Step): readonly Action[] =>
  script.flatMap((action) => (action.kind === 'transaction' ? action.actions : [action]))

test('checks of one relation are one query, and one more for each way to group it', async () => {
  const workshop = newWorkshop({ 'models/tests.yml': checks })
  workshop.deliver([load])
  const { steps } = await workshop.plan()
  const scans = steps
    .filter(({ node }) => node === 'model.truth.orders')
    .flatMap(actionsOf)
    .flatMap((action) => (action.kind === 'scan' || action.kind === 'test' ? [action] : []))
  const sizes = scans.map((action) => (action.kind === 'scan' ? action.tests.length : 1))
  // The rows of the batch; then of the whole table its mean, its keys, its two groupings by status, and by key and status.
  expect(sizes.reduce((sum, size) => sum + size)).toBe(9)
  expect(scans.length).toBeLessThan(7)

  const { results } = await workshop.build()
  const verdicts = results
    .filter(({ failures }) => failures !== null)
    .map(({ node, status, failures }) => `${node.split('.')[2]} ${status} ${failures}`)
  expect(verdicts.sort()).toEqual([
    'accepted_range_orders_amount__10 pass 0',
    'accepted_values_orders_status__open warn 1',
    'expect_column_mean_to_be_between_orders_amount__100 warn 1',
    'expression_is_true_orders_amount_75 warn 1',
    'not_null_orders_order_key pass 0',
    'one_a_status warn 1',
    'unique_combination_of_columns_orders_order_key__status pass 0',
    'unique_orders_order_key pass 0',
    'unique_orders_status warn 1',
  ])
  const kept = await workshop.query(
    'select test_name, rule, node_id, column_name, status, severity, failures, rows_checked, batch_id is not null from tidemill.test_results order by 1',
  )
  expect(kept).toHaveLength(9)
  expect(kept[0]).toEqual([
    ...['accepted_range_orders_amount__10', 'accepted_range', 'model.truth.orders', 'amount', 'pass', 'error'],
    ...['0', '3', true],
  ])
  // Nothing has changed: no test runs again.
  expect(await workshop.steps()).toEqual([])
})

test('a check that cannot be answered is named, and the others have their results', async () => {
  const spoiled = `version: 2
models:
  - name: orders
    columns:
      - name: order_key
        data_tests: [not_null]
      - name: status
        data_tests:
          - accepted_values: {arguments: {values: [open, paid]}}
          - expression_is_true: {name: numbered, arguments: {expression: "= cast(cast(status as integer) as varchar)"}}
`
  const workshop = newWorkshop({ 'models/tests.yml': spoiled })
  workshop.deliver([load])
  const { results } = await workshop.build()
  const status = (name: string) => results.find(({ node }) => node.includes(name))
  expect(status('.numbered.')).toMatchObject({ status: 'error' })
  expect(status('.numbered.')?.message).toContain('open')
  expect(status('.not_null_orders')).toMatchObject({ status: 'pass' })
  expect(results.find(({ node }) => node === 'model.truth.orders')).toMatchObject({ status: 'error' })
  const rows = await workshop.query("select status from tidemill.test_results where test_name = 'numbered'")
  expect(rows).toEqual([['error']])

  // By themselves, all have their results.
  workshop.write({ 'models/tests.yml': '' })
  await workshop.buildWell()
  workshop.write({ 'models/tests.yml': spoiled })
  const alone = await workshop.build({ command: 'test' })
  expect(alone.counts).toMatchObject({ pass: 2, error: 1, skipped: 0 })
})
