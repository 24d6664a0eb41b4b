import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'

const load = orderFile('LOAD00000001', ['0 I 1', '0 I 2'])
const change = orderFile('2026/01/06/20260106-100000000', ['5 U 1 paid', '6 D 2'])

test('the ledger has the columns that its contract names', async () => {
  const workshop = newWorkshop()
  await workshop.buildWell()
  const rows = await workshop.query(
    "select table_name, column_name, data_type from information_schema.columns where table_schema = 'tidemill' order by table_name, ordinal_position",
  )
  const columns = (table: string) => rows.filter(([name]) => name === table).map(([, name, type]) => `${name} ${type}`)
  expect(columns('batches').slice(0, 5)).toEqual([
    'batch_id VARCHAR',
    'source_name VARCHAR',
    'table_name VARCHAR',
    'opened_at TIMESTAMP',
    'closed_at TIMESTAMP',
  ])
  expect(columns('batch_files')).toEqual([
    'batch_id VARCHAR',
    'source_name VARCHAR',
    'table_name VARCHAR',
    'file_key VARCHAR',
    'etag VARCHAR',
    'size_bytes BIGINT',
  ])
  expect(columns('applied')).toEqual([
    'batch_id VARCHAR',
    'node_id VARCHAR',
    'rows_written BIGINT',
    'applied_at TIMESTAMP',
  ])
  expect(columns('built')).toEqual(['node_id VARCHAR', 'fingerprint VARCHAR', 'built_at TIMESTAMP'])
})

test('a batch names its files by their keys, with MD5 and size', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load, change])
  const before = Date.now()
  await workshop.buildWell()
  const files = await workshop.query(
    'select source_name, table_name, file_key, etag, size_bytes from tidemill.batch_files order by file_key',
  )
  expect(files).toEqual(
    [change, load].map(({ path, bytes }) => [
      'shop',
      'orders',
      path,
      createHash('md5').update(bytes).digest('hex'),
      String(bytes.length),
    ]),
  )
  const [batch] = await workshop.query('select source_name, table_name, opened_at, closed_at from tidemill.batches')
  expect(batch?.slice(0, 2)).toEqual(['shop', 'orders'])
  for (const time of batch?.slice(2) ?? []) {
    // Times are UTC, whatever the machine's zone.
    expect(Math.abs(Date.parse(`${time}Z`) - before)).toBeLessThan(60_000)
  }
})

test('each consumer has applied each batch once', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([change])
  await workshop.buildWell()
  const applied = await workshop.query(
    `select node_id, string_agg(cast(rows_written as varchar), ' ' order by a.batch_id) from tidemill.applied a
     join tidemill.batches b on b.batch_id = a.batch_id where b.table_name = 'orders' group by node_id order by node_id`,
  )
  expect(applied).toEqual([
    ['model.truth.big_orders', '2 2'],
    ['model.truth.last_orders', '2 2'],
    ['model.truth.order_log', '2 2'],
    ['model.truth.orders', '2 2'],
  ])
})

test('batches sort by time', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([change])
  await workshop.buildWell()
  const byId = await workshop.query('select batch_id from tidemill.batches order by batch_id')
  const byTime = await workshop.query('select batch_id from tidemill.batches order by opened_at, batch_id')
  expect(byId).toEqual(byTime)
  expect(byId).toHaveLength(2)
})

test('what another run has taken over is not written any more', async () => {
  const takesOver = "update tidemill.fence set token = 'another run'"
  const workshop = newWorkshop({
    'models/core/orders.sql': `{{config unique_key="order_key" post_hook="${takesOver}"}}
select order_key, order_id, customer, status, amount, channel, country_name from {{ref "stg_orders"}}
`,
  })
  workshop.deliver([load])
  const { results } = await workshop.build({ only: ['countries', 'stg_orders', 'orders'] })
  const orders = results.find(({ node }) => node === 'model.truth.orders')
  expect(orders?.diagnostics.map(({ code }) => code)).toEqual(['run/taken-over'])
  const applied = "select count(*) from tidemill.applied where node_id = 'model.truth.orders'"
  expect(await workshop.query(applied)).toEqual([['0']])
})
