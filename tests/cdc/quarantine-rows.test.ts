import { expect, test } from 'vitest'
import { quarantineFiles as files, problemsOf, rows } from '../support/quarantine.ts'
import { newWorkshop, newWorkshopOn, workshopLayouts } from '../support/truth/new-workshop.ts'
import { onlyModels } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'

const load = orderFile('LOAD00000001', ['0 I 1', '0 I 2', '0 I 4', '0 I 5', '0 I 6 open DE 70.00'])
const changes = [
  orderFile('20260106-100000000', ['1 U 1 open DE 99.00', '2 U 5 open DE 15.00', '3 U 5 paid DE 98.00']),
  orderFile('20260106-110000000', ['4 U 4 open DE 97.00', '5 I 3 open DE 96.00', '6 U 2 lost DE 95.00']),
  orderFile('20260106-120000000', ['7 D 4', '8 U 3 open DE 30.00', '9 U 1 open DE 20.00']),
]

/** Orders, and something in each folder that has a configuration. */
const orders = {
  ...onlyModels('stg_orders', 'orders'),
  'models/marts/seen.sql': 'select sum(amount) as amount from {{ref "orders"}}\n',
}

/** A rule that sets rows aside whose amount is above 50. */
function rule(model: string): string {
  return `  - name: ${model}
    config: {quality: {on_failure: quarantine}}
    columns: [{name: amount, data_tests: [{accepted_range: {name: ${model}_amount, arguments: {max_value: 50}}}]}]
`
}

test.each([
  ['merge', 'strategy="merge" unique_key="order_id"'],
  ['delete+insert', 'strategy="delete+insert" unique_key="order_id"'],
])('rows that fail are set aside by %s, and the old ones stay', async (_, config) => {
  const workshop = newWorkshop({
    ...files,
    'models/core/merged.sql': `{{config ${config}}}\nselect order_id, status, amount from {{ref "plain" changes=true}} where _op <> 'D'\n`,
    'models/core/merged_again.sql': `{{config ${config}}}\nselect order_id, status, amount from {{ref "good"}}\n`,
    'models/merged.yml': `version: 2
models:
${rule('merged')}  - name: merged_again
    config: {quality: {on_failure: quarantine}}
    columns: [{name: amount, data_tests: [{accepted_range: {name: again_amount, arguments: {max_value: 50}}}]}]
`,
  })
  const state = (name: string) => rows(workshop, `select order_id, amount from core.${name}`)
  const aside = (name: string) => rows(workshop, `select order_id, amount, _reason from core.${name}__quarantine`)
  workshop.deliver([load])
  expect(problemsOf(await workshop.build())).toEqual([])
  for (const name of ['merged', 'merged_again'])
    expect(await state(name)).toEqual(['1 10.00', '2 10.00', '4 10.00', '5 10.00'])
  workshop.deliver(changes.slice(0, 1))
  expect(problemsOf(await workshop.build())).toEqual([])
  for (const [name, test] of [
    ['merged', 'merged_amount'],
    ['merged_again', 'again_amount'],
  ] as const) {
    expect(await state(name)).toEqual(['1 10.00', '2 10.00', '4 10.00', '5 10.00'])
    expect(await aside(name)).toEqual([`1 99.00 ${test}`, `5 98.00 ${test}`, `6 70.00 ${test}`])
    await workshop.execute(`update core.${name}__quarantine set amount = 44.00 where order_id = 5`)
    expect(await workshop.release(name, { where: 'order_id in (5, 6)' })).toMatchObject({ rows: 2, left: 0 })
    expect(await state(name)).toEqual(['1 10.00', '2 10.00', '4 10.00', '5 44.00', '6 70.00'])
    expect(await aside(name)).toEqual([`1 99.00 ${test}`])
  }
  workshop.deliver(changes.slice(1))
  expect(problemsOf(await workshop.build())).toEqual([])
  expect(await state('merged')).toContain('1 20.00')
  expect(await aside('merged')).toEqual(['2 95.00 merged_amount'])
  expect(problemsOf(await workshop.build({ fullRefresh: true }))).toEqual([])
  expect(await aside('merged')).toContain('2 95.00 merged_amount')
})

test.each(workshopLayouts)(
  'rows of keys that are computed anew are set aside, on %s',
  { timeout: 300_000 },
  async (layout) => {
    const workshop = await newWorkshopOn(layout, {
      ...orders,
      'models/marts/seen.sql': 'select sum(amount) as amount from {{ref "totals"}}\n',
      'models/facts/totals.sql': `{{config materialized="incremental" strategy="recompute" unique_key="status" schema="facts"}}
select status, sum(amount) as amount from {{ref "orders"}} group by status
`,
      'models/rules.yml': `version: 2\nmodels:\n${rule('totals')}`,
    })
    const totals = () => rows(workshop, 'select status, amount from facts.totals')
    const aside = () => rows(workshop, 'select status, amount, _reason from facts.totals__quarantine')
    workshop.deliver([orderFile('LOAD00000001', ['0 I 1', '0 I 2 open', '0 I 3 paid', '0 I 4 lost DE 60.00'])])
    const first = await workshop.build()
    expect(problemsOf(first)).toEqual([])
    expect(first.results.find(({ node }) => node.includes('totals_amount'))).toMatchObject({
      status: 'warn',
      failures: 1,
    })
    expect(await totals()).toEqual(['open 20.00', 'paid 10.00'])
    expect(await aside()).toEqual(['lost 60.00 totals_amount'])

    // A key that fails now is not in the table, and one that passes again is.
    workshop.deliver([orderFile('20260106-100000000', ['1 U 1 open DE 45.00', '2 I 5 paid DE 5.00'])])
    expect(problemsOf(await workshop.build())).toEqual([])
    expect(await totals()).toEqual(['paid 15.00'])
    expect(await aside()).toEqual(['lost 60.00 totals_amount', 'open 55.00 totals_amount'])
    workshop.deliver([orderFile('20260106-110000000', ['3 U 1 open DE 25.00'])])
    expect(problemsOf(await workshop.build())).toEqual([])
    expect(await totals()).toEqual(['open 35.00', 'paid 15.00'])
    expect(await aside()).toEqual(['lost 60.00 totals_amount'])
    expect(await workshop.steps()).toEqual([])
    expect(await rows(workshop, 'select amount from marts.seen')).toEqual(['50.00'])

    await workshop.execute('update facts.totals__quarantine set amount = 44.00')
    expect(await workshop.release('totals')).toMatchObject({ rows: 1, left: 0 })
    const letIn = ['lost 44.00', 'open 35.00', 'paid 15.00']
    expect([await totals(), await aside()]).toEqual([letIn, []])
    expect(await rows(workshop, 'select amount from marts.seen')).toEqual(['94.00'])
    expect(await workshop.steps()).toEqual([])
    expect(problemsOf(await workshop.build({ fullRefresh: true }))).toEqual([])
    expect([await totals(), await aside()]).toEqual([letIn, []])
    expect((await workshop.verify()).filter(({ status }) => status === 'differs' || status === 'error')).toEqual([])
    // What the key gives by now is another row.
    workshop.deliver([orderFile('20260106-120000000', ['4 U 4 lost DE 70.00'])])
    expect(problemsOf(await workshop.build())).toEqual([])
    expect([await totals(), await aside()]).toEqual([['open 35.00', 'paid 15.00'], ['lost 70.00 totals_amount']])
  },
)

test('keys that are set aside are computed anew once their rule is mended', async () => {
  const project = {
    ...orders,
    'models/marts/seen.sql': 'select sum(amount) as amount from {{ref "totals"}}\n',
    'models/facts/totals.sql': `{{config materialized="incremental" strategy="recompute" unique_key="status" schema="facts"}}
select status, sum(amount) as amount from {{ref "orders"}} group by status
`,
    'models/rules.yml': `version: 2\nmodels:\n${rule('totals')}`,
  }
  const workshop = newWorkshop(project)
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1', '0 I 4 lost DE 60.00', '0 I 5 paid DE 90.00'])])
  expect(problemsOf(await workshop.build())).toEqual([])
  workshop.write({ 'models/rules.yml': project['models/rules.yml'].replace('50', '80') })
  expect(await workshop.release('totals', 'all', { checksAgain: true })).toMatchObject({ rows: 2, left: 1 })
  expect(await rows(workshop, 'select status, amount from facts.totals')).toEqual(['lost 60.00', 'open 10.00'])
})

test.each(workshopLayouts)('rows of partitions are set aside, on %s', { timeout: 300_000 }, async (layout) => {
  // Built each time, since it asks for the time.
  const model = (
    partition: string,
  ) => `{{config materialized="incremental" strategy="insert_overwrite" ${partition} schema="facts"}}
select status, order_id, amount from {{ref "orders"}}
where current_date is not null{{#if (is_incremental)}} and status = 'open'{{/if}}
`
  const workshop = await newWorkshopOn(layout, {
    ...orders,
    'models/facts/by_status.sql': model('partition_by="status"'),
    'models/facts/whole.sql': model(''),
    'models/rules.yml': `version: 2\nmodels:\n${rule('by_status')}${rule('whole')}`,
  })
  const state = async (name: string) => [
    await rows(workshop, `select order_id, status, amount from facts.${name}`),
    await rows(workshop, `select order_id, status, amount from facts.${name}__quarantine`),
  ]
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1', '0 I 2 open DE 60.00', '0 I 3 paid', '0 I 4 paid DE 70.00'])])
  expect(problemsOf(await workshop.build())).toEqual([])
  const first = [
    ['1 open 10.00', '3 paid 10.00'],
    ['2 open 60.00', '4 paid 70.00'],
  ]
  expect(await state('by_status')).toEqual(first)
  expect(await state('whole')).toEqual(first)
  // Of one partition all rows fail: it is replaced nevertheless.
  workshop.deliver([orderFile('20260106-100000000', ['1 U 1 open DE 99.00'])])
  expect(problemsOf(await workshop.build())).toEqual([])
  expect(await state('by_status')).toEqual([['3 paid 10.00'], ['1 open 99.00', '2 open 60.00', '4 paid 70.00']])
  expect(await state('whole')).toEqual([[], ['1 open 99.00', '2 open 60.00']])
  // The query does not give 4 again: it comes to what its partition has.
  expect(await workshop.release('by_status', { where: 'order_id in (1, 4)' })).toMatchObject({ rows: 2, left: 0 })
  const letIn = [['1 open 99.00', '3 paid 10.00', '4 paid 70.00'], ['2 open 60.00']]
  expect(await state('by_status')).toEqual(letIn)
  expect(problemsOf(await workshop.build())).toEqual([])
  expect(await state('by_status')).toEqual(letIn)
  expect(await workshop.release('whole', { where: 'order_id = 1' })).toMatchObject({ rows: 1, left: 0 })
  expect(await state('whole')).toEqual([['1 open 99.00'], ['2 open 60.00']])
  expect(problemsOf(await workshop.build({ fullRefresh: true }))).toEqual([])
  expect(await state('by_status')).toEqual(letIn)
})

test.each(workshopLayouts)(
  'rows of snapshots are set aside, and are there, on %s',
  { timeout: 300_000 },
  async (layout) => {
    const workshop = await newWorkshopOn(layout, {
      ...onlyModels(),
      'models/core/people_snapshot.sql': `{{config materialized="snapshot" unique_key="id" strategy="check" check_cols="all" hard_deletes="invalidate"}}
select id, amount from {{ref "people"}}
`,
      'models/rules.yml': `version: 2\nmodels:\n${rule('people_snapshot')}`,
    })
    const take = async (...people: readonly string[]) => {
      workshop.write({ 'seeds/people.csv': `${['id,amount', ...people].join('\n')}\n` })
      expect(problemsOf(await workshop.build({ only: ['people', 'people_snapshot'] }))).toEqual([])
      return state()
    }
    const state = async () => [
      await rows(
        workshop,
        "select id, amount, case when dbt_valid_to is null then 'holds' else 'ended' end from core.people_snapshot",
      ),
      await rows(workshop, 'select id, amount from core.people_snapshot__quarantine'),
    ]
    expect(await take('1,10', '2,60', '3,30')).toEqual([['1 10 holds', '3 30 holds'], ['2 60']])
    // A version whose row fails now holds on; a row that is gone ends, and is no entry any more.
    expect(await take('1,90')).toEqual([['1 10 holds', '3 30 ended'], ['1 90']])
    expect(await workshop.release('people_snapshot')).toMatchObject({ rows: 1, left: 0 })
    expect(await state()).toEqual([['1 10 ended', '1 90 holds', '3 30 ended'], []])
    expect(await take('1,90', '3,30')).toEqual([['1 10 ended', '1 90 holds', '3 30 ended', '3 30 holds'], []])
  },
)

test.each(workshopLayouts)(
  'rows are set aside that another relation has no row for, on %s',
  { timeout: 300_000 },
  async (layout) => {
    const fact = `select order_id, country, status from {{ref "orders"}}\n`
    const known = (model: string) => `  - name: ${model}
    config: {quality: {on_failure: quarantine}}
    columns:
      - {name: country, data_tests: [{relationships: {name: ${model}_country, arguments: {to: ref('dim_countries'), field: country}}}]}
      - {name: status, data_tests: [{relationships: {name: ${model}_status, arguments: {to: ref('states'), field: state}, config: {where: order_id < 5}}}]}
`
    const workshop = await newWorkshopOn(layout, {
      ...onlyModels('stg_orders', 'orders'),
      'models/staging/stg_orders.sql': 'select order_id, status, country from {{source "shop" "orders"}}\n',
      'models/core/orders.sql':
        '{{config unique_key="order_id"}}\nselect order_id, status, country from {{ref "stg_orders"}}\n',
      'models/core/a_merged.sql': `{{config strategy="merge" unique_key="order_id"}}\n${fact}`,
      'models/marts/dim_countries.sql': 'select country from {{ref "countries"}}\n',
      'models/marts/fct_orders.sql': fact,
      'models/marts/per_country.sql': 'select country, count(*) as orders from {{ref "fct_orders"}} group by country\n',
      'seeds/countries.csv': 'country\nDE\n',
      'seeds/states.csv': 'state\nopen\n',
      'models/rules.yml': `version: 2\nmodels:\n${known('fct_orders')}${known('a_merged')}`,
    })
    const state = async (name: string) => [
      await rows(workshop, `select order_id, country from ${name}`),
      await rows(workshop, `select order_id, _reason from ${name}__quarantine`),
    ]
    workshop.deliver([
      orderFile('LOAD00000001', [
        '0 I 1',
        '0 I 2 open FR',
        '0 I 3 lost DE',
        '0 I 4 lost FR',
        '0 I 5 lost DE',
        '0 I 6 open -',
      ]),
    ])
    // Rules are part of the model: they are asked whatever else is.
    const all = [
      'countries',
      'states',
      'dim_countries',
      'stg_orders',
      'orders',
      'a_merged',
      'fct_orders',
      'per_country',
    ]
    await workshop.buildWell({ only: all })
    const first = (model: string) => [
      ['1 DE', '5 DE', '6 -'],
      [`2 ${model}_country`, `3 ${model}_status`, `4 ${model}_country, ${model}_status`],
    ]
    expect(await state('marts.fct_orders')).toEqual(first('fct_orders'))
    expect(await state('core.a_merged')).toEqual(first('a_merged'))
    expect(await rows(workshop, 'select country, orders from marts.per_country')).toEqual(['- 1', 'DE 2'])
    expect(await workshop.steps({ only: all })).toEqual([])

    // What was missing has come: a table is built anew for it, whoever else is.
    workshop.write({ 'seeds/countries.csv': 'country\nDE\nFR\n' })
    const found = await workshop.build({ only: ['countries', 'dim_countries', 'fct_orders'] })
    expect(problemsOf(found)).toEqual([])
    expect(await state('marts.fct_orders')).toEqual([
      ['1 DE', '2 FR', '5 DE', '6 -'],
      ['3 fct_orders_status', '4 fct_orders_status'],
    ])
    expect(await workshop.release('a_merged', 'all', { checksAgain: true })).toMatchObject({ rows: 3, left: 2 })
    expect((await state('core.a_merged'))[0]).toEqual(['1 DE', '2 FR', '5 DE', '6 -'])
  },
)

test.each(workshopLayouts)(
  'changes are set aside that no row of a seed knows, on %s',
  { timeout: 300_000 },
  async (layout) => {
    const known = (model: string) => `  - name: ${model}
    config: {quality: {on_failure: quarantine}}
    columns:
      - {name: country, data_tests: [{relationships: {name: ${model}_country, arguments: {to: ref('countries'), field: country}}}]}
      - {name: status, data_tests: [{unlisted: {name: ${model}_status, config: {where: order_id < 5}}}]}
`
    const workshop = await newWorkshopOn(layout, {
      ...onlyModels(),
      'macros/tests.hbs': `{{#test "unlisted" as |model column|}}
select * from {{model}} where {{column}} not in (select state from {{ref "states"}})
{{/test}}
`,
      'models/staging/judged.sql': 'select order_id, status, country from {{source "shop" "orders"}}\n',
      'models/staging/plain.sql': 'select order_id, status, country from {{source "shop" "orders"}}\n',
      'models/core/from_judged.sql': '{{config unique_key="order_id"}}\nselect * from {{ref "judged"}}\n',
      'models/core/kept.sql':
        '{{config unique_key="order_id"}}\nselect order_id, status, country from {{ref "plain"}}\n',
      'models/marts/seen.sql': 'select count(*) as orders from {{ref "kept"}}\n',
      'seeds/countries.csv': 'country\nDE\n',
      'seeds/states.csv': 'state\nopen\n',
      'models/rules.yml': `version: 2\nmodels:\n${known('judged')}${known('kept')}`,
    })
    workshop.deliver([orderFile('LOAD00000001', ['0 I 1', '0 I 2 open FR', '0 I 3 lost DE', '0 I 5 lost DE'])])
    expect(problemsOf(await workshop.build())).toEqual([])
    workshop.deliver([orderFile('20260106-100000000', ['1 U 1 lost FR', '2 U 2 open DE', '3 D 3'])])
    expect(problemsOf(await workshop.build())).toEqual([])
    for (const name of ['from_judged', 'kept'])
      expect(await rows(workshop, `select order_id, status, country from core.${name}`), name).toEqual([
        '1 open DE',
        '2 open DE',
        '5 lost DE',
      ])
    expect(await rows(workshop, 'select order_id, _reason from staging.judged__quarantine')).toEqual([
      '1 judged_country, judged_status',
    ])
    expect(await rows(workshop, 'select order_id, _reason from core.kept__quarantine')).toEqual([
      '1 kept_country, kept_status',
    ])
    expect(await workshop.release('judged')).toMatchObject({ rows: 1, left: 0 })
    expect(await rows(workshop, 'select status, country from core.from_judged where order_id = 1')).toEqual(['lost FR'])
    expect(await workshop.steps()).toEqual([])
  },
)
