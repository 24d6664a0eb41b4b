import { expect, test } from 'vitest'
import { newWorkshopOn, workshopLayouts } from '../support/truth/new-workshop.ts'
import { onlyModels } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'
import type { Workshop } from '../support/truth/workshop.ts'

async function rowsOf(workshop: Workshop, table: string, columns = '*'): Promise<readonly string[]> {
  const rows = await workshop.query(`select ${columns} from ${table}`)
  return rows.map((row) => row.map((cell) => String(cell)).join(' ')).sort()
}

async function columnsOf(workshop: Workshop, schema: string, table: string): Promise<readonly string[]> {
  const rows = await workshop.query(
    `select column_name, data_type from information_schema.columns where table_schema = '${schema}' and table_name = '${table}' and column_name not like '!_%' escape '!' order by ordinal_position`,
  )
  return rows.map(([name, type]) => `${name} ${String(type).toLowerCase()}`)
}

const policies = ['ignore', 'append_new_columns', 'fail', 'sync_all_columns'] as const

/** A `merge` and a `cdc` model of each policy, all with the same columns. */
const models = (columns: string) =>
  Object.fromEntries(
    policies.flatMap((policy) => [
      [
        `models/facts/merged_${policy}.sql`,
        `{{config strategy="merge" unique_key="order_id" on_schema_change="${policy}"}}\nselect order_id, ${columns} from {{ref "orders"}}\n`,
      ],
      [
        `models/facts/followed_${policy}.sql`,
        `{{config strategy="cdc" unique_key="order_id" on_delete="soft" on_schema_change="${policy}"}}\nselect order_key as order_id, ${columns} from {{ref "stg_orders"}}\n`,
      ],
    ]),
  )

const files = {
  ...onlyModels('stg_orders', 'orders'),
  ...models('status, cast(1 as smallint) as amount'),
  'models/marts/seen.sql': '{{config materialized="view"}}\nselect * from {{ref "merged_sync_all_columns"}}\n',
  'models/marts/seen_keys.sql': '{{config materialized="view"}}\nselect order_id from {{ref "seen"}}\n',
  'models/facts/amounts.sql': `{{config strategy="recompute" unique_key="order_id"}}
select order_id, sum(amount) as total from {{ref "merged_sync_all_columns"}} group by order_id
`,
  'project.yml': `name: truth
target: local
models:
  staging: {+engine: spark, +materialized: staging, +schema: staging}
  core: {+materialized: incremental, +strategy: cdc, +schema: core}
  facts: {+materialized: incremental, +schema: facts}
  marts: {+schema: marts}
seeds: {+schema: reference}
`,
}

test.each(workshopLayouts)('columns that come and go, by each policy, on %s', { timeout: 300_000 }, async (layout) => {
  const workshop = await newWorkshopOn(layout, files)
  const text = layout === 'duckdb' ? 'varchar' : 'text'
  const withTextKey = ([, ...rest]: readonly string[]) => [`order_id ${text}`, ...rest]
  const before = ['order_id bigint', `status ${text}`, 'amount smallint']
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1', '0 I 2', '0 I 3'])])
  await workshop.buildWell()
  for (const policy of policies) {
    expect(await columnsOf(workshop, 'facts', `merged_${policy}`)).toEqual(before)
    expect(await columnsOf(workshop, 'facts', `followed_${policy}`)).toEqual(withTextKey(before))
  }

  workshop.write(models('cast(100000 as integer) as amount, customer'))
  workshop.deliver([orderFile('20260105-100000001', ['1 U 2', '2 D 3'])])
  const notes = (await workshop.plan()).notes.filter((note) => note.startsWith('"merged_'))
  const differs = 'gives other columns than its table has (new: customer; gone: status):'
  expect(notes.sort()).toEqual([
    `"merged_append_new_columns" ${differs} what is new is added, what is gone stays.`,
    `"merged_fail" ${differs} it fails, since its "on_schema_change" is "fail".`,
    `"merged_ignore" ${differs} what is new is left out, what is gone stays.`,
    `"merged_sync_all_columns" ${differs} what is new is added, what is gone is dropped.`,
  ])
  const { results } = await workshop.build()
  const failed = results.filter(({ status }) => status === 'error')
  expect(failed.map(({ node }) => node).sort()).toEqual(['model.truth.followed_fail', 'model.truth.merged_fail'])
  for (const { diagnostics } of failed) {
    expect(diagnostics.map(({ code }) => code)).toEqual(['model/columns-changed'])
    expect(diagnostics[0]?.message.toLowerCase()).toContain(
      `(new: customer ${text}; gone: status; of another type: amount smallint → integer)`,
    )
  }
  const expected = {
    ignore: ['order_id bigint', `status ${text}`, 'amount integer'],
    append_new_columns: ['order_id bigint', `status ${text}`, 'amount integer', `customer ${text}`],
    fail: before,
    sync_all_columns: ['order_id bigint', 'amount integer', `customer ${text}`],
  }
  for (const policy of policies) {
    expect(await columnsOf(workshop, 'facts', `merged_${policy}`)).toEqual(expected[policy])
    expect(await columnsOf(workshop, 'facts', `followed_${policy}`)).toEqual(withTextKey(expected[policy]))
  }
  expect(await rowsOf(workshop, 'facts.merged_fail')).toEqual(['1 open 1', '2 open 1', '3 open 1'])
  expect(await rowsOf(workshop, 'marts.seen')).toEqual(['1 100000 ANN', '2 100000 ANN', '3 1 null'])
  expect(await rowsOf(workshop, 'marts.seen_keys')).toEqual(['1', '2', '3'])
  expect(await rowsOf(workshop, 'facts.amounts')).toEqual(['1 100000', '2 100000', '3 1'])
  expect(
    await rowsOf(
      workshop,
      'facts.followed_sync_all_columns',
      'order_id, amount, customer, case when _deleted_at is null then 0 else 1 end',
    ),
  ).toEqual(['O-1 1 null 0', 'O-2 100000 ANN 0', 'O-3 1 null 1'])

  await workshop.buildWell({ fullRefresh: true })
  expect(await columnsOf(workshop, 'facts', 'merged_fail')).toEqual(expected.sync_all_columns)
  expect(await columnsOf(workshop, 'facts', 'followed_fail')).toEqual(withTextKey(expected.sync_all_columns))
  expect(await rowsOf(workshop, 'facts.amounts')).toEqual(['1 100000', '2 100000'])
})
