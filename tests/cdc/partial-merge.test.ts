import { expect, test } from 'vitest'
import { newWorkshop, newWorkshopOn, workshopLayouts } from '../support/truth/new-workshop.ts'
import { onlyModels } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'
import type { Workshop } from '../support/truth/workshop.ts'

async function rowsOf(workshop: Workshop, table: string, columns: string): Promise<readonly string[]> {
  const rows = await workshop.query(`select ${columns} from ${table}`)
  return rows.map((row) => row.map((cell) => String(cell)).join(' ')).sort()
}

/** A model over `orders` that remembers in `seen` which of its builds wrote a row. */
const merged = (config: string) => `{{config materialized="incremental" unique_key="order_id" ${config}}}
select order_id, status, amount, {{#if (is_incremental)}}'later'{{else}}'first'{{/if}} as seen from {{ref "orders"}}
`

const perStatus = (model: string) => `{{config unique_key="status" schema="facts" static=(list "cut")}}
select status, count(*) as orders, sum(amount) as total from {{ref "${model}"}} group by status
`

const files = {
  ...onlyModels('stg_orders', 'orders'),
  'models/marts/some.sql': merged('merge_update_columns=(list "STATUS" "amount")'),
  'models/marts/others.sql': merged('strategy="merge" merge_exclude_columns="status"'),
  'models/marts/none.sql': merged('merge_exclude_columns=(list "status" "amount" "seen")'),
  'models/marts/cut.sql': 'select 2 as first_order\n',
  'models/marts/later_ones.sql': merged(
    'strategy="merge" incremental_predicates=(list "DBT_INTERNAL_DEST.order_id >= (select min(first_order) from {{ref \'cut\'}})" "status <> \'paid\'")',
  ),
  'models/marts/grown.sql': merged(
    'strategy="merge" merge_update_columns="amount" predicates="dbt_internal_source.amount > DBT_INTERNAL_DEST.amount"',
  ),
  'models/marts/replaced.sql': merged(
    'strategy="delete+insert" predicates="DBT_INTERNAL_DEST.amount < DBT_INTERNAL_SOURCE.amount"',
  ),
  // What a test sees is what is written: not the status that a merge leaves out.
  'models/marts/none.yml': `models:
  - name: none
    columns:
      - {name: status, data_tests: [{accepted_values: {arguments: {values: [open, paid]}}}]}
`,
  'models/facts/some_statuses.sql': perStatus('some'),
  'models/facts/later_statuses.sql': perStatus('later_ones'),
  'models/facts/grown_statuses.sql': perStatus('grown'),
  'project.yml': `name: truth
target: local
models:
  staging: {+engine: spark, +materialized: staging, +schema: staging}
  core: {+materialized: incremental, +strategy: cdc, +schema: core}
  facts: {+materialized: incremental, +strategy: recompute}
  marts: {+materialized: table, +schema: marts}
seeds: {+schema: reference}
`,
}

const columns = 'order_id, status, cast(amount as integer), seen'

test.each(workshopLayouts)(
  'a merge changes some columns, and rows within its predicates, on %s',
  async (layout) => {
    const workshop = await newWorkshopOn(layout, files)
    const built = async (model: string) => rowsOf(workshop, `marts.${model}`, columns)
    const facts = (model: string) => rowsOf(workshop, `facts.${model}`, 'status, orders, cast(total as integer)')
    workshop.deliver([
      orderFile('LOAD00000001', ['0 I 1 open DE 10', '0 I 2 open DE 20', '0 I 3 open DE 30', '0 I 4 paid DE 5']),
    ])
    await workshop.buildWell()
    expect(await built('some')).toEqual(['1 open 10 first', '2 open 20 first', '3 open 30 first', '4 paid 5 first'])

    workshop.deliver([
      orderFile('20260105-100000001', [
        '1 U 1 paid DE 11',
        '2 U 2 sent DE 22',
        '3 U 3 paid DE 3',
        '4 U 4 paid DE 6',
        '5 I 5 open DE 50',
      ]),
    ])
    await workshop.buildWell()
    expect(await built('some')).toEqual([
      '1 paid 11 first',
      '2 sent 22 first',
      '3 paid 3 first',
      '4 paid 6 first',
      '5 open 50 later',
    ])
    expect(await built('others')).toEqual([
      '1 open 11 later',
      '2 open 22 later',
      '3 open 3 later',
      '4 paid 6 later',
      '5 open 50 later',
    ])
    expect(await built('none')).toEqual([
      '1 open 10 first',
      '2 open 20 first',
      '3 open 30 first',
      '4 paid 5 first',
      '5 open 50 later',
    ])
    // As in dbt, a new row whose match lies outside the predicates is inserted beside it.
    expect(await built('later_ones')).toEqual([
      '1 open 10 first',
      '1 paid 11 later',
      '2 sent 22 later',
      '3 paid 3 later',
      '4 paid 5 first',
      '4 paid 6 later',
      '5 open 50 later',
    ])
    expect(await built('grown')).toEqual([
      '1 open 11 first',
      '2 open 22 first',
      '3 open 30 first',
      '3 paid 3 later',
      '4 paid 6 first',
      '5 open 50 later',
    ])
    expect(await built('replaced')).toEqual([
      '1 paid 11 later',
      '2 sent 22 later',
      '3 open 30 first',
      '3 paid 3 later',
      '4 paid 6 later',
      '5 open 50 later',
    ])
    expect(await facts('some_statuses')).toEqual(['open 1 50', 'paid 3 20', 'sent 1 22'])
    expect(await facts('later_statuses')).toEqual(['open 2 60', 'paid 4 25', 'sent 1 22'])
    expect(await facts('grown_statuses')).toEqual(['open 4 113', 'paid 2 9'])
  },
  300_000,
)

test('a column to merge that nobody knew to be missing fails the model, and names the near miss', async () => {
  const workshop = newWorkshop({
    ...files,
    'models/marts/schemas.sql': '{{config materialized="view"}}\nselect * from information_schema.schemata\n',
    'models/marts/merged.sql': `{{config materialized="incremental" unique_key="name" merge_update_columns="schema_ownr"}}
select s.schema_name as name, s.* from {{ref "schemas"}} as s where s.schema_name = 'core' and s.catalog_name = 'warehouse'
`,
  })
  const { results } = await workshop.build({ only: ['schemas', 'merged'] })
  expect(results.flatMap(({ diagnostics }) => diagnostics.map(({ code, help }) => [code, help]))).toEqual([
    ['config/unknown-column', expect.stringContaining('Did you mean "schema_owner"')],
  ])
})

test('a partial merge takes batches in, each once, and its tests see what it writes', async () => {
  const workshop = newWorkshop({
    ...files,
    'models/marts/latest.sql': `{{config materialized="incremental" unique_key="order_key" merge_update_columns="status"}}
select order_key, status, amount from {{ref "stg_orders" changes=true}} where _op <> 'D'
`,
    'models/marts/latest.yml': `models:
  - name: latest
    columns:
      - {name: amount, data_tests: [{accepted_range: {arguments: {max_value: 20}}}]}
`,
  })
  const latest = () => rowsOf(workshop, 'marts.latest', 'order_key, status, cast(amount as integer)')
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1 open DE 10', '0 I 2 open DE 20'])])
  await workshop.buildWell()
  workshop.deliver([orderFile('20260105-100000001', ['1 U 1 paid DE 99', '2 D 2'])])
  await workshop.buildWell()
  expect(await latest()).toEqual(['O-1 paid 10', 'O-2 open 20'])
  workshop.deliver([orderFile('20260105-100000002', ['3 I 3 open DE 99'])])
  const { results } = await workshop.build()
  expect(results.filter(({ status }) => status === 'fail').map(({ node }) => node.split('.')[2])).toEqual([
    'accepted_range_latest_amount__20',
  ])
  expect(await latest()).toEqual(['O-1 paid 10', 'O-2 open 20'])
})
