import { rmSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { RunSummary } from '../../src/runner/events.ts'
import { quarantineFiles as files, outcome, problemsOf, quarantining, rows, setAside } from '../support/quarantine.ts'
import { buildInChild, bundleBuildOnce } from '../support/truth/child.ts'
import { newWorkshop, newWorkshopOn } from '../support/truth/new-workshop.ts'
import { projectFiles } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'
import { plainShape } from '../support/truth/write-file.ts'

const load = orderFile('LOAD00000001', ['0 I 1', '0 I 2', '0 I 4', '0 I 5', '0 I 6 open DE 70.00'])
const changes = [
  // Of 5 a good change is followed by a bad one; 4 fails before it goes; 2 fails both rules.
  orderFile('20260106-100000000', ['1 U 1 open DE 99.00', '2 U 5 open DE 15.00', '3 U 5 paid DE 98.00']),
  orderFile('20260106-110000000', ['4 U 4 open DE 97.00', '5 I 3 open DE 96.00', '6 U 2 lost DE 95.00']),
  orderFile('20260106-120000000', ['7 D 4', '8 U 3 open DE 30.00', '9 U 1 open DE 20.00']),
]

const standing = ['1 open 20.00', '2 open 10.00', '3 open 30.00', '5 open 15.00']

const letIn = ['1 open 20.00', '2 open 10.00', '3 open 30.00', '5 paid 98.00', '6 open 70.00']
const letInFlagged = ['1 20.00 0', '2 10.00 0', '3 30.00 0', '4 10.00 1', '5 98.00 0', '6 70.00 0']

/** What is in the tables after all changes. */
function expectSetAside(found: Record<string, readonly string[]>): void {
  for (const name of ['from_staged', 'from_log', 'kept']) expect(found[name], name).toEqual(standing)
  // A table that is built whole judges the newest rows.
  expect(found.whole).toEqual(['1 open 20.00', '3 open 30.00'])
  for (const name of quarantining)
    expect(found[`${name} aside`], name).toEqual([
      `2 95.00 ${name}_amount, ${name}_status`,
      `5 98.00 ${name}_amount`,
      `6 70.00 ${name}_amount`,
    ])
}

describe('on DuckDB', { timeout: 300_000 }, () => {
  test('changes that fail are set aside, wherever batches end, and newer ones take their place', async () => {
    const workshop = await newWorkshop(files)
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
    expectSetAside(inFour)
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

    const atOnce = await newWorkshop(files)
    atOnce.deliver([load, ...changes])
    expect(problemsOf(await atOnce.build())).toEqual([])
    expect(await outcome(atOnce)).toEqual(inFour)
  })

  test('what somebody lets in goes the same way once, and stays in', async () => {
    const workshop = await newWorkshop(files)
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
    // What reads the tables hears of it.
    expect(await rows(workshop, 'select amount from marts.amounts')).toEqual(['228.00'])
    const after = await outcome(workshop)
    expect(after.from_staged).toEqual(letIn)
    expect(after.kept).toEqual(letIn)
    expect(after.flagged).toEqual(letInFlagged)
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
    expect((await workshop.verify()).filter(({ status }) => status === 'differs' || status === 'error')).toEqual([])
  })
})

test('the same on Spark and PostgreSQL', { timeout: 300_000 }, async () => {
  const workshop = await newWorkshopOn('spark and postgres', {
    ...files,
    'models/core/merged.sql': `{{config strategy="merge" unique_key="order_id"}}\nselect order_id, status, amount from {{ref "good"}}\n`,
    'models/merged.yml': `version: 2
models:
  - name: merged
    columns: [{name: amount, data_tests: [{accepted_range: {arguments: {max_value: 50}, config: {on_failure: quarantine}}}]}]
`,
  })
  workshop.deliver([load, ...changes.slice(0, 2)])
  expect(problemsOf(await workshop.build())).toEqual([])
  expect((await setAside(workshop, 'staged'))[0]).toBe('1 99.00 staged_amount')
  workshop.deliver(changes.slice(2))
  expect(problemsOf(await workshop.build())).toEqual([])
  expectSetAside(await outcome(workshop))
  // What it merged before stays until a good row takes its place.
  expect(await rows(workshop, 'select order_id, amount from core.merged')).toEqual(['1 20.00', '3 30.00'])
  expect(await rows(workshop, 'select order_id from core.merged__quarantine')).toEqual(['2', '4', '5', '6'])
  expect(await workshop.steps()).toEqual([])
  for (const name of ['staged', 'flagged']) {
    const table = name === 'staged' ? 'staging.staged__quarantine' : 'core.flagged__quarantine'
    await workshop.execute(`update ${table} set amount = 45.00 where order_id = 6`)
    expect(await workshop.release(name, { where: 'order_id in (5, 6)' }), name).toMatchObject({ rows: 2, left: 0 })
    expect(await setAside(workshop, name)).toEqual([`2 95.00 ${name}_amount, ${name}_status`])
  }
  const { from_staged: followed, flagged } = await outcome(workshop)
  expect(followed).toEqual(letIn.map((row) => row.replace('70.00', '45.00')))
  expect(flagged).toEqual(letInFlagged.map((row) => row.replace('70.00', '45.00')))
  expect(await workshop.steps()).toEqual([])
})

test('what somebody corrects where it lies is let in with these values', { timeout: 300_000 }, async () => {
  const workshop = newWorkshop(files)
  workshop.deliver([load, ...changes])
  expect(problemsOf(await workshop.build())).toEqual([])
  for (const name of ['staged', 'log', 'kept', 'flagged', 'versions', 'changes_seen', 'whole']) {
    const schema = name === 'whole' ? 'marts' : name === 'staged' || name === 'log' ? 'staging' : 'core'
    await workshop.execute(`update ${schema}.${name}__quarantine set amount = 44.00 where order_id = 5`)
    const found = await workshop.release(name, { where: 'order_id in (5, 6)' })
    expect(problemsOf(found.summary as RunSummary), name).toEqual([])
    expect(found, name).toMatchObject({ rows: 2, left: 0 })
  }
  const corrected = ['1 open 20.00', '2 open 10.00', '3 open 30.00', '5 paid 44.00', '6 open 70.00']
  const check = async () => {
    const after = await outcome(workshop)
    for (const name of ['from_staged', 'from_log', 'kept']) expect(after[name], name).toEqual(corrected)
    expect(after.flagged).toContain('5 44.00 0')
    expect(after.versions).toContain('5 44.00 true false')
    expect(after.changes_seen).toContain('5 44.00 U')
    expect(after.whole).toEqual(['1 open 20.00', '3 open 30.00', '5 paid 44.00', '6 open 70.00'])
    for (const name of quarantining) expect((await setAside(workshop, name)).length, name).toBe(1)
  }
  await check()
  expect(await workshop.steps()).toEqual([])
  expect(problemsOf(await workshop.build({ fullRefresh: true }))).toEqual([])
  await check()
  expect((await workshop.verify()).filter(({ status }) => status === 'differs' || status === 'error')).toEqual([])
  // A later change of the row counts, whatever was corrected.
  workshop.deliver([orderFile('20260106-130000000', ['20 U 5 open DE 11.00'])])
  expect(problemsOf(await workshop.build())).toEqual([])
  expect((await outcome(workshop)).kept).toContain('5 open 11.00')
})

test('a rule that was wrong is mended, and what passes by now goes in', async () => {
  const workshop = newWorkshop(files)
  workshop.deliver([load, ...changes])
  await workshop.build()
  workshop.write({ 'models/tests.yml': files['models/tests.yml'].replaceAll('max_value: 50', 'max_value: 80') })
  expect(await workshop.release('kept', 'all', { checksAgain: true })).toMatchObject({ rows: 3, left: 2 })
  expect(await setAside(workshop, 'kept')).toEqual(['2 95.00 kept_amount, kept_status', '5 98.00 kept_amount'])
  expect((await outcome(workshop)).kept).toEqual([...standing, '6 open 70.00'])
  expect(await rows(workshop, 'select amount from marts.amounts')).toEqual(['145.00'])
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
  const workshop = newWorkshop(limited)
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
  const workshop = newWorkshop(files)
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

test.each(['staged:2', 'apply-before-commit:3', 'published'])(
  'killed at %s, the next build comes to the same',
  async (fault) => {
    const script = await bundleBuildOnce()
    onTestFinished(() => rmSync(script, { force: true }))
    const workshop = newWorkshop(files)
    workshop.deliver([load])
    await workshop.build()
    workshop.deliver(changes)
    expect(await buildInChild(script, workshop.root, fault)).toBe('SIGKILL')
    expect(problemsOf(await workshop.build())).toEqual([])
    const once = newWorkshop(files)
    once.deliver([load, ...changes])
    await once.build()
    expect(await outcome(workshop)).toEqual(await outcome(once))
  },
)

test('a table of somebody else that has the name is left alone', async () => {
  const workshop = newWorkshop(files)
  await workshop.execute('create schema core', 'create table core.kept__quarantine as select 1 as mine')
  workshop.deliver([load])
  const { results } = await workshop.build()
  const kept = results.find(({ node }) => node === 'model.truth.kept')
  expect(kept).toMatchObject({ status: 'error' })
  expect(kept?.diagnostics[0]?.code).toBe('relation/not-ours')
  expect(await rows(workshop, 'select * from core.kept__quarantine')).toEqual(['1'])
})

test('a load is what there is: what fails in it is not in the tables, and what failed before it is forgotten', async () => {
  const byClock = { sequence: 'clock' } as const
  const workshop = newWorkshop(files)
  workshop.deliver([
    orderFile('LOAD00000001', ['0 I 1', '0 I 2', '0 I 3'], byClock),
    orderFile('20260105-110000000', ['10 U 1 open DE 99.00', '11 U 3 open DE 98.00'], byClock),
  ])
  expect(problemsOf(await workshop.build())).toEqual([])
  expect((await outcome(workshop)).kept).toEqual(['1 open 10.00', '2 open 10.00', '3 open 10.00'])
  workshop.deliver([
    orderFile('LOAD00000001', ['0 I 1 open DE 20.00', '0 I 2 open DE 97.00'], {
      ...byClock,
      loadedAt: '2026-01-05 10:00:00.020000',
    }),
  ])
  expect(problemsOf(await workshop.build())).toEqual([])
  const found = await outcome(workshop)
  for (const name of ['from_staged', 'from_log', 'kept']) expect(found[name], name).toEqual(['1 open 20.00'])
  for (const name of ['staged', 'kept', 'flagged'])
    expect(found[`${name} aside`], name).toEqual([`2 97.00 ${name}_amount`])
  expect(problemsOf(await workshop.build({ fullRefresh: true }))).toEqual([])
  expect((await outcome(workshop)).kept).toEqual(['1 open 20.00'])
})

test('what an update leaves out comes of the changes that were accepted', async () => {
  const written = String(projectFiles(plainShape)['models/sources.yml']).replace(
    '{name: country, data_type: varchar(2)}',
    '{name: country, data_type: varchar(2), unchanged_as_null: true}',
  )
  const workshop = newWorkshop({
    ...files,
    'models/sources.yml': written,
    'models/staging/staged.sql':
      'select order_id, status, country, cast(amount as decimal(12, 2)) as amount from {{source "shop" "orders"}}\n',
  })
  workshop.deliver([
    orderFile('LOAD00000001', ['0 I 1', '0 I 2']),
    orderFile('20260106-100000000', [
      '1 U 1 open FR 99.00',
      '2 U 1 paid - 20.00',
      '3 U 2 open FR 30.00',
      '4 U 2 paid - 31.00',
    ]),
  ])
  expect(problemsOf(await workshop.build())).toEqual([])
  expect(await rows(workshop, 'select order_id, status, country, amount from core.from_staged')).toEqual([
    '1 paid DE 20.00',
    '2 paid FR 31.00',
  ])
})

test('a table that Spark builds keeps what it sets aside on Spark', { timeout: 300_000 }, async () => {
  const only = Object.fromEntries(Object.keys(files).map((path) => [path, null]))
  const workshop = await newWorkshopOn('spark and postgres', {
    ...only,
    'models/sources.yml': null,
    'tests/long_names.py':
      'from pyspark.sql.functions import length\n\n\ndef test(tm, df):\n    return df.filter(length("country_name") > 6)\n',
    'models/lists/on_spark.sql': `{{config engine="spark" materialized="table" schema="marts"}}\nselect country, country_name from {{ref "countries"}}\n`,
    'models/marts/read.sql': 'select country from {{ref "on_spark"}}\n',
    'models/tests.yml': `version: 2
models:
  - name: on_spark
    columns:
      - name: country
        data_tests: [{accepted_values: {name: listed, arguments: {values: [DE]}, config: {on_failure: quarantine}}}, {long_names: {config: {on_failure: quarantine}}}]
`,
  })
  const first = await workshop.build()
  expect(problemsOf(first)).toEqual([])
  expect(first.results.find(({ node }) => node.includes('listed'))).toMatchObject({ status: 'warn', failures: 1 })
  expect(await rows(workshop, 'select country from marts.read')).toEqual([])
  expect(first.results.find(({ node }) => node.includes('long_names'))).toMatchObject({ status: 'warn', failures: 1 })
  expect(await workshop.release('on_spark')).toMatchObject({ rows: 2, left: 0 })
  expect(await rows(workshop, 'select country from marts.read')).toEqual(['DE', 'FR'])
  expect(problemsOf(await workshop.build({ fullRefresh: true }))).toEqual([])
})
