import { expect, test } from 'vitest'
import { newWorkshop, newWorkshopOn } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'

const files = [
  orderFile('LOAD00000001', ['0 I 1', '0 I 2']),
  orderFile('20260105-110000000', ['5 U 1 paid', '6 D 2', '7 I 3']),
]

/** A model of each materialization and strategy, and what its contract promises. */
const models: Readonly<Record<string, readonly [columns: string, sql: string]>> = {
  'staging/stg_all': [
    'order_id bigint, status varchar(10)',
    '{{config keep="all"}}\nselect cast(order_id as bigint) as order_id, status from {{source "shop" "orders"}}\n',
  ],
  'staging/stg_newest': [
    'order_id bigint, status varchar(10)',
    'select cast(order_id as bigint) as order_id, status from {{source "shop" "orders"}}\n',
  ],
  'core/hard': [
    'order_id bigint, status varchar(10)',
    '{{config unique_key="order_id"}}\nselect order_id, status from {{ref "stg_newest"}}\n',
  ],
  'core/soft': [
    'order_id bigint, status varchar(20)',
    '{{config unique_key="order_id" on_delete="soft"}}\nselect order_id, status from {{ref "stg_newest"}}\n',
  ],
  'core/log': [
    'order_id bigint, status varchar(10)',
    '{{config strategy="append"}}\nselect order_id, status from {{ref "stg_all"}}\n',
  ],
  'core/versions': [
    'order_id bigint, status varchar(10)',
    '{{config materialized="scd2" unique_key="order_id"}}\nselect order_id, status from {{ref "stg_all"}}\n',
  ],
  'core/totals': [
    'status varchar(10), orders bigint, first_order date',
    `{{config strategy="recompute" unique_key="status"}}
select status, count(*) as orders, cast('2026-01-01' as date) as first_order from {{ref "hard"}} group by status
`,
  ],
  'core/merged': [
    'order_id bigint, amount decimal(12,2)',
    '{{config strategy="merge" unique_key="order_id"}}\nselect order_id, cast(7 as decimal(12, 2)) as amount from {{ref "hard"}}\n',
  ],
  'marts/whole': ['order_id bigint, status varchar(10)', 'select order_id, status from {{ref "hard"}}\n'],
  'marts/seen': [
    'order_id bigint, status varchar(10)',
    '{{config materialized="view"}}\nselect order_id, status from {{ref "hard"}}\n',
  ],
  'marts/taken': [
    'order_id bigint, status varchar(10)',
    '{{config materialized="snapshot" unique_key="order_id" strategy="check" check_cols="all"}}\nselect order_id, status from {{ref "hard"}}\n',
  ],
}

const off = ['orders', 'lines', 'big_orders', 'last_orders', 'order_log', 'stg_orders', 'stg_lines', 'stg_order_log']
const marts = ['fct_lines', 'fct_customers', 'open_orders']

function project() {
  const described = Object.entries(models).map(([path, [columns]]) => {
    const name = path.split('/')[1] ?? ''
    const listed = columns.split(/, (?=\w+ )/).map((column) => column.split(' '))
    const yaml = listed.map(([column, type]) => `      - {name: ${column}, data_type: "${type}"}`).join('\n')
    return `  - name: ${name}\n    config: {contract: {enforced: true}}\n    columns:\n${yaml}`
  })
  const sql = Object.entries(models).map(([path, [, text]]) => [`models/${path}.sql`, text] as const)
  const gone = [...off, ...marts].map((name) => {
    const folder = name.startsWith('stg_') ? 'staging' : marts.includes(name) ? 'marts' : 'core'
    return [`models/${folder}/${name}.sql`, null] as const
  })
  return {
    ...Object.fromEntries([...sql, ...gone]),
    'models/contracts.yml': `version: 2\nmodels:\n${described.join('\n')}\n`,
  }
}

test.each(['duckdb', 'spark and postgres'] as const)(
  'what keeps its contract is published, on %s',
  async (layout) => {
    const workshop = await newWorkshopOn(layout, project())
    await workshop.deliver(files)
    await workshop.buildWell()
    expect(await workshop.query('select order_id, status from core.hard order by 1')).toEqual([
      ['1', 'paid'],
      ['3', 'open'],
    ])
  },
  300_000,
)

test('a column whose type only the engine knows is compared before it is public', async () => {
  const workshop = newWorkshop(project())
  workshop.deliver([files[0] ?? orderFile('LOAD00000001', [])])
  await workshop.buildWell()
  // An untyped NULL is whatever its engine takes it for.
  workshop.write({ 'models/marts/whole.sql': 'select order_id, null as status from {{ref "hard"}}\n' })
  const { results } = await workshop.build()
  const failed = results.find(({ node }) => node === 'model.truth.whole')
  expect(failed?.diagnostics.map(({ code }) => code)).toEqual(['contract/type-differs'])
  expect(await workshop.query('select count(status) from marts.whole')).toEqual([['2']])
})
