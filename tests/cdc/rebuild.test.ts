import { cpSync, rmSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { newDatabase } from '../support/engines/postgres.ts'
import { duckdbEntry, postgresEntry, profileText } from '../support/engines/profile-text.ts'
import { buildInChild, bundleBuildOnce } from '../support/truth/child.ts'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { projectFiles } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'
import { Workshop } from '../support/truth/workshop.ts'
import { plainShape } from '../support/truth/write-file.ts'

let script = ''
const standing = new Workshop()

beforeAll(async () => {
  script = await bundleBuildOnce()
  standing.write({ ...projectFiles(plainShape), ...models })
  await buildAll(standing)
})

afterAll(async () => {
  await standing.close()
  rmSync(script, { force: true })
})

const files = [
  orderFile('LOAD00000001', ['0 I 1', '0 I 2', '0 I 4']),
  orderFile('20260105-110000000', ['5 U 1 paid', '6 D 4']),
  // What comes late is put in its place by tombstones and by the history.
  orderFile('20260105-120000000', ['4 U 4 late', '7 D 2', '8 I 3']),
  orderFile('20260105-130000000', ['9 U 3 paid']),
]

/** Every kind of incremental model, over batches that are taken in one by one. */
const models = {
  'models/sources.yml': String(projectFiles(plainShape)['models/sources.yml']).replace(
    'config: {primary_key: order_id}',
    'config: {primary_key: order_id, batch: {max_files: 1}}',
  ),
  'models/core/versions.sql': `{{config materialized="scd2" unique_key="order_id"}}
select order_id, status from {{ref "stg_order_log"}}
`,
  'models/core/kept_orders.sql': `{{config unique_key="order_key" on_delete="soft"}}
select order_key, status from {{ref "stg_orders"}}
`,
  'models/core/all_orders.sql': `{{config unique_key="order_key" on_delete="ignore"}}
select order_key, status from {{ref "stg_orders"}}
`,
  'models/core/merged.sql': `{{config strategy="merge" unique_key="order_id"}}
select order_id, status from {{ref "stg_order_log" changes=true}} where _op <> 'D'
`,
  'models/core/log_kinds.sql': `{{config strategy="append"}}
select order_id, status, _op as change_kind from {{ref "stg_order_log"}}
`,
  'models/core/totals.sql': `{{config strategy="recompute" unique_key="status"}}
select status, count(*) as orders from {{ref "orders"}} group by status
`,
}

const tables = [
  'select order_id, status from core.orders order by 1',
  'select order_id, status, change_kind from core.log_kinds order by 1, 2, 3',
  'select order_id, status, valid_from, is_current, is_deleted from core.versions order by 1, 3',
  'select order_key, status, _deleted_at from core.kept_orders order by 1',
  'select order_key, status from core.all_orders order by 1',
  'select order_id, status from core.merged order by 1',
  'select status, orders from core.totals order by 1',
]

async function contents(workshop: Workshop) {
  const found: Awaited<ReturnType<Workshop['query']>>[] = []
  for (const sql of tables) found.push(await workshop.query(sql))
  return found
}

const relations = async (workshop: Workshop) =>
  (await workshop.query("select table_name from information_schema.tables where table_schema = 'tidemill' order by 1"))
    .map(([name]) => String(name))
    .filter((name) => name.startsWith('rebuild__'))

async function buildAll(workshop: Workshop): Promise<void> {
  for (const file of files) {
    workshop.deliver([file])
    await workshop.buildWell()
  }
}

/** A project whose tables stand. */
function copyOfStanding(): Workshop {
  const workshop = new Workshop()
  onTestFinished(() => workshop.close())
  cpSync(standing.root, workshop.root, { recursive: true })
  return workshop
}

test('tables are made anew beside those that stand, part by part, and take their place at the end', async () => {
  const workshop = copyOfStanding()
  const before = await contents(workshop)
  const { steps } = await workshop.plan({ fullRefresh: true })
  const ids = steps.map(({ id }) => id).filter((id) => id.startsWith('apply:model.truth.orders'))
  expect(ids).toEqual([1, 2, 3, 4].map((part) => `apply:model.truth.orders${part > 1 ? `#${part}` : ''}`))
  const why = steps.filter(({ id }) => ids.includes(id)).map((step) => step.why)
  expect(why[0]).toMatch(/^makes the table anew beside the old one from batch \S+, with more to come$/)
  expect(why[3]).toMatch(/^makes the table anew beside the old one from batch \S+, and puts it in its place$/)
  await workshop.buildWell({ fullRefresh: true })
  expect(await contents(workshop)).toEqual(before)
  expect(await relations(workshop)).toEqual([])
  expect(await workshop.steps()).toEqual([])
  const models = await workshop.verify()
  expect(models.filter(({ status }) => status === 'differs' || status === 'error')).toEqual([])
  // What comes later finds tombstones and histories as they were.
  workshop.deliver([orderFile('20260105-140000000', ['3 U 4 later', '10 U 1 sent'])])
  await workshop.buildWell()
  expect(await workshop.query('select order_id, status from core.orders order by 1')).toEqual([
    ['1', 'sent'],
    ['3', 'paid'],
  ])
})

test('a test that warns of one part or one batch has warned, though the others passed', async () => {
  const workshop = newWorkshop({
    ...models,
    'models/tests.yml': `version: 2
models:
  - name: orders
    columns:
      - name: status
        data_tests: [{accepted_values: {name: known, arguments: {values: [open, paid]}, config: {severity: warn}}}]
`,
  })
  workshop.deliver([...files.slice(0, 2), orderFile('20260105-120000000', ['8 I 3 lost']), ...files.slice(3)])
  for (const fullRefresh of [false, true]) {
    const { counts, results } = await workshop.build({ fullRefresh, untilCaughtUp: true })
    expect(counts).toMatchObject({ warn: 1, pass: 0, error: 0 })
    expect(results.filter(({ node }) => node.includes('.known.'))).toMatchObject([{ status: 'warn', failures: 1 }])
  }
})

test.each(['apply-before-commit:3', 'applied:6', 'rebuilt:4'])(
  'killed at %s, tables are as they were or as they shall be, and nothing is left',
  async (fault) => {
    const workshop = copyOfStanding()
    // A table that was tampered with shows which of the two it is.
    await workshop.execute("update core.orders set status = 'old'")
    const before = await contents(workshop)
    expect(await buildInChild(script, workshop.root, fault, 'refresh')).toBe('SIGKILL')
    const [orders] = await contents(workshop)
    expect([
      before[0],
      [
        ['1', 'paid'],
        ['3', 'paid'],
      ],
    ]).toContainEqual(orders)
    workshop.deliver([orderFile('20260105-140000000', ['10 I 5'])])
    await workshop.buildWell()
    expect(await relations(workshop)).toEqual([])
    await workshop.buildWell({ fullRefresh: true })
    expect(await workshop.query('select order_id, status from core.orders order by 1')).toEqual([
      ['1', 'paid'],
      ['3', 'paid'],
      ['5', 'open'],
    ])
    expect(await workshop.steps()).toEqual([])
  },
)

test('a check that fails on any part leaves the table that stands', async () => {
  const workshop = copyOfStanding()
  const before = await contents(workshop)
  workshop.write({
    'models/tests.yml': `version: 2
models:
  - name: orders
    columns: [{name: status, data_tests: [{accepted_values: {arguments: {values: [open]}}}]}]
`,
  })
  const { results, counts } = await workshop.build({ fullRefresh: true })
  expect(counts).toMatchObject({ fail: 1 })
  expect(results.find(({ node }) => node === 'model.truth.orders')).toMatchObject({ status: 'error' })
  expect(await contents(workshop)).toEqual(before)
})

test('readers see the old rows until the new ones are there, and views by others stay', async () => {
  const database = await newDatabase()
  const profile = profileText(duckdbEntry('raw.duckdb'), postgresEntry(database))
  const workshop = newWorkshop({ ...models, 'profiles/local.yml': profile }, plainShape, {
    type: 'postgres',
    ...database,
  })
  await buildAll(workshop)
  await workshop.execute('create schema bi', 'create view bi.paid as select order_id from core.orders')
  let done = false
  const seen = new Set<string>()
  const reading = (async () => {
    while (!done) {
      seen.add(String(await workshop.query('select count(*) from core.orders')))
      await setTimeout(20)
    }
  })()
  await workshop.buildWell({ fullRefresh: true })
  done = true
  await reading
  expect([...seen]).toEqual(['2'])
  expect(await workshop.query('select count(*) from bi.paid')).toEqual([['2']])
})
