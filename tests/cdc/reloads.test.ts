import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { projectFiles } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'
import type { Workshop } from '../support/truth/workshop.ts'
import { plainShape } from '../support/truth/write-file.ts'

const byClock = { sequence: 'clock' } as const
const load = orderFile('LOAD00000001', ['0 I 1', '0 I 2', '0 I 3'], byClock)
const change = orderFile('2026/01/05/20260105-110000000', ['10 U 1 paid', '11 D 3', '12 I 4'], byClock)

/** Some time in the seconds that `orderFile` counts in microseconds. */
const at = (microseconds: number) => `2026-01-05 10:00:00.${String(microseconds).padStart(6, '0')}`

async function orders(workshop: Workshop, table = 'core.orders', columns = 'order_id, status'): Promise<string[]> {
  const rows = await workshop.query(`select ${columns} from ${table} order by all`)
  return rows.map((row) => row.join(' '))
}

function following(): Workshop {
  return newWorkshop({
    'models/core/orders_soft.sql': `{{config strategy="cdc" unique_key="order_id" on_delete="soft"}}
select order_id, status from {{ref "stg_orders"}}
`,
    'models/core/log.sql': '{{config strategy="append"}}\nselect order_id, status from {{ref "stg_log"}}\n',
    'models/staging/stg_log.sql': `{{config keep="all"}}\nselect order_id, status from {{source "shop" "orders"}}\n`,
    'models/core/by_order.sql': `{{config strategy="recompute" unique_key="order_id"}}
select order_id, count(*) as found, current_timestamp as computed_at from {{ref "orders"}} group by order_id
`,
  })
}

test('the tables become what the load says, and readers hear of what differs', async () => {
  const workshop = following()
  workshop.deliver([load, change])
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 paid', '2 open', '4 open'])
  const before = await workshop.query('select order_id, computed_at from core.by_order order by all')

  // 1 has become draft meanwhile, 2 is as it was, 4 is gone, 5 is new.
  const again = orderFile('LOAD00000001', ['0 I 1 open', '0 I 2', '0 I 5'], { ...byClock, loadedAt: at(20_000) })
  workshop.deliver([again])
  const plan = await workshop.plan()
  expect(plan.diagnostics.map((problem) => problem.code)).toEqual(['source/reloaded'])
  expect(plan.steps.find((step) => step.kind === 'open-batch')?.why).toContain('shop.orders, loaded again, as batch')
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 open', '2 open', '5 open'])
  expect(await orders(workshop, 'core.orders_soft', 'order_id, status, _deleted_at')).toEqual([
    '1 open ',
    '2 open ',
    '3 open 2026-01-05T10:00:00.000011',
    '4 open 2026-01-05T10:00:00.020000',
    '5 open ',
  ])
  const after = await workshop.query('select order_id, computed_at from core.by_order order by all')
  expect(after.map(([id]) => id)).toEqual(['1', '2', '5'])
  expect(after[1]).toEqual(before[1])
  expect(after[0]).not.toEqual(before[0])
  expect(await orders(workshop, 'core.log', 'order_id, status, _op')).toEqual([
    '1 open I',
    '1 open I',
    '1 paid U',
    '2 open I',
    '2 open I',
    '3 open I',
    '3  D',
    '4 open I',
    '5 open I',
  ])
})

test('a change from before the load counts no more, a change from after it does', async () => {
  const workshop = following()
  workshop.deliver([load, change])
  await workshop.buildWell()
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1'], { ...byClock, loadedAt: at(500_000) })])
  await workshop.buildWell()
  workshop.deliver([orderFile('20260105-120000000', ['400000 I 6', '400001 U 1 late'], byClock)])
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 open'])
  expect(await orders(workshop, 'core.log')).toContain('6 open')
  workshop.deliver([orderFile('20260105-130000000', ['500001 I 7', '600000 U 1 paid'], byClock)])
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 paid', '7 open'])
  await workshop.buildWell({ fullRefresh: true })
  expect(await orders(workshop)).toEqual(['1 paid', '7 open'])
})

test('a load that bears the time at which the task was started takes no account of files from before', async () => {
  const workshop = following()
  workshop.deliver([load, change])
  await workshop.buildWell()
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1', '0 I 2'], byClock)])
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 open', '2 open'])
  workshop.deliver([orderFile('20260105-130000000', ['30 U 1 paid'], byClock)])
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 paid', '2 open'])
})

test('a change that came before its load came is not lost', async () => {
  const workshop = following()
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([orderFile('2026/01/05/20260105-140000000', ['700000 U 2 paid', '700001 I 8'], byClock)])
  await workshop.buildWell()
  workshop.deliver([orderFile('LOAD00000001', ['0 I 2'], { ...byClock, loadedAt: at(600_000) })])
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['2 paid', '8 open'])
})

test('a reload waits until its files have lain still', async () => {
  const sources = projectFiles(plainShape)['models/sources.yml'] ?? ''
  const workshop = newWorkshop({
    'models/sources.yml': sources.replace('mode: cdc', 'mode: cdc, load_settle: 15 minutes'),
  })
  workshop.deliver([load, change])
  await workshop.buildWell()
  workshop.deliver([
    orderFile('LOAD00000001', ['0 I 1'], { ...byClock, loadedAt: at(500_000) }),
    orderFile('20260105-130000000', ['600000 U 1 paid'], byClock),
  ])
  const waiting = await workshop.buildWell()
  expect(waiting.diagnostics.map((problem) => problem.code)).toEqual(['source/reload-settling'])
  expect(await orders(workshop)).toEqual(['1 paid', '2 open', '4 open'])
  const hourAgo = Date.now() / 1000 - 3600
  utimesSync(join(workshop.root, 'raw/sales/orders/LOAD00000001.parquet'), hourAgo, hourAgo)
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 paid'])
})

test('a load that cannot be read leaves the table as it is', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load, change])
  await workshop.buildWell()
  workshop.deliver([{ path: 'sales/orders/LOAD00000001.parquet', bytes: new TextEncoder().encode('PAR1 half') }])
  const { results } = await workshop.build()
  expect(results.find((result) => result.node.endsWith('.orders'))?.status).toBe('skipped')
  expect(await orders(workshop)).toEqual(['1 paid', '2 open', '4 open'])
})

test('a reader that a selection leaves out hears of the reload later', async () => {
  const workshop = following()
  workshop.deliver([load, change])
  await workshop.buildWell()
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1'], { ...byClock, loadedAt: at(500_000) })])
  await workshop.build({ except: ['orders_soft'] })
  workshop.deliver([orderFile('20260105-130000000', ['600000 I 9'], byClock)])
  await workshop.buildWell({ untilCaughtUp: true })
  expect(await orders(workshop, 'core.orders_soft', 'order_id, _deleted_at is null')).toEqual([
    '1 true',
    '2 false',
    '3 false',
    '4 false',
    '9 true',
  ])
})

test('a first load that nobody has applied, and that a later one replaces, knows more than the changes between', async () => {
  const workshop = newWorkshop({
    'models/core/orders.yml': `models:
  - name: orders
    columns: [{name: status, data_tests: [{accepted_values: {arguments: {values: [open, paid]}}}]}]
`,
    'models/staging/stg_order_log.sql': null,
    'models/core/last_orders.sql': null,
    'models/core/order_log.sql': null,
    'models/core/big_orders.sql': null,
  })
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1 odd', '0 I 2'], byClock), change])
  await workshop.build()
  workshop.deliver([
    orderFile('LOAD00000001', ['0 I 1 open', '0 I 2'], { ...byClock, loadedAt: at(500_000) }),
    orderFile('20260105-130000000', ['600000 U 2 paid'], byClock),
  ])
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 open', '2 paid'])
})

test('a load without rows empties the table, and what comes afterwards is taken in', async () => {
  const workshop = following()
  workshop.deliver([load, change])
  await workshop.buildWell()
  workshop.deliver([orderFile('LOAD00000001', [], byClock)])
  utimesSync(
    join(workshop.root, 'raw/sales/orders/LOAD00000001.parquet'),
    new Date('2026-01-05T10:00:00.5Z'),
    new Date('2026-01-05T10:00:00.5Z'),
  )
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual([])
  workshop.deliver([orderFile('20260105-130000000', ['600000 I 7'], byClock)])
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['7 open'])
  expect(await workshop.steps()).toEqual([])
})

test('a bad value in a load is the fault of its table alone', async () => {
  const csv = { ...plainShape, format: 'csv' } as const
  const workshop = newWorkshop({}, csv)
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1'], csv)])
  await workshop.buildWell()
  const bad = `Op,commit_ts,order_id,customer,status,country,amount,channel,change_seq
I,${at(500_000)},zz,ann,open,DE,1.00,,
`
  workshop.deliver([{ path: 'sales/orders/LOAD00000001.csv', bytes: new TextEncoder().encode(bad) }])
  workshop.write({ 'seeds/other.csv': 'a\n1\n' })
  const { results } = await workshop.build()
  const status = (name: string) => results.find((result) => result.node.endsWith(`.${name}`))?.status
  expect([status('stg_orders'), status('other')]).toEqual(['error', 'success'])
  expect(await orders(workshop)).toEqual(['1 open'])
})
