import { expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'
import type { Workshop } from '../support/truth/workshop.ts'

const load = orderFile('LOAD00000001', ['0 I 1', '0 I 2', '0 I 3'])
const change = orderFile('20260105-110000000', ['5 U 1 paid', '6 D 3', '7 I 4'])

function built(more: Readonly<Record<string, string>> = {}): Workshop {
  return newWorkshop({
    'models/core/versions.sql': `{{config materialized="scd2" unique_key="order_id"}}
select order_id, status from {{ref "stg_order_log"}}
`,
    'models/core/soft.sql': `{{config strategy="cdc" unique_key="order_key" on_delete="soft"}}
select order_key, status from {{ref "stg_orders"}}
`,
    'models/core/totals.sql': `{{config strategy="recompute" unique_key="status"}}
select status, count(*) as orders, sum(cast(amount as double)) as amount from {{ref "orders"}} group by status
`,
    ...more,
  })
}

async function found(workshop: Workshop, options: Parameters<Workshop['verify']>[0] = {}) {
  const models = await workshop.verify(options)
  return new Map(models.map((model) => [model.node.split('.').at(-1) ?? '', model]))
}

async function words(workshop: Workshop): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries([...(await found(workshop))].map(([name, { status }]) => [name, status]))
}

const relations = `select table_schema || '.' || table_name from information_schema.tables order by 1`

test('what was built step by step equals its rebuild, and nothing is left behind', async () => {
  const workshop = built()
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([change])
  await workshop.buildWell()
  const before = await workshop.query(relations)
  const all = await words(workshop)
  expect(all).toMatchObject({ orders: 'equal', order_log: 'equal', versions: 'equal', soft: 'equal', totals: 'equal' })
  expect(new Set(Object.values(all))).toEqual(new Set(['equal']))
  expect(await workshop.query(relations)).toEqual(before)
})

test('planted faults are found, with their keys and what differs', async () => {
  const workshop = built()
  workshop.deliver([load, change])
  await workshop.buildWell()
  await workshop.execute(
    `update core.orders set status = 'lost' where order_id = 1`,
    `delete from core.orders where order_id = 2`,
    `insert into core.orders (order_key, order_id, status) values ('O-9', 9, 'open')`,
    `update core.versions set valid_to = timestamp '2026-01-05 10:00:00.000004' where order_id = 1 and valid_to is not null`,
    `update core.soft set _deleted_at = null`,
    `update core.totals set orders = orders + 1 where status = 'open'`,
    `insert into core.order_log select * from core.order_log limit 1`,
  )
  const models = await found(workshop)
  const { differences } = models.get('orders') ?? {}
  expect(differences).toMatchObject({ extra: 2, missing: 2 })
  expect(differences?.examples).toEqual([
    { key: { order_key: 'O-1' }, is: 'different', values: { status: ['lost', 'paid'] } },
    { key: { order_key: 'O-9' }, is: 'extra', values: {} },
    { key: { order_key: 'O-2' }, is: 'missing', values: {} },
  ])
  expect(models.get('versions')?.differences?.examples[0]?.values).toEqual({
    valid_to: ['2026-01-05T10:00:00.000004', '2026-01-05T10:00:00.000005'],
  })
  expect(models.get('soft')?.differences?.examples[0]?.values).toEqual({
    _deleted_at: [null, '2026-01-05T10:00:00.000006'],
  })
  expect(models.get('totals')?.differences).toMatchObject({ extra: 1, missing: 1 })
  expect(models.get('order_log')?.differences).toMatchObject({ extra: 1, missing: 0 })
  expect(models.get('lines')?.status).toBe('equal')
})

test('files that wait, and batches that somebody lacks, are no differences', async () => {
  const workshop = built()
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([change])
  expect(new Set(Object.values(await words(workshop)))).toEqual(new Set(['equal']))
  await workshop.build({ except: ['orders', 'totals', 'fct_lines', 'fct_customers'] })
  const models = await found(workshop)
  expect(models.get('orders')).toMatchObject({ status: 'skipped', why: expect.stringContaining('build first') })
  expect(models.get('totals')).toMatchObject({ status: 'skipped', why: expect.stringContaining('orders') })
  expect(models.get('versions')?.status).toBe('equal')
})

test('what cannot be made again is named and left out', async () => {
  const workshop = built({
    'models/core/merged.sql': `{{config strategy="merge" unique_key="order_key"}}
select order_key from {{ref "orders"}}
`,
    'models/core/now.sql': `{{config strategy="recompute" unique_key="order_key"}}
select order_key, current_date as today from {{ref "orders"}}
`,
  })
  workshop.deliver([load])
  await workshop.buildWell()
  const models = await found(workshop)
  expect(models.get('merged')?.why).toContain('what its query gave')
  expect(models.get('now')?.why).toContain('asks for the time')
})

test('after a reload the rows are compared that files still tell of', async () => {
  const workshop = built()
  const byClock = { sequence: 'clock' } as const
  const at = (microseconds: number) => `2026-01-05 10:00:00.${String(microseconds).padStart(6, '0')}`
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1', '0 I 2'], byClock)])
  await workshop.buildWell()
  workshop.deliver([orderFile('20260105-110000000', ['10000 U 1 paid'], byClock)])
  await workshop.buildWell()
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1 sent', '0 I 5'], { ...byClock, loadedAt: at(50_000) })])
  await workshop.buildWell()
  expect(await words(workshop)).toMatchObject({
    ...{ orders: 'equal', versions: 'equal', soft: 'equal', totals: 'equal' },
    order_log: 'skipped',
  })
  await workshop.execute(`update core.versions set status = 'lost' where order_id = 5`)
  expect(await words(workshop)).toMatchObject({ versions: 'differs' })
})

test('a file that is gone or has been replaced stops it, and nothing is touched', async () => {
  const workshop = built()
  workshop.deliver([load, change])
  await workshop.buildWell()
  workshop.deliver([orderFile('20260105-110000000', ['5 U 1 open'])])
  await expect(workshop.verify()).rejects.toMatchObject({ diagnostics: [{ code: 'verify/file-replaced' }] })
  workshop.remove('raw/sales/orders/20260105-110000000.parquet')
  await expect(workshop.verify()).rejects.toMatchObject({ diagnostics: [{ code: 'history/gone' }] })
})

test('a share of the keys is enough to find what is wrong everywhere', async () => {
  const workshop = built()
  workshop.deliver([
    orderFile(
      'LOAD00000001',
      Array.from({ length: 400 }, (_, index) => `0 I ${index + 1}`),
    ),
  ])
  await workshop.buildWell()
  await workshop.execute(`update core.orders set status = 'lost'`)
  const few = (await found(workshop, { share: 0.1 })).get('orders')?.differences
  expect(few?.extra).toBe(few?.missing)
  expect(few?.extra).toBeGreaterThan(5)
  expect(few?.extra).toBeLessThan(120)
})
