import { rmSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { RunSummary } from '../../src/runner/events.ts'
import { buildInChild, bundleBuildOnce } from '../support/truth/child.ts'
import { newWorkshopOn, workshopLayouts } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'
import type { Workshop } from '../support/truth/workshop.ts'

const load = orderFile('LOAD00000001', ['0 I 1', '0 I 2', '0 I 4', '0 I 5', '0 I 6 open DE 70.00'])
const changes = [
  // Of 5 a good change is followed by a bad one; 4 fails before it goes; 2 fails both rules.
  orderFile('20260106-100000000', ['1 U 1 open DE 99.00', '2 U 5 open DE 15.00', '3 U 5 paid DE 98.00']),
  orderFile('20260106-110000000', ['4 U 4 open DE 97.00', '5 I 3 open DE 96.00', '6 U 2 lost DE 95.00']),
  orderFile('20260106-120000000', ['7 D 4', '8 U 3 open DE 30.00', '9 U 1 open DE 20.00']),
]

const quarantining = ['staged', 'log', 'kept', 'flagged', 'versions', 'changes_seen', 'whole'] as const

/** A model of each kind, whose rules set rows aside, and the same key and amount in each. */
const files = {
  'models/staging/stg_lines.sql': null,
  'models/staging/stg_order_log.sql': null,
  'models/staging/stg_orders.sql': null,
  'models/core/lines.sql': null,
  'models/core/orders.sql': null,
  'models/core/big_orders.sql': null,
  'models/core/last_orders.sql': null,
  'models/core/order_log.sql': null,
  'models/marts/fct_lines.sql': null,
  'models/marts/fct_customers.sql': null,
  'models/marts/open_orders.sql': null,
  'models/staging/staged.sql': stagedOrders(''),
  'models/staging/log.sql': stagedOrders('{{config keep="all"}}\n'),
  'models/staging/plain.sql': stagedOrders(''),
  'models/staging/every.sql': stagedOrders('{{config keep="all"}}\n'),
  'models/core/from_staged.sql': `{{config unique_key="order_id"}}\nselect * from {{ref "staged"}}\n`,
  'models/core/from_log.sql': `{{config unique_key="order_id"}}\nselect order_id, status, amount from {{ref "log"}}\n`,
  'models/core/kept.sql': `{{config unique_key="order_id"}}\nselect order_id, status, amount from {{ref "plain"}}\n`,
  'models/core/flagged.sql': `{{config unique_key="order_id" on_delete="soft"}}\nselect order_id, status, amount from {{ref "plain"}}\n`,
  'models/core/versions.sql': `{{config materialized="scd2" unique_key="order_id"}}\nselect order_id, status, amount from {{ref "every"}}\n`,
  'models/core/changes_seen.sql': `{{config strategy="append"}}\nselect order_id, status, amount from {{ref "every"}}\n`,
  'models/core/good.sql': `{{config unique_key="order_id"}}\nselect order_id, status, amount from {{ref "plain"}}\n`,
  'models/marts/whole.sql': 'select order_id, status, amount from {{ref "good"}}\n',
  'models/tests.yml': `version: 2
models:
${quarantining
  .map(
    (name) => `  - name: ${name}
    config: {quality: {on_failure: quarantine}}
    columns:
      - {name: order_id, data_tests: [not_null]}
      - {name: amount, data_tests: [{accepted_range: {name: ${name}_amount, arguments: {max_value: 50}}}]}
      - {name: status, data_tests: [{accepted_values: {name: ${name}_status, arguments: {values: [open, paid]}}}]}
`,
  )
  .join('')}`,
}

function stagedOrders(config: string): string {
  return `${config}select order_id, status, cast(amount as decimal(12, 2)) as amount from {{source "shop" "orders"}}\n`
}

async function rows(workshop: Workshop, query: string): Promise<readonly string[]> {
  return (await workshop.query(query))
    .map((row) => row.map((cell) => (cell === null ? '-' : String(cell))).join(' '))
    .sort()
}

const schemaOf = (name: string) =>
  name === 'whole' ? 'marts' : name === 'staged' || name === 'log' ? 'staging' : 'core'

async function setAside(workshop: Workshop, name: string): Promise<readonly string[]> {
  return rows(workshop, `select order_id, amount, _reason from ${schemaOf(name)}.${name}__quarantine`)
}

/** Everything that the run's grouping into batches must not change. */
async function outcome(workshop: Workshop): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {}
  for (const name of ['from_staged', 'from_log', 'kept'])
    found[name] = await rows(workshop, `select order_id, status, amount from core.${name}`)
  found.flagged = await rows(
    workshop,
    'select order_id, amount, case when _deleted_at is null then 0 else 1 end from core.flagged',
  )
  found.versions = await rows(workshop, 'select order_id, amount, is_current, is_deleted from core.versions')
  found.changes_seen = await rows(workshop, "select order_id, amount, _op from core.changes_seen where _op <> 'D'")
  found.whole = await rows(workshop, 'select order_id, status, amount from marts.whole')
  for (const name of quarantining) found[`${name} aside`] = await setAside(workshop, name)
  return found
}

function problemsOf({ results }: RunSummary): readonly string[] {
  return results
    .filter(({ status }) => status === 'error' || status === 'fail' || status === 'skipped')
    .map(({ node, message }) => `${node}: ${message}`)
}

const standing = ['1 open 20.00', '2 open 10.00', '3 open 30.00', '5 open 15.00']

describe.each(workshopLayouts)('on %s', { timeout: 600_000 }, (layout) => {
  test('changes that fail are set aside, wherever batches end, and newer ones take their place', async () => {
    const workshop = await newWorkshopOn(layout, files)
    workshop.deliver([load])
    const first = await workshop.build()
    expect(problemsOf(first)).toEqual([])
    expect(await setAside(workshop, 'staged')).toEqual(['6 70.00 staged_amount'])
    const found = first.results.find(({ node }) => node.includes('staged_amount'))
    expect(found).toMatchObject({
      status: 'warn',
      failures: 1,
      message: 'Set 1 row aside in staging.staged__quarantine',
    })
    for (const file of changes) {
      workshop.deliver([file])
      expect(problemsOf(await workshop.build())).toEqual([])
    }
    const inFour = await outcome(workshop)
    for (const name of ['from_staged', 'from_log', 'kept']) expect(inFour[name]).toEqual(standing)
    const left = (name: string) => [
      `2 95.00 ${name}_amount, ${name}_status`,
      `5 98.00 ${name}_amount`,
      `6 70.00 ${name}_amount`,
    ]
    for (const name of ['staged', 'log', 'kept', 'versions', 'flagged', 'changes_seen'])
      expect(inFour[`${name} aside`], name).toEqual(left(name))
    // What is built anew from all rows judges these.
    expect(inFour.whole).toEqual(['1 open 20.00', '3 open 30.00'])
    expect(inFour['whole aside']).toEqual([
      '2 95.00 whole_amount, whole_status',
      '5 98.00 whole_amount',
      '6 70.00 whole_amount',
    ])
    const batches = await workshop.query("select batch_id from tidemill.batches where table_name = 'orders'")
    const ids = batches.map(String).sort()
    expect(await rows(workshop, 'select order_id, _batch_id from core.kept__quarantine')).toEqual([
      `2 ${ids[2]}`,
      `5 ${ids[1]}`,
      `6 ${ids[0]}`,
    ])
    expect(await workshop.steps()).toEqual([])

    expect(problemsOf(await workshop.build({ fullRefresh: true }))).toEqual([])
    expect(await outcome(workshop)).toEqual(inFour)

    const atOnce = await newWorkshopOn(layout, files)
    atOnce.deliver([load, ...changes])
    expect(problemsOf(await atOnce.build())).toEqual([])
    expect(await outcome(atOnce)).toEqual(inFour)
  })

  test('what somebody lets in goes the same way once, and stays in', async () => {
    const workshop = await newWorkshopOn(layout, files)
    workshop.deliver([load, ...changes])
    expect(problemsOf(await workshop.build())).toEqual([])
    expect(await workshop.release('kept', { where: 'order_id = 5' }, { dryRun: true })).toMatchObject({
      rows: 1,
      summary: null,
    })
    for (const name of ['staged', 'kept', 'flagged', 'versions', 'changes_seen', 'whole']) {
      const found = await workshop.release(name, { where: 'order_id in (5, 6)' })
      expect(problemsOf(found.summary as RunSummary), name).toEqual([])
      expect(found, name).toMatchObject({ rows: 2, left: 0 })
      expect(await setAside(workshop, name)).toEqual([`2 95.00 ${name}_amount, ${name}_status`])
      expect(await workshop.release(name, { where: 'order_id in (5, 6)' })).toMatchObject({ rows: 0, summary: null })
    }
    const after = await outcome(workshop)
    const letIn = ['1 open 20.00', '2 open 10.00', '3 open 30.00', '5 paid 98.00', '6 open 70.00']
    expect(after.from_staged).toEqual(letIn)
    expect(after.kept).toEqual(letIn)
    expect(after.flagged).toEqual(['1 20.00 0', '2 10.00 0', '3 30.00 0', '4 10.00 1', '5 98.00 0', '6 70.00 0'])
    expect(after.versions?.filter((row) => row.startsWith('5 '))).toEqual([
      '5 10.00 false false',
      '5 15.00 false false',
      '5 98.00 true false',
    ])
    expect(after.changes_seen?.filter((row) => /^[56] /.test(row))).toEqual([
      '5 10.00 I',
      '5 15.00 U',
      '5 98.00 U',
      '6 70.00 I',
    ])
    expect(after.whole).toEqual(['1 open 20.00', '3 open 30.00', '5 paid 98.00', '6 open 70.00'])
    expect(await workshop.steps()).toEqual([])
    expect(problemsOf(await workshop.build({ fullRefresh: true }))).toEqual([])
    expect(await outcome(workshop)).toEqual(after)
    if (layout === 'duckdb')
      expect((await workshop.verify()).filter(({ status }) => status === 'differs' || status === 'error')).toEqual([])
  })
})

test('a rule that was wrong is mended, and what passes by now goes in', async () => {
  const workshop = await newWorkshopOn('duckdb', files)
  workshop.deliver([load, ...changes])
  await workshop.build()
  workshop.write({ 'models/tests.yml': files['models/tests.yml'].replaceAll('max_value: 50', 'max_value: 80') })
  expect(await workshop.release('kept', 'all', { checksAgain: true })).toMatchObject({ rows: 3, left: 2 })
  expect(await setAside(workshop, 'kept')).toEqual(['2 95.00 kept_amount, kept_status', '5 98.00 kept_amount'])
  expect((await outcome(workshop)).kept).toEqual([...standing, '6 open 70.00'])
})

test('too many rows hold the batch back where the rule says how many that are, and so do rules of another kind', async () => {
  const limited = {
    ...files,
    'models/tests.yml': `version: 2
models:
  - name: kept
    config: {quality: {on_failure: quarantine}}
    columns:
      - name: amount
        data_tests: [{accepted_range: {name: at_most, arguments: {max_value: 50}, config: {error_if: ">1"}}}]
  - name: flagged
    config: {quality: {on_failure: quarantine}}
    columns:
      - name: status
        data_tests: [{unique: {name: one_of_each}}, {accepted_values: {name: told, severity: warn, arguments: {values: [open]}}}]
`,
  }
  const workshop = await newWorkshopOn('duckdb', limited)
  workshop.deliver([load])
  const { results } = await workshop.build()
  const statusOf = (name: string) => results.find(({ node }) => node.split('.').includes(name))?.status
  expect([statusOf('at_most'), statusOf('kept'), statusOf('one_of_each'), statusOf('flagged')]).toEqual([
    'warn',
    'success',
    'fail',
    'error',
  ])
  workshop.deliver([orderFile('20260106-100000000', ['1 U 1 open DE 99.00', '2 U 5 open DE 98.00'])])
  const later = await workshop.build()
  expect(later.results.find(({ node }) => node.includes('at_most'))).toMatchObject({ status: 'fail' })
  expect(await rows(workshop, 'select order_id from core.kept__quarantine')).toEqual(['6'])
})

test('a rollback takes back what later batches have set aside', async () => {
  const workshop = await newWorkshopOn('duckdb', files)
  workshop.deliver([load])
  await workshop.build()
  const [[first] = []] = await workshop.query("select batch_id from tidemill.batches where table_name = 'orders'")
  const before = await outcome(workshop)
  workshop.deliver(changes)
  await workshop.build()
  const all = await outcome(workshop)
  await workshop.rollback(String(first))
  const back = await outcome(workshop)
  for (const name of ['staged', 'kept', 'versions', 'flagged', 'changes_seen'])
    expect(back[`${name} aside`], name).toEqual(before[`${name} aside`])
  await workshop.build()
  expect(await outcome(workshop)).toEqual(all)
})

test.each(['staged:2', 'apply-before-commit:3', 'applied:2', 'build-before-publish', 'published'])(
  'killed at %s, the next build comes to the same',
  async (fault) => {
    const script = await bundleBuildOnce()
    onTestFinished(() => rmSync(script, { force: true }))
    const workshop = await newWorkshopOn('duckdb', files)
    workshop.deliver([load])
    await workshop.build()
    workshop.deliver(changes)
    expect(await buildInChild(script, workshop.root, fault)).toBe('SIGKILL')
    expect(problemsOf(await workshop.build())).toEqual([])
    const once = await newWorkshopOn('duckdb', files)
    once.deliver([load, ...changes])
    await once.build()
    expect(await outcome(workshop)).toEqual(await outcome(once))
  },
)

test('a table of somebody else that has the name is left alone', async () => {
  const workshop = await newWorkshopOn('duckdb', files)
  await workshop.execute('create schema core', 'create table core.kept__quarantine as select 1 as mine')
  workshop.deliver([load])
  const { results } = await workshop.build()
  const kept = results.find(({ node }) => node === 'model.truth.kept')
  expect(kept).toMatchObject({ status: 'error' })
  expect(kept?.diagnostics[0]?.code).toBe('relation/not-ours')
  expect(await rows(workshop, 'select * from core.kept__quarantine')).toEqual(['1'])
})
