import { expect, test } from 'vitest'
import { lines } from '../support/truth/history.ts'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'
import type { Workshop } from '../support/truth/workshop.ts'
import { plainShape, writeFile } from '../support/truth/write-file.ts'

const load = orderFile('LOAD00000001', ['0 I 1', '0 I 2'])
const good = orderFile('20260105-110000000', ['5 U 1 paid'])
const lineLoad = writeFile(
  {
    key: 'sales/lines/LOAD00000001',
    table: lines,
    isLoad: true,
    hasLate: false,
    changes: [
      {
        op: 'I',
        row: { order_id: 1, line_no: '1', quantity: 2, note: null },
        sequence: 0,
        commitTs: '2026-01-05 09:00:00.000000',
        hasLate: false,
      },
    ],
  },
  plainShape,
)
const bad = orderFile('20260105-120000000', ['6 D 1', '7 U 2 lost', '8 I 3'])

async function built(): Promise<{ readonly workshop: Workshop; readonly batches: readonly string[] }> {
  const workshop = newWorkshop({
    'models/core/versions.sql': `{{config materialized="scd2" unique_key="order_id"}}
select order_id, status from {{ref "stg_order_log"}}
`,
    'models/core/totals.sql': `{{config strategy="recompute" unique_key="status"}}
select status, count(*) as orders from {{ref "orders"}} group by status
`,
  })
  for (const file of [load, good, bad]) {
    workshop.deliver([file])
    await workshop.buildWell()
  }
  const rows = await workshop.query("select batch_id from tidemill.batches where table_name = 'orders' order by 1")
  return { workshop, batches: rows.map(([batch]) => String(batch)) }
}

const orders = async (workshop: Workshop) =>
  (await workshop.query('select order_id, status from core.orders order by 1')).map((row) => row.join(' '))

const all = ['orders', 'last_orders', 'big_orders', 'order_log', 'versions', 'totals']

test('tables are as they were after a batch, until the next build applies what came later again', async () => {
  const { workshop, batches } = await built()
  expect(await orders(workshop)).toEqual(['2 lost', '3 open'])
  const { again } = await workshop.rollback(batches[1] ?? '', { only: all })
  expect(again).toEqual([
    { source: 'shop', table: 'orders', batches: [batches[2]], files: ['sales/orders/20260105-120000000.parquet'] },
  ])
  expect(await orders(workshop)).toEqual(['1 paid', '2 open'])
  expect(await workshop.query('select status, orders from core.totals order by 1')).toEqual([
    ['open', '1'],
    ['paid', '1'],
  ])
  const versions = 'select order_id, status, is_current from core.versions order by order_id, valid_from'
  expect(await workshop.query(versions)).toEqual([
    [1, 'open', false],
    [1, 'paid', true],
    [2, 'open', true],
  ])
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['2 lost', '3 open'])
  expect(await workshop.query('select status, orders from core.totals order by 1')).toEqual([
    ['lost', '1'],
    ['open', '1'],
  ])
  expect(await workshop.query('select count(*) from core.order_log')).toEqual([['6']])
})

test('a bad file can be replaced or set aside after everybody has been rolled back', async () => {
  const { workshop, batches } = await built()
  const file = 'sales/orders/20260105-120000000.parquet'
  await expect(workshop.skipFile('shop.orders', file)).rejects.toThrow()
  await workshop.rollback(batches[1] ?? '', { only: all })
  await workshop.skipFile('shop.orders', file)
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 paid', '2 open'])

  const other = await built()
  await other.workshop.rollback(other.batches[1] ?? '', { only: all })
  other.workshop.deliver([orderFile('20260105-120000000', ['7 U 2 sent'])])
  await other.workshop.buildWell()
  expect(await orders(other.workshop)).toEqual(['1 paid', '2 sent'])
})

test('before its first batch a table has no rows', async () => {
  const workshop = newWorkshop()
  workshop.deliver([lineLoad])
  await workshop.buildWell()
  const [[first]] = (await workshop.query('select batch_id from tidemill.batches')) as [[string]]
  workshop.deliver([load])
  await workshop.buildWell()
  await workshop.rollback(first, { only: ['orders', 'lines'] })
  expect(await orders(workshop)).toEqual([])
  expect(await workshop.query('select count(*) from core.lines')).toEqual([['1']])
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 open', '2 open'])
})

test('a table that is left out keeps its rows, and so does its batch', async () => {
  const { workshop, batches } = await built()
  await workshop.rollback(batches[0] ?? '', { only: ['orders'] })
  expect(await orders(workshop)).toEqual(['1 open', '2 open'])
  const log = await workshop.query('select count(*) from core.order_log')
  expect(log).toEqual([['6']])
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['2 lost', '3 open'])
  expect(await workshop.query('select count(*) from core.order_log')).toEqual(log)
})

test('an unknown batch, a protected table and a file that is gone are refused, and nothing is touched', async () => {
  const { workshop, batches } = await built()
  const before = await orders(workshop)
  await expect(workshop.rollback('never')).rejects.toMatchObject({ diagnostics: [{ code: 'batch/unknown' }] })
  workshop.write({
    'models/core/last_orders.sql': `{{config unique_key="order_id" full_refresh=false}}
select order_id, status, amount from {{ref "stg_order_log"}}
`,
  })
  await expect(workshop.rollback(batches[1] ?? '')).rejects.toMatchObject({
    diagnostics: [{ code: 'rollback/protected' }],
  })
  workshop.remove('raw/sales/orders/20260105-110000000.parquet')
  const gone = workshop.rollback(batches[1] ?? '', { only: ['orders'] })
  await expect(gone).rejects.toMatchObject({ diagnostics: [{ code: 'history/gone' }] })
  expect(await orders(workshop)).toEqual(before)
  // What came before the file that is gone can be made again.
  await workshop.rollback(batches[0] ?? '', { only: ['orders'] })
  expect(await orders(workshop)).toEqual(['1 open', '2 open'])
})

test('a full refresh goes on without a file that is gone where it is told to', async () => {
  const { workshop } = await built()
  workshop.remove('raw/sales/orders/20260105-110000000.parquet')
  const refused = await workshop.build({ fullRefresh: true })
  const codes = refused.results.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code))
  expect(new Set(codes)).toEqual(new Set(['history/gone']))
  expect(await workshop.query('select count(*) from core.order_log')).toEqual([['6']])
  const { diagnostics } = await workshop.buildWell({ fullRefresh: true, discardsHistory: true })
  expect(diagnostics.map(({ code }) => code)).toContain('history/discarded')
  expect(await workshop.query('select count(*) from core.order_log')).toEqual([['5']])
  expect(await orders(workshop)).toEqual(['2 lost', '3 open'])
})
