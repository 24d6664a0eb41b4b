import { expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'

const load = orderFile('LOAD00000001', ['0 I 1', '0 I 2'])
const change = orderFile('20260106-100000000', ['5 U 1 paid', '6 I 3'])

test('a view over a table whose columns change goes on working', async () => {
  const workshop = newWorkshop({
    'models/marts/orders_view.sql': '{{config materialized="view"}}\nselect * from {{ref "fct_customers"}}\n',
    'models/marts/over_view.sql': '{{config materialized="view"}}\nselect * from {{ref "orders_view"}}\n',
  })
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.write({
    'models/marts/fct_customers.sql':
      'select count(*) as orders, customer, max(order_id) as newest from {{ref "orders"}} group by customer\n',
  })
  await workshop.buildWell()
  expect(await workshop.query('select orders, customer, newest from marts.over_view')).toEqual([['2', 'ANN', '2']])
})

test.each([
  ['view', 'table'],
  ['table', 'view'],
  ['view', 'incremental'],
  ['table', 'incremental'],
  ['incremental', 'table'],
  ['incremental', 'view'],
])('a %s becomes a %s', async (before, after) => {
  const sql = {
    view: '{{config materialized="view"}}\nselect order_key from {{ref "orders"}}\n',
    table: '{{config materialized="table"}}\nselect order_key from {{ref "orders"}}\n',
    incremental:
      '{{config materialized="incremental" unique_key="order_key"}}\nselect order_key from {{ref "stg_orders"}}\n',
  } as const
  const workshop = newWorkshop({ 'models/core/keys.sql': sql[before as keyof typeof sql] })
  const keys = async () => (await workshop.query('select order_key from core.keys order by 1')).flat()
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.write({ 'models/core/keys.sql': sql[after as keyof typeof sql] })
  await workshop.buildWell()
  expect(await keys()).toEqual(['O-1', 'O-2'])
  workshop.deliver([change])
  await workshop.buildWell()
  expect(await keys()).toEqual(['O-1', 'O-2', 'O-3'])
  workshop.write({ 'models/core/keys.sql': sql[before as keyof typeof sql] })
  await workshop.buildWell()
  expect(await keys()).toEqual(['O-1', 'O-2', 'O-3'])
  expect(await workshop.steps()).toEqual([])
})

test.each(['core.orders', 'marts.fct_customers', 'marts.open_orders', 'staging.stg_orders', 'reference.countries'])(
  '%s is not overwritten when the tool did not make it',
  async (name) => {
    const workshop = newWorkshop()
    await workshop.execute(`create schema ${name.split('.')[0]}`, `create table ${name} as select 42 as mine`)
    workshop.deliver([load])
    const { results } = await workshop.build()
    const failed = results.filter((result) => result.status === 'error')
    expect(failed.flatMap((result) => result.diagnostics.map((problem) => problem.code))).toEqual(['relation/not-ours'])
    expect(await workshop.query(`select * from ${name}`)).toEqual([[42]])
  },
)

test('a table that fails leaves its old rows public', async () => {
  const workshop = newWorkshop({
    'models/marts/amounts.sql': 'select order_key, cast(\'7\' as integer) as x from {{ref "orders"}}\n',
  })
  workshop.deliver([load])
  await workshop.buildWell()
  const rows = () => workshop.query('select * from marts.amounts order by 1')
  const before = await rows()
  expect(before).toHaveLength(2)
  workshop.write({
    'models/marts/amounts.sql': 'select order_key, cast(status as integer) as x from {{ref "orders"}}\n',
  })
  const { results } = await workshop.build()
  expect(results.filter((result) => result.status === 'error').map((result) => result.node)).toEqual([
    'model.truth.amounts',
  ])
  expect(await rows()).toEqual(before)
})

test('the same columns: the rows are replaced and the table stays the same table', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load])
  await workshop.buildWell()
  await workshop.execute('create view marts.by_hand as select * from marts.fct_customers')
  const table = async () =>
    (await workshop.query("select table_oid from duckdb_tables() where table_name = 'fct_customers'")).flat()
  const before = await table()
  workshop.deliver([change])
  await workshop.buildWell()
  expect(await workshop.query('select * from marts.by_hand')).toEqual([['ANN', '3']])
  expect(await table()).toEqual(before)
})
