import { expect, test } from 'vitest'
import type { RunSummary } from '../../src/runner/events.ts'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { projectFiles } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'
import type { Workshop } from '../support/truth/workshop.ts'
import { plainShape } from '../support/truth/write-file.ts'

const load = orderFile('LOAD00000001', ['0 I 1', '0 I 2'])
const bad = orderFile('20260106-100000000', ['5 U 1 open DE 99.99', '6 I 3'])
const correction = orderFile('20260106-110000000', ['7 U 1 open DE 20.00'])

function withTest(model: string, written: string): Record<string, string> {
  return {
    'models/tests.yml': `version: 2
models:
  - name: ${model}
    columns:
      - name: amount
        data_tests: [{accepted_range: {arguments: {max_value: 50}, ${written}}}]
`,
  }
}

function statuses(summary: RunSummary): Record<string, string> {
  return Object.fromEntries(
    summary.results
      .filter(({ node }) => !node.startsWith('test.'))
      .map(({ node, status }) => [node.split('.').at(-1) ?? node, status]),
  )
}

async function amounts(workshop: Workshop, table = 'core.orders'): Promise<string[]> {
  return (await workshop.query(`select amount from ${table} order by order_key`)).map(String)
}

const block = 'config: {severity: error}'

test.each([
  ['stg_orders', { stg_orders: 'error', orders: 'skipped', big_orders: 'skipped', last_orders: 'success' }],
  ['orders', { stg_orders: 'success', orders: 'error', big_orders: 'success', fct_customers: 'skipped' }],
])('a test at %s holds back that node and what is below it', async (model, expected) => {
  const workshop = newWorkshop(withTest(model, block))
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([bad])
  const summary = await workshop.build()
  expect(statuses(summary)).toMatchObject(expected)
  expect(summary.counts.fail).toBe(1)
  expect(await amounts(workshop)).toEqual(['10.00', '10.00'])
  const held = await workshop.query('select held_by from tidemill.batches where closed_at is null')
  expect(held).toEqual([[`model.truth.${model}`]])

  // The same again: nothing has become better.
  expect((await workshop.build()).counts.fail).toBe(1)

  workshop.deliver([correction])
  await workshop.buildWell()
  expect(await amounts(workshop)).toEqual(['20.00', '10.00', '10.00'])
  const batches = await workshop.query(
    "select count(*), count(closed_at), count(superseded_by), count(held_by) from tidemill.batches where table_name = 'orders'",
  )
  expect(batches).toEqual([['3', '3', '1', '0']])
  const once = newWorkshop(withTest(model, block))
  once.deliver([load, bad, correction])
  await once.buildWell()
  expect(await workshop.contents()).toEqual(await once.contents())
  expect(await workshop.steps()).toEqual([])
})

test('a test at a table holds back that table, and its batch stays open', async () => {
  const workshop = newWorkshop({
    'models/marts/amounts.sql': 'select order_key, amount from {{ref "orders"}}\n',
    'models/marts/below.sql': 'select count(*) as orders from {{ref "amounts"}}\n',
    ...withTest('amounts', block),
  })
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([bad])
  expect(statuses(await workshop.build())).toMatchObject({ orders: 'success', amounts: 'error', below: 'skipped' })
  expect(await amounts(workshop, 'marts.amounts')).toEqual(['10.00', '10.00'])
  expect(await amounts(workshop)).toEqual(['99.99', '10.00', '10.00'])
  expect(await workshop.query('select count(*) from tidemill.batches where closed_at is null')).toEqual([['1']])
  workshop.deliver([correction])
  await workshop.buildWell()
  expect(await amounts(workshop, 'marts.amounts')).toEqual(['20.00', '10.00', '10.00'])
  expect(await workshop.query('select count(*) from tidemill.batches where closed_at is null')).toEqual([['0']])
})

test('a test at a source holds back what reads it', async () => {
  const sources = projectFiles(plainShape)['models/sources.yml'] ?? ''
  const workshop = newWorkshop({
    'models/sources.yml': sources.replace(
      '{name: status, data_type: varchar(10)}',
      "{name: status, data_type: varchar(10), data_tests: [{accepted_values: {arguments: {values: ['open', 'paid']}}}]}",
    ),
  })
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([orderFile('20260106-100000000', ['5 U 1 broken'])])
  const summary = await workshop.build()
  expect(summary.counts.fail).toBe(1)
  expect(statuses(summary)).toMatchObject({ stg_orders: 'skipped', orders: 'skipped' })
  workshop.deliver([orderFile('20260106-100000000', ['5 U 1 paid'])])
  await workshop.buildWell()
  expect(await workshop.query('select status from core.orders order by order_id')).toEqual([['paid'], ['open']])
})

test.each([
  ['severity warn', 'config: {severity: warn}', 'warn'],
  ['warn_if alone', 'config: {error_if: ">1"}', 'warn'],
  ['error_if that is not reached', 'config: {warn_if: ">5", error_if: ">10"}', 'pass'],
])('%s never blocks', async (_, written, expected) => {
  const workshop = newWorkshop(withTest('orders', written))
  workshop.deliver([load, bad])
  const summary = await workshop.build()
  expect(summary.results.find(({ node }) => node.startsWith('test.'))?.status).toBe(expected)
  expect(summary.counts.error + summary.counts.fail).toBe(0)
  expect(await amounts(workshop)).toEqual(['99.99', '10.00', '10.00'])
  expect(await workshop.query('select count(*) from tidemill.batches where closed_at is null')).toEqual([['0']])
})

test('error_if that is reached blocks', async () => {
  const workshop = newWorkshop(withTest('orders', 'config: {warn_if: ">0", error_if: ">0"}'))
  workshop.deliver([load, bad])
  expect((await workshop.build()).counts).toMatchObject({ fail: 1, error: 1 })
})

const related = {
  'models/tests.yml': `version: 2
models:
  - name: last_orders
    columns:
      - name: order_id
        data_tests: [{relationships: {arguments: {to: ref('orders'), field: order_id}}}]
`,
}

test('a relationship between two models that both change in a run sees both as they will be', async () => {
  const workshop = newWorkshop(related)
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([orderFile('20260106-100000000', ['5 I 7', '6 D 1'])])
  await workshop.buildWell()
  workshop.deliver([orderFile('20260106-110000000', ['8 I 8 draft'])])
  const summary = await workshop.build()
  expect(statuses(summary)).toMatchObject({ orders: 'success', last_orders: 'error' })
})

test('a test that needs a node further down runs after it, is noted and holds nothing back', async () => {
  const workshop = newWorkshop({
    'models/tests.yml': `version: 2
models:
  - name: orders
    columns:
      - name: customer
        data_tests: [{relationships: {arguments: {to: ref('fct_customers'), field: customer}}}]
`,
  })
  workshop.deliver([load])
  const summary = await workshop.buildWell()
  expect(summary.counts.pass).toBe(1)
  expect(summary.notes.join('\n')).toContain('runs afterwards and cannot hold it back')
})

test('a test on staging does not look at deletions', async () => {
  const workshop = newWorkshop({
    'models/tests.yml': `version: 2
models:
  - name: stg_orders
    columns: [{name: customer, data_tests: [not_null]}]
`,
  })
  workshop.deliver([load, orderFile('20260106-100000000', ['5 D 1', '6 D 9'])])
  await workshop.buildWell()
})

test('with publish: immediately rows are public before tests look at them', async () => {
  const workshop = newWorkshop({
    ...withTest('orders', block),
    'models/core/orders.sql': `{{config unique_key="order_key" publish="immediately"}}
select order_key, order_id, customer, status, amount, channel, country_name from {{ref "stg_orders"}}
`,
  })
  workshop.deliver([load, bad])
  const summary = await workshop.build()
  expect(summary.counts).toMatchObject({ fail: 1, error: 0, skipped: 0 })
  expect(await amounts(workshop)).toEqual(['99.99', '10.00', '10.00'])
  expect(await workshop.query('select count(*) from tidemill.batches where closed_at is null')).toEqual([['0']])
})
