import { expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'
import type { Workshop } from '../support/truth/workshop.ts'

async function rowsOf(workshop: Workshop, table: string, columns: string): Promise<readonly string[]> {
  const rows = await workshop.query(`select ${columns} from ${table}`)
  return rows.map((row) => row.map((cell) => String(cell)).join(' ')).sort()
}

test('a merge replaces rows by their key and keeps all others', async () => {
  const workshop = newWorkshop({
    'models/marts/merged.sql': `{{config materialized="incremental" strategy="merge" unique_key="order_id"}}
select order_id, status, {{#if (is_incremental)}}'later'{{else}}'first'{{/if}} as seen from {{ref "orders"}}
{{#if (is_incremental)}}where order_id >= (select max(order_id) from {{this}}){{/if}}
`,
    'models/facts/per_status.sql': `{{config materialized="incremental" strategy="recompute" unique_key="status" schema="facts"}}
select status, count(*) as orders from {{ref "merged"}} group by status
`,
  })
  const built = async () => [
    await rowsOf(workshop, 'marts.merged', 'order_id, status, seen'),
    await rowsOf(workshop, 'facts.per_status', 'status, orders'),
  ]
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1 open', '0 I 2 open'])])
  await workshop.buildWell()
  expect(await built()).toEqual([['1 open first', '2 open first'], ['open 2']])

  workshop.deliver([orderFile('20260105-100000001', ['1 U 1 paid', '2 U 2 paid', '3 I 3 open'])])
  await workshop.buildWell()
  expect(await built()).toEqual([
    ['1 open first', '2 paid later', '3 open later'],
    ['open 2', 'paid 1'],
  ])

  expect(await workshop.steps()).toEqual([])
  await workshop.buildWell({ fullRefresh: true })
  expect(await built()).toEqual([
    ['1 paid first', '2 paid first', '3 open first'],
    ['open 1', 'paid 2'],
  ])
})

test('a merge refuses rows of one key, and a key that is NULL', async () => {
  const model = (key: string) => `{{config materialized="incremental" strategy="merge" unique_key="order_id"}}
select ${key} as order_id, status from {{ref "orders"}}
`
  const workshop = newWorkshop({ 'models/marts/merged.sql': model('1') })
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1 open', '0 I 2 open'])])
  const codes = async () =>
    (await workshop.build()).results
      .filter(({ node }) => node === 'model.truth.merged')
      .flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code))
  expect(await codes()).toEqual(['cdc/key-repeated'])
  workshop.write({ 'models/marts/merged.sql': model('nullif(order_id, 1)') })
  expect(await codes()).toEqual(['cdc/key-null'])
})

test('delete+insert replaces all rows of a key, NULL among them, and append adds', async () => {
  const workshop = newWorkshop({
    'models/marts/replaced.sql': `{{config materialized="incremental" strategy="delete+insert" unique_key="status"}}
select nullif(status, 'none') as status, order_id from {{ref "orders"}}
{{#if (is_incremental)}}where status in ('none', 'paid'){{/if}}
`,
    'models/marts/added.sql': `{{config materialized="incremental" strategy="append"}}
select order_id from {{ref "orders"}}
{{#if (is_incremental)}}where order_id > (select max(order_id) from {{this}}){{/if}}
`,
    'models/facts/counted.sql': `{{config materialized="incremental" strategy="recompute" unique_key="order_id" schema="facts"}}
select order_id, count(*) as times from {{ref "added"}} group by order_id
`,
  })
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1 none', '0 I 2 none', '0 I 3 open'])])
  await workshop.buildWell()
  expect(await rowsOf(workshop, 'marts.replaced', 'status, order_id')).toEqual(['null 1', 'null 2', 'open 3'])

  workshop.deliver([orderFile('20260105-100000001', ['1 U 2 paid', '2 D 3', '3 I 4 none'])])
  await workshop.buildWell()
  expect(await rowsOf(workshop, 'marts.replaced', 'status, order_id')).toEqual(['null 1', 'null 4', 'open 3', 'paid 2'])
  expect(await rowsOf(workshop, 'marts.added', 'order_id')).toEqual(['1', '2', '3', '4'])
  expect(await rowsOf(workshop, 'facts.counted', 'order_id, times')).toEqual(['1 1', '2 1', '3 1', '4 1'])
})

test('a merge over a batch takes each batch once, whatever comes between', async () => {
  const workshop = newWorkshop({
    'models/marts/seen.sql': `{{config materialized="incremental" strategy="append"}}
select order_key, _op as op from {{ref "stg_orders" changes=true}}
`,
    'models/marts/latest.sql': `{{config materialized="incremental" strategy="merge" unique_key="order_key"}}
select order_key, status from {{ref "stg_orders" changes=true}} where _op <> 'D'
`,
  })
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1 open', '0 I 2 open'])])
  await workshop.buildWell()
  workshop.deliver([orderFile('20260105-100000001', ['1 U 1 paid', '2 D 2'])])
  await workshop.buildWell({ except: ['latest'] })
  workshop.deliver([orderFile('20260105-100000002', ['3 I 3 open'])])
  await workshop.buildWell()
  expect(await rowsOf(workshop, 'marts.latest', 'order_key, status')).toEqual(['O-1 paid', 'O-2 open', 'O-3 open'])
  expect(await workshop.query('select count(*) from tidemill.batches where closed_at is null')).toEqual([['0']])
})
