import { expect, test } from 'vitest'
import { newWorkshopOn, workshopLayouts } from '../support/truth/new-workshop.ts'
import { onlyModels } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'
import type { Workshop } from '../support/truth/workshop.ts'

async function rowsOf(workshop: Workshop, table: string, columns: string): Promise<readonly string[]> {
  const rows = await workshop.query(`select ${columns} from ${table}`)
  return rows.map((row) => row.map((cell) => String(cell)).join(' ')).sort()
}

/** A model whose later builds give the open orders alone; it is built each time, since it asks for the time. */
const overwritten = (partitionBy: string) => `{{config strategy="insert_overwrite" ${partitionBy} schema="marts"}}
select order_id, nullif(status, 'none') as status, customer
from {{ref "orders"}}
where current_date is not null{{#if (is_incremental)}} and status in ('open', 'none') and order_id > 1{{/if}}
`

const files = {
  ...onlyModels('stg_orders', 'orders'),
  'models/facts/by_status.sql': overwritten('partition_by=(list "STATUS" "customer")'),
  'models/facts/whole.sql': overwritten(''),
  'models/facts/batches.sql': `{{config strategy="insert_overwrite" partition_by="status" schema="marts"}}
select order_id, status from {{ref "stg_orders" changes=true}} where _op <> 'D'
`,
  ...Object.fromEntries(
    ['by_status', 'whole'].map((model) => [
      `models/facts/per_${model}.sql`,
      `{{config strategy="recompute" unique_key="status"}}
select status, count(*) as orders from {{ref "${model}"}} group by status
`,
    ]),
  ),
  'project.yml': `name: truth
target: local
models:
  staging: {+engine: spark, +materialized: staging, +schema: staging}
  core: {+materialized: incremental, +strategy: cdc, +schema: core}
  facts: {+materialized: incremental, +schema: facts}
seeds: {+schema: reference}
`,
}

test.each(workshopLayouts)('partitions are replaced as a whole, on %s', { timeout: 300_000 }, async (layout) => {
  const workshop = await newWorkshopOn(layout, files)
  const built = async () => [
    await rowsOf(workshop, 'marts.by_status', 'order_id, status'),
    await rowsOf(workshop, 'facts.per_by_status', 'status, orders'),
    await rowsOf(workshop, 'marts.whole', 'order_id, status'),
    await rowsOf(workshop, 'facts.per_whole', 'status, orders'),
  ]
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1 open', '0 I 2 open', '0 I 3 none', '0 I 4 none', '0 I 5 paid'])])
  await workshop.buildWell()
  const first = [
    ['1 open', '2 open', '3 null', '4 null', '5 paid'],
    ['null 2', 'open 2', 'paid 1'],
  ]
  expect(await built()).toEqual([...first, ...first])

  workshop.deliver([orderFile('20260105-100000001', ['1 U 2 paid', '2 D 3', '3 I 6 open'])])
  await workshop.buildWell()
  const second = [
    ['4 null', '5 paid', '6 open'],
    ['null 1', 'open 1', 'paid 1'],
    ['4 null', '6 open'],
    ['null 1', 'open 1'],
  ]
  expect(await built()).toEqual(second)
  expect(await rowsOf(workshop, 'marts.batches', 'order_id, status')).toEqual(['2 paid', '3 none', '4 none', '6 open'])

  if (layout === 'duckdb') {
    await workshop.buildWell()
    expect(await built()).toEqual(second)
  }
})

test('no new rows leave all partitions as they are', async () => {
  const workshop = await newWorkshopOn('duckdb', {
    ...files,
    'models/facts/whole.sql': null,
    'models/facts/per_whole.sql': null,
    'models/facts/batches.sql': null,
  })
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1 open'])])
  await workshop.buildWell()
  workshop.deliver([orderFile('20260105-100000001', ['1 D 1'])])
  await workshop.buildWell()
  expect(await rowsOf(workshop, 'marts.by_status', 'order_id, status')).toEqual(['1 open'])
})
