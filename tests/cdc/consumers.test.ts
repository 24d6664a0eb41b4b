import { expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { projectFiles } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'
import type { Workshop } from '../support/truth/workshop.ts'
import { plainShape } from '../support/truth/write-file.ts'

const load = orderFile('LOAD00000001', ['0 I 1', '0 I 2'])
const first = orderFile('20260106-100000000', ['5 U 1 paid', '6 D 2'])
const second = orderFile('20260106-110000000', ['7 I 3', '8 U 1 open DE 70.00'])

async function openBatches(workshop: Workshop): Promise<number> {
  const [row] = await workshop.query('select count(*) from tidemill.batches where closed_at is null')
  return Number(row?.[0])
}

/** What a project holds that got everything in one build. */
async function inOneBuild(files: Readonly<Record<string, string>> = {}) {
  const workshop = newWorkshop(files)
  workshop.deliver([load, first, second])
  await workshop.buildWell()
  return workshop.contents()
}

test('a model that is added later is filled from everything', async () => {
  const workshop = newWorkshop({ 'models/core/big_orders.sql': null })
  for (const file of [load, first]) {
    workshop.deliver([file])
    await workshop.buildWell()
  }
  workshop.write({
    'models/core/big_orders.sql': `{{config unique_key="order_key"}}
select order_key, amount from {{ref "stg_orders"}} where amount > 50
`,
  })
  workshop.deliver([second])
  await workshop.buildWell()
  expect(await workshop.contents()).toEqual(await inOneBuild())
})

test.each(['core.orders', 'core.order_log', 'marts.fct_lines', 'staging.stg_orders'])(
  '%s is filled again when it was dropped',
  async (name) => {
    const workshop = newWorkshop()
    workshop.deliver([load, first])
    await workshop.buildWell()
    await workshop.execute(`drop table ${name}`)
    workshop.deliver([second])
    await workshop.buildWell()
    expect(await workshop.contents()).toEqual(await inOneBuild())
    await workshop.execute(`drop table ${name}`)
    await workshop.buildWell()
    expect(await workshop.contents()).toEqual(await inOneBuild())
    expect(await workshop.steps()).toEqual([])
  },
)

test('--full-refresh gives the same', async () => {
  const workshop = newWorkshop()
  for (const file of [load, first, second]) {
    workshop.deliver([file])
    await workshop.buildWell()
  }
  const before = await workshop.contents()
  await workshop.buildWell({ fullRefresh: true })
  expect(await workshop.contents()).toEqual(before)
  expect(await openBatches(workshop)).toBe(0)
})

test('a consumer that a selection leaves out keeps the batch open and is named; a full build completes it', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([first])
  const one = await workshop.buildWell({ except: ['big_orders'] })
  expect(one.notes.join('\n')).toMatch(/^Batch \S+ of shop\.orders stays open: big_orders has not taken it in\.$/m)
  expect(await openBatches(workshop)).toBe(1)
  workshop.deliver([second])
  await workshop.buildWell({ except: ['big_orders'] })
  expect(await openBatches(workshop)).toBe(2)
  expect((await workshop.contents())['core.orders']).toEqual((await inOneBuild())['core.orders'])
  await workshop.buildWell()
  expect(await workshop.contents()).toEqual(await inOneBuild())
  expect(await openBatches(workshop)).toBe(0)
})

test('a table that a selection leaves out keeps the batch open and is named; a full build completes it', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load])
  const one = await workshop.buildWell({ except: ['fct_customers'] })
  expect(one.notes.join('\n')).toContain('fct_customers has not taken it in')
  expect(await openBatches(workshop)).toBe(1)
  await workshop.buildWell()
  expect(await openBatches(workshop)).toBe(0)
  expect(await workshop.steps()).toEqual([])
})

test('a selection of models brings their source along', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load, first])
  await workshop.buildWell({ only: ['countries', 'stg_orders', 'orders'] })
  expect(await openBatches(workshop)).toBe(1)
  expect((await workshop.contents(['core.orders']))['core.orders']).toHaveLength(1)
  await workshop.buildWell()
  expect(await workshop.query('select count(*) from tidemill.batches')).toEqual([['1']])
  expect(await openBatches(workshop)).toBe(0)
})

test('a model that fails does not hold up the others', async () => {
  const broken = `{{config unique_key="order_key"}}
select order_key, cast(status as integer) as n from {{ref "stg_orders"}}
`
  const workshop = newWorkshop({ 'models/core/broken.sql': broken })
  for (const file of [load, first, second]) {
    workshop.deliver([file])
    const { counts } = await workshop.build()
    expect(counts.error).toBe(1)
  }
  expect(await workshop.contents()).toEqual(await inOneBuild())
  expect(await openBatches(workshop)).toBe(3)
  workshop.write({ 'models/core/broken.sql': broken.replace('cast(status as integer)', '1') })
  await workshop.buildWell()
  expect(await workshop.query('select order_key, n from core.broken order by 1')).toEqual([
    ['O-1', 1],
    ['O-3', 1],
  ])
  expect(await openBatches(workshop)).toBe(0)
})

test('a model that is skipped for want of another source’s shape does not hold up the others', async () => {
  const sources = projectFiles(plainShape)['models/sources.yml'] ?? ''
  const workshop = newWorkshop({
    'models/sources.yml': `${sources}      - name: unknown\n        config: {primary_key: id}\n`,
    'models/staging/stg_unknown.sql': 'select id from {{source "shop" "unknown"}}\n',
    'models/core/unknown.sql': '{{config unique_key="id"}}\nselect id from {{ref "stg_unknown"}}\n',
    'models/core/waits.sql': `{{config unique_key="order_key"}}
select s.order_key from {{ref "stg_orders"}} as s left join {{ref "unknown"}} as u on u.id = s.order_id
`,
  })
  for (const file of [load, first, second]) {
    workshop.deliver([file])
    const { counts, notes } = await workshop.build()
    expect(counts).toMatchObject({ error: 0, skipped: 3 })
    expect(notes.join()).toContain('waits has not taken it in')
  }
  expect(await workshop.contents()).toEqual(await inOneBuild())
})

test('a model without its staging model says what to select', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([first])
  await workshop.buildWell({ except: ['orders'] })
  const { results } = await workshop.build({ only: ['orders'] })
  expect(results.map(({ status, diagnostics }) => [status, diagnostics[0]?.code])).toEqual([
    ['error', 'batch/not-staged'],
  ])
})

test('so does one without a table, and one that is to be made anew', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load])
  const codes = async (fullRefresh: boolean) =>
    (await workshop.build({ only: ['orders'], fullRefresh })).results.map(({ diagnostics }) => diagnostics[0]?.code)
  expect(await codes(false)).toEqual(['batch/not-staged'])
  await workshop.buildWell()
  expect(await codes(true)).toEqual(['batch/not-staged'])
  expect(await codes(false)).toEqual([])
})

test('files that no selected staging model takes are named', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([first])
  const { results, notes } = await workshop.build({ only: ['orders'] })
  expect(results).toEqual([])
  expect(notes.join()).toContain('1 file waits for a build that selects the staging models')
})

test('a batch of few files after another, until all are in', async () => {
  const sources = projectFiles(plainShape)['models/sources.yml'] ?? ''
  const workshop = newWorkshop({
    'models/sources.yml': sources.replace('mode: cdc', 'mode: cdc, batch: {max_files: 1}'),
  })
  workshop.deliver([load, first, second])
  const one = await workshop.buildWell()
  expect(one.notes.join('\n')).toContain('2 files wait for the next build')
  await workshop.buildWell({ untilCaughtUp: true })
  expect(await workshop.contents()).toEqual(await inOneBuild())
  expect(await openBatches(workshop)).toBe(0)
})

const lookup = `{{config unique_key=(list "order_id" "line_no")}}
select s.order_id, s.line_no, o.customer from {{ref "stg_lines"}} as s join {{ref "orders"}} as o on o.order_id = s.order_id
`

test('a model that looks another one up takes its batch in after that', async () => {
  const workshop = newWorkshop({ 'models/core/a_lookup.sql': lookup })
  const { steps } = await workshop.plan()
  const apply = steps.find((step) => step.id === 'apply:model.truth.a_lookup')
  expect(apply?.needs).toContain('apply:model.truth.orders')
})

test('consumers of one staging model that read one another get their batches in that order', async () => {
  const reader = `{{config unique_key="order_key"}}
select s.order_key, b.amount from {{ref "stg_orders"}} as s left join {{ref "big_orders"}} as b on b.order_key = s.order_key
`
  const workshop = newWorkshop({ 'models/core/a_reader.sql': null })
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([second])
  workshop.write({ 'models/core/a_reader.sql': reader })
  const steps = await workshop.steps()
  expect(steps.indexOf('apply:model.truth.a_reader')).toBeGreaterThan(steps.indexOf('apply:model.truth.big_orders'))
  await workshop.buildWell()
  expect(await workshop.query('select order_key, amount from core.a_reader order by 1')).toEqual([
    ['O-1', '70.00'],
    ['O-2', null],
    ['O-3', null],
  ])
})

test('a table over the changes of a batch holds that batch, and its batch is closed with it', async () => {
  const workshop = newWorkshop({
    'models/staging/stg_seen.sql': 'select order_id, status from {{source "shop" "orders"}}\n',
    'models/marts/seen.sql': 'select order_id, status from {{ref "stg_seen" changes=true}} where _op <> \'D\'\n',
  })
  const seen = () => workshop.query('select order_id, status from marts.seen order by 1')
  workshop.deliver([load])
  await workshop.buildWell()
  expect(await seen()).toEqual([
    [1, 'open'],
    [2, 'open'],
  ])
  workshop.deliver([first])
  await workshop.buildWell({ except: ['seen'] })
  expect(await openBatches(workshop)).toBe(1)
  await workshop.buildWell()
  expect(await seen()).toEqual([[1, 'paid']])
  expect(await openBatches(workshop)).toBe(0)
  expect(await workshop.steps()).toEqual([])
})

test('a batch that was only staged is finished by the next build', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load])
  const staged = await workshop.buildWell({ only: ['countries', 'stg_orders'] })
  expect(staged.notes.join()).toContain('orders')
  workshop.deliver([first, second])
  await workshop.buildWell()
  expect(await workshop.contents()).toEqual(await inOneBuild())
  expect(await openBatches(workshop)).toBe(0)
})

test('a model that is added late is filled in pieces, and whoever reads it waits for the last', async () => {
  const sources = projectFiles(plainShape)['models/sources.yml'] ?? ''
  const workshop = newWorkshop({
    'models/sources.yml': sources.replace('mode: cdc', 'mode: cdc, batch: {max_files: 2}'),
  })
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1', '0 I 2', '0 I 3'])])
  for (const [at, changes] of [['1 U 1 paid'], ['2 D 2'], ['3 I 4', '4 U 4 sent'], ['5 U 1 sent']].entries()) {
    workshop.deliver([orderFile(`20260105-1${at}0000000`, changes)])
    await workshop.buildWell({ untilCaughtUp: true })
  }
  workshop.write({
    'models/staging/stg_late.sql': 'select order_id, status from {{source "shop" "orders"}}\n',
    'models/core/late.sql':
      '{{config strategy="cdc" unique_key="order_id"}}\nselect order_id, status from {{ref "stg_late"}}\n',
    'models/core/late.yml': `models:
  - name: late
    columns: [{name: order_id, data_tests: [unique]}, {name: status, data_tests: [not_null]}]
`,
    'models/marts/below_late.sql': 'select count(*) as orders from {{ref "late"}}\n',
  })
  const plan = await workshop.plan()
  const applies = plan.steps.filter((step) => step.node?.endsWith('.late') && step.kind === 'apply')
  expect(applies.length).toBeGreaterThan(1)
  expect(applies.map((step) => step.tests.length)).toEqual([...applies.slice(1).map(() => 1), 2])
  await workshop.buildWell()
  expect(await workshop.query('select order_id, status from core.late order by 1')).toEqual([
    [1, 'sent'],
    [3, 'open'],
    [4, 'sent'],
  ])
  expect(await workshop.query('select orders from marts.below_late')).toEqual([['3']])
  expect(await workshop.steps()).toEqual([])
})
