import { expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'

const load = orderFile('LOAD00000001', ['0 I 1', '0 I 2'])
const change = orderFile('20260106-100000000', ['5 U 1 paid'])

test('is_incremental is false when a table is made, true for what is added to it, false again on a full refresh', async () => {
  const workshop = newWorkshop({
    'models/core/phases.sql': `{{config materialized="incremental" strategy="cdc" unique_key="order_key"}}
select order_key, {{#if (is_incremental)}}'added'{{else}}'made'{{/if}} as phase from {{ref "stg_orders"}}
`,
  })
  const phases = () => workshop.query('select order_key, phase from core.phases order by 1')
  workshop.deliver([load])
  await workshop.buildWell()
  expect(await phases()).toEqual([
    ['O-1', 'made'],
    ['O-2', 'made'],
  ])
  workshop.deliver([change])
  await workshop.buildWell()
  expect(await phases()).toEqual([
    ['O-1', 'added'],
    ['O-2', 'made'],
  ])
  await workshop.buildWell({ fullRefresh: true })
  expect(await phases()).toEqual([
    ['O-1', 'made'],
    ['O-2', 'made'],
  ])
})

test('hooks run around their model, know it as this, and run in its transaction', async () => {
  const workshop = newWorkshop({
    'models/core/hooked.sql': `{{config materialized="incremental" strategy="cdc" unique_key="order_key"
  pre_hook="create table if not exists core.seen (phase varchar, orders bigint)"
  post_hook="insert into core.seen select '{{this.name}}', count(*) from {{this}}"}}
select order_key from {{ref "stg_orders"}}
`,
  })
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([change])
  await workshop.buildWell()
  expect(await workshop.query('select phase, orders from core.seen')).toEqual([
    ['hooked', '2'],
    ['hooked', '2'],
  ])
})

test('a hook that the engine refuses is reported where it was written', async () => {
  const workshop = newWorkshop({
    'models/core/hooked.sql': `{{config materialized="table" post_hook="insert into nowhere values (1)"}}
select order_key from {{ref "orders"}}
`,
  })
  workshop.deliver([load])
  const { results } = await workshop.build()
  const [problem] = results.find((result) => result.node.endsWith('.hooked'))?.diagnostics ?? []
  expect(problem?.span?.file.path).toBe('models/core/hooked.sql')
  const { start, end } = problem?.span ?? { start: 0, end: 0 }
  expect(problem?.span?.file.text.slice(start, end)).toContain('insert into nowhere')
})

test('a star over a source brings its columns and the system columns that are promised, nothing internal', async () => {
  const workshop = newWorkshop({ 'models/staging/stg_all.sql': 'select * from {{source "shop" "orders"}}\n' })
  workshop.deliver([load])
  await workshop.buildWell()
  const columns = (
    await workshop.query("select column_name from information_schema.columns where table_name = 'stg_all'")
  ).flat()
  expect(columns).toEqual(
    expect.arrayContaining(['_op', '_change_seq', '_commit_ts', '_file', '_is_load', '_batch_id']),
  )
  expect(columns.filter((name) => String(name).startsWith('_tm') || name === '_position')).toEqual([])
})

test('a full refresh loads seeds again', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load])
  await workshop.buildWell()
  await workshop.execute('delete from reference.countries')
  await workshop.buildWell({ fullRefresh: true })
  expect(await workshop.query('select count(*) > 0 from reference.countries')).toEqual([[true]])
})

test('deleted rows stay where staging is read through an ephemeral model', async () => {
  const workshop = newWorkshop({
    'models/core/kept_orders.sql': `{{config unique_key="order_key" on_delete="soft"}}
select order_key, status from {{ref "named_orders"}}
`,
    'models/core/named_orders.sql': `{{config materialized="ephemeral"}}
select order_key, status from {{ref "stg_orders"}}
`,
  })
  workshop.deliver([load, change, orderFile('20260106-100000001', ['6 D 1'])])
  await workshop.buildWell()
  expect(
    await workshop.query('select order_key, status, _deleted_at is null from core.kept_orders order by 1'),
  ).toEqual([
    ['O-1', 'paid', false],
    ['O-2', 'open', true],
  ])
})
