import { expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'
import type { Workshop } from '../support/truth/workshop.ts'

const load = orderFile('LOAD00000001', ['0 I 1', '0 I 2'])

const staging = `{{config keep="all"}}\nselect order_id, status, country, amount from {{source "shop" "orders"}}\n`

function versioned(settings = '', select = 'order_id, status', more: Readonly<Record<string, string>> = {}): Workshop {
  return newWorkshop({
    'models/staging/stg_log.sql': staging,
    'models/core/versions.sql': `{{config materialized="scd2" unique_key="order_id"${settings}}}
select ${select} from {{ref "stg_log"}}
`,
    ...more,
  })
}

const change = (at: string, ...lines: readonly string[]) => orderFile(`20260105-${at}`, lines)

/** The time of a change, which its sequence counts in microseconds. */
function clock(value: unknown): string {
  return value === null ? '-' : String(Number(String(value).slice(-6)))
}

/** `key value from..to`, with a word for what is current or was deleted. */
async function versions(workshop: Workshop, columns = 'order_id, status', where = ''): Promise<string[]> {
  const rows = await workshop.query(
    `select valid_from, valid_to, is_current, is_deleted, ${columns} from core.versions ${where} order by order_id, valid_from`,
  )
  return rows.map(([from, to, isCurrent, isDeleted, ...values]) => {
    const state = isCurrent === true ? ' current' : isDeleted === true ? ' deleted' : ''
    return `${values.join(' ')} ${clock(from)}..${clock(to)}${state}`
  })
}

test('each change makes a version, a delete closes the last one, and an insert opens another', async () => {
  const workshop = versioned()
  workshop.deliver([load, change('110000000', '5 U 1 paid', '7 D 1', '9 I 1 open', '9 U 2 open')])
  await workshop.buildWell()
  const all = ['1 open 0..5', '1 paid 5..7 deleted', '1 open 9..- current', '2 open 0..- current']
  expect(await versions(workshop)).toEqual(all)
  await workshop.buildWell({ fullRefresh: true })
  expect(await versions(workshop)).toEqual(all)
})

test('late changes take their places: between two that are alike, before a version, after a delete', async () => {
  const workshop = versioned()
  workshop.deliver([load, change('110000000', '5 U 1 open'), change('110000001', '30 D 3')])
  await workshop.buildWell()
  expect(await versions(workshop)).toEqual(['1 open 0..- current', '2 open 0..- current'])
  workshop.deliver([change('120000000', '3 U 1 paid'), change('120000001', '20 I 3', '25 U 3 paid')])
  await workshop.buildWell()
  expect(await versions(workshop)).toEqual([
    '1 open 0..3',
    '1 paid 3..5',
    '1 open 5..- current',
    '2 open 0..- current',
    '3 open 20..25',
    '3 paid 25..30 deleted',
  ])
  workshop.deliver([change('130000000', '40 I 3'), change('130000001', '30 D 3')])
  await workshop.buildWell()
  expect((await versions(workshop)).slice(4)).toEqual([
    '3 open 20..25',
    '3 paid 25..30 deleted',
    '3 open 40..- current',
  ])
})

test('a version keeps its id whatever comes before and after it', async () => {
  const workshop = versioned()
  const ids = async () =>
    new Map(
      (await workshop.query('select valid_from, version_id from core.versions where order_id = 1')).map(
        ([from, id]) => [clock(from), id],
      ),
    )
  workshop.deliver([load, change('110000000', '5 U 1 paid', '20 U 1 sent')])
  await workshop.buildWell()
  const before = await ids()
  expect(new Set(before.values()).size).toBe(3)
  workshop.deliver([change('120000000', '10 U 1 open', '30 D 1')])
  await workshop.buildWell()
  const after = await ids()
  expect([...after.keys()]).toEqual(expect.arrayContaining(['0', '5', '10', '20']))
  for (const [from, id] of before) expect(after.get(from)).toBe(id)
})

test('a file that comes again touches nothing', async () => {
  const workshop = versioned('', 'order_id, status', {
    'models/core/by_order.sql': `{{config strategy="recompute" unique_key="order_id"}}
select order_id, count(*) as versions, current_timestamp as computed_at from {{ref "versions"}} group by order_id
`,
  })
  workshop.deliver([load, change('110000000', '5 U 1 paid')])
  await workshop.buildWell()
  const computed = () => workshop.query('select * from core.by_order order by order_id')
  const before = await computed()
  workshop.deliver([change('110000009', '5 U 1 paid')])
  await workshop.buildWell()
  expect(await computed()).toEqual(before)
  workshop.deliver([change('120000000', '6 U 2 paid')])
  await workshop.buildWell()
  const after = await computed()
  expect(after[0]).toEqual(before[0])
  expect(after[1]).not.toEqual(before[1])
})

test('a row that leaves the filter is gone, until it comes back', async () => {
  const workshop = newWorkshop({
    'models/staging/stg_log.sql': staging,
    'models/core/versions.sql': `{{config materialized="scd2" unique_key="order_id"}}
select order_id, status from {{ref "stg_log"}} where status <> 'draft'
`,
  })
  workshop.deliver([load, change('110000000', '5 U 1 draft', '7 U 1 open', '8 U 2 draft')])
  await workshop.buildWell()
  expect(await versions(workshop)).toEqual(['1 open 0..5 deleted', '1 open 7..- current', '2 open 0..8 deleted'])
})

test('columns that are not tracked have their newest values in every version', async () => {
  const workshop = versioned(' check_cols="status"', 'order_id, status, country')
  workshop.deliver([load, change('110000000', '5 U 1 paid DE', '7 U 1 paid FR', '9 D 1')])
  await workshop.buildWell()
  expect(await versions(workshop, 'order_id, status, country', 'where order_id = 1')).toEqual([
    '1 open FR 0..5',
    '1 paid FR 5..9 deleted',
  ])
  workshop.deliver([change('120000000', '6 U 1 paid IT', '11 I 1 paid ES')])
  await workshop.buildWell()
  expect(await versions(workshop, 'order_id, status, country', 'where order_id = 1')).toEqual([
    '1 open ES 0..5',
    '1 paid ES 5..9 deleted',
    '1 paid ES 11..- current',
  ])
})

test('the first version of each key can begin earlier, and a row stands for what is not known', async () => {
  const workshop = versioned(
    ` initial_valid_from="2020-01-01 00:00:00.000001" unknown_member=(dict order_id=-1 status="it's unknown")`,
  )
  workshop.deliver([load, change('110000000', '5 U 1 paid')])
  await workshop.buildWell()
  const all = ["-1 it's unknown 1..- current", '1 open 1..5', '1 paid 5..- current', '2 open 1..- current']
  expect(await versions(workshop)).toEqual(all)
  // What was the first version is the second by now.
  workshop.deliver([change('120000000', '3 U 1 sent')])
  await workshop.buildWell()
  expect(await versions(workshop)).toEqual([all[0], '1 open 1..3', '1 sent 3..5', '1 paid 5..- current', all[3]])

  workshop.deliver([change('130000000', '6 I -1 open')])
  const { results } = await workshop.build()
  const [problem] = results.find(({ node }) => node.endsWith('.versions'))?.diagnostics ?? []
  expect(problem).toMatchObject({ code: 'versions/unknown-member-taken' })
  expect(problem?.message).toContain('order_id = -1')
})

test('a reload is a change at its time, also for the keys that it does not have', async () => {
  const workshop = versioned('', 'order_id, status', {
    'models/core/by_order.sql': `{{config strategy="recompute" unique_key="order_id"}}
select order_id, count(*) as versions, current_timestamp as computed_at from {{ref "versions"}} group by order_id
`,
  })
  const byClock = { sequence: 'clock' } as const
  const at = (microseconds: number) => `2026-01-05 10:00:00.${String(microseconds).padStart(6, '0')}`
  workshop.deliver([
    orderFile('LOAD00000001', ['0 I 1', '0 I 2', '0 I 3'], byClock),
    orderFile('20260105-110000000', ['10000 U 1 paid'], byClock),
  ])
  await workshop.buildWell()
  const computed = () => workshop.query('select * from core.by_order order by order_id')
  const before = await computed()
  workshop.deliver([
    orderFile('LOAD00000001', ['0 I 1 sent', '0 I 2', '0 I 4'], { ...byClock, loadedAt: at(50_000) }),
    orderFile('20260105-120000000', ['60000 U 4 paid'], byClock),
  ])
  await workshop.buildWell()
  const all = [
    '1 open 0..10000',
    '1 paid 10000..50000',
    '1 sent 50000..- current',
    '2 open 0..- current',
    '3 open 0..50000 deleted',
    '4 open 50000..60000',
    '4 paid 60000..- current',
  ]
  expect(await versions(workshop)).toEqual(all)
  const after = await computed()
  expect(after.map(([key, count]) => `${key} ${count}`)).toEqual(['1 3', '2 1', '3 1', '4 2'])
  // What is as it was is not computed anew.
  expect(after[1]).toEqual(before[1])

  // From before the load: in its place, and nothing of it holds after the load.
  workshop.deliver([orderFile('20260105-105900000', ['20000 U 2 paid', '30000 I 9'], byClock)])
  await workshop.buildWell()
  expect(await versions(workshop)).toEqual([
    ...all.slice(0, 3),
    '2 open 0..20000',
    '2 paid 20000..50000',
    '2 open 50000..- current',
    ...all.slice(4),
    '9 open 30000..50000 deleted',
  ])
})

test('a load that holds nothing takes everything out', async () => {
  const workshop = versioned()
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([orderFile('LOAD00000001', [])])
  await workshop.buildWell()
  const rows = await workshop.query('select is_current, is_deleted from core.versions')
  expect(rows).toEqual([
    [false, true],
    [false, true],
  ])
})

test('a change without a commit time is named, and nothing is lost', async () => {
  const workshop = versioned()
  const timeless = orderFile('20260105-110000000', ['5 U 1 paid'], { commitName: 'committed' })
  workshop.deliver([load, timeless])
  const { results } = await workshop.build()
  const found = results.find(({ node }) => node.endsWith('.versions'))
  expect(found).toMatchObject({ status: 'error', diagnostics: [{ code: 'versions/no-time' }] })
  workshop.deliver([change('110000000', '5 U 1 paid')])
  await workshop.buildWell()
  expect(await versions(workshop)).toEqual(['1 open 0..5', '1 paid 5..- current', '2 open 0..- current'])
})

test('tests look at the versions that are about to be published', async () => {
  const workshop = versioned('', 'order_id, status', {
    'models/core/versions.yml': `version: 2
models:
  - name: versions
    columns:
      - {name: status, data_tests: [{accepted_values: {arguments: {values: [open, paid]}}}]}
      - {name: version_id, data_tests: [unique, not_null]}
`,
  })
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([change('110000000', '5 U 1 lost')])
  const { results } = await workshop.build()
  expect(results.filter(({ status }) => status === 'fail')).toHaveLength(1)
  expect(await versions(workshop)).toEqual(['1 open 0..- current', '2 open 0..- current'])
  workshop.deliver([change('120000000', '5 U 1 paid'), change('110000000', '6 U 1 open')])
  await workshop.buildWell()
  expect(await versions(workshop)).toEqual(['1 open 0..5', '1 paid 5..6', '1 open 6..- current', '2 open 0..- current'])
})
