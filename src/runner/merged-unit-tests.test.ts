import { expect, test } from 'vitest'
import { runUnitTests } from '../../tests/support/unit-tests.ts'

const sources = `sources:
  - name: shop
    config: {location: raw, mode: cdc, order_by: [change_seq, commit_ts]}
    tables:
      - name: orders
        config: {primary_key: [order_id]}
        columns:
          - {name: order_id, data_type: bigint}
          - {name: status, data_type: varchar(20)}
          - {name: total, data_type: "decimal(10, 2)"}
`

const project = {
  'models/sources.yml': sources,
  'models/stg_orders.sql':
    '{{config engine="spark" materialized="staging"}}\nselect order_id, status, total from {{source "shop" "orders"}}\n',
  'models/stg_log.sql':
    '{{config engine="spark" materialized="staging" keep="all"}}\nselect order_id, status, total from {{source "shop" "orders"}}\n',
}

/** A model over the staging model, and unit tests of it. */
function model(config: string, select: string, tests: string) {
  return {
    ...project,
    'models/m.sql': `{{config ${config}}}\n${select}\n`,
    'models/m.yml': `unit_tests:\n${tests}`,
  }
}

const stagedOrders = 'select order_id, status, total from {{ref "stg_orders"}}'

test('a cdc model: changes in any order, deletes, and late ones', async () => {
  const tests = `  - name: newest_wins
    model: m
    given:
      - {input: this, rows: [{order_id: 1, status: new, total: 1.50}, {order_id: 2, status: new}, {order_id: 3, status: new}]}
      - input: ref('stg_orders')
        rows:
          - {order_id: 1, status: paid, total: 2.50, _op: U}
          - {order_id: 1, status: sent, total: 2.50, _op: U}
          - {order_id: 2, _op: D}
          - {order_id: 4, status: new}
    expect:
      rows:
        - {order_id: 1, status: sent, total: 2.5}
        - {order_id: 3, status: new, total: null}
        - {order_id: 4, status: new, total: null}
  - name: late
    model: m
    given:
      - {input: this, rows: [{order_id: 1, status: sent, _commit_ts: 2026-01-05 00:00:00}]}
      - {input: ref('stg_orders'), rows: [{order_id: 1, status: paid, _op: U, _commit_ts: 2026-01-04 00:00:00}]}
    expect: {rows: [{order_id: 1, status: sent, _commit_ts: 2026-01-05 00:00:00}]}
  - name: at_once
    model: m
    given:
      - {input: this, rows: []}
      - input: ref('stg_orders')
        rows:
          - {order_id: 1, status: paid, _commit_ts: 2026-01-04 00:00:00}
          - {order_id: 1, status: sent, _commit_ts: 2026-01-04 00:00:00}
    expect: {rows: [{order_id: 1, status: sent}]}
  - name: query
    model: m
    given: [{input: ref('stg_orders'), rows: [{order_id: 1, status: paid}, {order_id: 2, _op: D}]}]
    expect: {rows: [{order_id: 1, status: paid}]}
  - name: first
    model: m
    given:
      - {input: this, rows: []}
      - {input: ref('stg_orders'), format: csv, rows: "order_id,_op,status,_change_seq\\n1,U,b,2\\n1,I,a,1\\n2,D,,3\\n"}
    expect: {rows: [{order_id: 1, status: b}]}
`
  const config = 'materialized="incremental" strategy="cdc" unique_key="order_id"'
  const found = await runUnitTests(model(config, stagedOrders, tests))
  expect(found).toEqual({ newest_wins: 'pass', late: 'pass', at_once: 'pass', query: 'pass', first: 'pass' })
})

test('a cdc model that keeps deleted rows', async () => {
  const tests = `  - name: flagged
    model: m
    given:
      - input: this
        rows:
          - {order_id: 1, status: new, _commit_ts: 2026-01-01 00:00:00}
          - {order_id: 2, status: new, _commit_ts: 2026-01-01 00:00:00, _deleted_at: 2026-01-02 00:00:00}
          - {order_id: 3, status: new, _commit_ts: 2026-01-01 00:00:00, _deleted_at: 2026-01-02 00:00:00}
      - input: ref('stg_orders')
        rows:
          - {order_id: 1, _op: D, _commit_ts: 2026-01-03 00:00:00}
          - {order_id: 2, status: again, _op: I, _commit_ts: 2026-01-03 00:00:00}
          - {order_id: 3, status: late, _op: U, _commit_ts: 2026-01-01 12:00:00}
          - {order_id: 4, status: short, _op: I, _commit_ts: 2026-01-03 00:00:00}
          - {order_id: 4, _op: D, _commit_ts: 2026-01-04 00:00:00}
    expect:
      rows:
        - {order_id: 1, status: new, _deleted_at: 2026-01-03 00:00:00}
        - {order_id: 2, status: again, _deleted_at: null}
        - {order_id: 3, status: late, _deleted_at: 2026-01-02 00:00:00}
        - {order_id: 4, status: short, _deleted_at: 2026-01-04 00:00:00}
`
  const config = 'materialized="incremental" strategy="cdc" unique_key="order_id" on_delete="soft"'
  expect(await runUnitTests(model(config, stagedOrders, tests))).toEqual({ flagged: 'pass' })
})

test('strategies of dbt: what is added or merged, over batches and over whole inputs', async () => {
  const base = {
    'models/base.sql': '{{config materialized="table"}}\nselect 1 as id, cast(\'a\' as varchar(5)) as name, 1 as day\n',
  }
  const rows = (expected: string) => `  - name: merged
    model: m
    given:
      - {input: this, rows: [{id: 1, name: old, day: 1}, {id: 2, name: old, day: 2}]}
      - {input: ref('base'), rows: [{id: 1, name: late, day: 1}, {id: 2, name: new, day: 2}, {id: 3, name: new, day: 2}]}
    expect: {rows: [${expected}]}
`
  const select =
    'select id, name, day from {{ref "base"}} {{#if (is_incremental)}}where day >= (select max(day) from {{this}}){{/if}}'
  const run = async (config: string, expected: string) =>
    (await runUnitTests({ ...base, ...model(`materialized="incremental" ${config}`, select, rows(expected)) })).merged
  const [first, second, third] = ['{id: 1, name: old}', '{id: 2, name: new}', '{id: 3, name: new}']
  expect(await run('strategy="merge" unique_key="id"', `${first}, ${second}, ${third}`)).toBe('pass')
  expect(await run('strategy="delete+insert" unique_key="id"', `${first}, ${second}, ${third}`)).toBe('pass')
  expect(await run('strategy="append"', `${first}, {id: 2, name: old}, ${second}, ${third}`)).toBe('pass')
  expect(await run('strategy="insert_overwrite" partition_by="day"', `${first}, ${second}, ${third}`)).toBe('pass')
})

test('a log and a merge over batches', async () => {
  const given = (column: string) => `  - name: given
    model: m
    given:
      - {input: this, rows: [{order_id: 1, status: new}]}
      - {input: ref('stg_orders'), rows: [{order_id: 1, status: paid}, {order_id: 1, status: sent}]}
    expect: {rows: [${column}]}
`
  const merge = 'materialized="incremental" strategy="merge" unique_key="order_id"'
  expect(
    await runUnitTests(
      model(merge, stagedOrders.replace('orders"}}', 'orders" changes=true}}'), given('{order_id: 1, status: sent}')),
    ),
  ).toEqual({
    given: 'pass',
  })
  const log = given('{status: new, _op: null}, {status: paid, _op: I}, {status: sent, _op: I}').replace(
    'stg_orders',
    'stg_log',
  )
  const append = 'materialized="incremental" strategy="append"'
  const found = await runUnitTests(model(append, stagedOrders.replace('stg_orders', 'stg_log'), log))
  expect(found).toEqual({ given: 'pass' })
})

test('the versions of an scd2 model', async () => {
  const tests = `  - name: versions
    model: m
    given:
      - {input: this, rows: []}
      - input: ref('stg_log')
        rows:
          - {order_id: 1, status: sent, _op: U, _commit_ts: 2026-01-03 00:00:00}
          - {order_id: 1, status: new, _op: I, _commit_ts: 2026-01-01 00:00:00}
          - {order_id: 1, status: sent, _op: U, _commit_ts: 2026-01-04 00:00:00}
          - {order_id: 1, _op: D, _commit_ts: 2026-01-05 00:00:00}
    expect:
      format: csv
      rows: |
        order_id,status,valid_from,valid_to,is_current,is_deleted
        1,new,2026-01-01 00:00:00,2026-01-03 00:00:00,false,false
        1,sent,2026-01-03 00:00:00,2026-01-05 00:00:00,false,true
`
  const select = 'select order_id, status from {{ref "stg_log"}}'
  const found = await runUnitTests(model('materialized="scd2" unique_key="order_id"', select, tests))
  expect(found).toEqual({ versions: 'pass' })
})

test('a recompute model makes the rows of changed keys anew and leaves the others', async () => {
  const orders = '{{config materialized="incremental" strategy="cdc" unique_key="order_id"}}\n'
  const tests = `  - name: given_is_changed
    model: m
    given:
      - {input: this, rows: [{status: paid, orders: 9}, {status: new, orders: 9}]}
      - {input: ref('orders'), rows: [{order_id: 1, status: paid}, {order_id: 2, status: paid}]}
    expect: {rows: [{status: paid, orders: 2}, {status: new, orders: 9}]}
  - name: changes
    model: m
    given:
      - {input: this, rows: [{status: paid, orders: 9}, {status: new, orders: 9}]}
      - {input: ref('orders'), rows: [{order_id: 1, status: paid}, {order_id: 2, status: sent}]}
      - {input: changes('orders'), rows: [{order_id: 2, status: new, _image: before}, {order_id: 2, status: sent}]}
    expect: {rows: [{status: paid, orders: 9}, {status: sent, orders: 1}]}
`
  const select = 'select status, count(*) as orders from {{ref "orders"}} group by status'
  const files = model('materialized="incremental" strategy="recompute" unique_key="status"', select, tests)
  const found = await runUnitTests({ ...files, 'models/orders.sql': `${orders}${stagedOrders}\n` })
  expect(found).toEqual({ given_is_changed: 'pass', changes: 'pass' })
})

test('what a run would refuse, a unit test of it does', async () => {
  const tests = `  - name: key_twice
    model: m
    given:
      - {input: this, rows: []}
      - {input: ref('base'), rows: [{id: 1}, {id: 1}]}
    expect: {rows: []}
`
  const base = { 'models/base.sql': '{{config materialized="table"}}\nselect 1 as id\n' }
  const merge = 'materialized="incremental" strategy="merge" unique_key="id"'
  const found = await runUnitTests({ ...base, ...model(merge, 'select id from {{ref "base"}}', tests) })
  expect(found.key_twice).toContain('cdc/key-repeated')
})

test('through ephemeral models, with overrides, and beside tables that do not change', async () => {
  const found = await runUnitTests({
    ...project,
    'project.yml': 'name: shop\ntarget: local\nvars: {hidden: paid}\n',
    'models/base.sql': '{{config materialized="table"}}\nselect 1 as id, cast(\'a\' as varchar(5)) as name\n',
    'models/upper_orders.sql':
      '{{config materialized="ephemeral"}}\nselect order_id, upper(status) as status from {{ref "stg_orders"}}\n',
    'models/m.sql': `{{config materialized="incremental" strategy="cdc" unique_key="order_id" on_delete="soft"}}
select order_id, status from {{ref "upper_orders"}} where status <> '{{var "hidden"}}'
`,
    'models/totals.sql':
      '{{config materialized="incremental" strategy="cdc" unique_key="order_id"}}\nselect order_id, total from {{ref "stg_orders"}}\n',
    'models/named.sql': `{{config materialized="incremental" strategy="recompute" unique_key="order_id" static=(list "base")}}
select t.order_id, t.total, b.name from {{ref "totals"}} t left join {{ref "base"}} b on b.id = t.order_id
`,
    'models/part.sql': `{{config materialized="incremental" strategy="merge" unique_key="id" merge_update_columns="name" predicates="DBT_INTERNAL_DEST.id > 1"}}
select id, name, 1 as n from {{ref "base"}}
`,
    'models/whole.sql':
      '{{config materialized="incremental" strategy="insert_overwrite"}}\nselect id, name from {{ref "base"}}\n',
    'models/tests.yml': `unit_tests:
  - name: flagged
    model: m
    overrides: {vars: {hidden: OPEN}}
    given:
      - {input: this, rows: [{order_id: 1, status: A}, {order_id: 2, status: B}]}
      - input: ref('stg_orders')
        rows: [{order_id: 1, status: b, _op: U}, {order_id: 2, status: open, _op: U, _commit_ts: 2026-01-01}, {order_id: 3, status: paid}]
    expect:
      rows:
        - {order_id: 1, status: B, _deleted_at: null}
        - {order_id: 2, status: B, _deleted_at: 2026-01-01}
        - {order_id: 3, status: PAID, _deleted_at: null}
  - name: named
    model: named
    given:
      - {input: this, rows: [{order_id: 1, total: 1}, {order_id: 2, total: 1}]}
      - {input: ref('totals'), rows: [{order_id: 1, total: 5}]}
      - {input: ref('base'), rows: [{id: 1, name: z}]}
    expect: {rows: [{order_id: 1, total: 5, name: z}, {order_id: 2, total: 1, name: null}]}
  - name: part
    model: part
    given:
      - {input: this, rows: [{id: 1, name: old, n: 9}, {id: 2, name: old, n: 9}]}
      - {input: ref('base'), rows: [{id: 2, name: new}]}
    expect: {rows: [{id: 1, name: old, n: 9}, {id: 2, name: new, n: 9}]}
  - name: whole
    model: whole
    given: [{input: this, rows: [{id: 1, name: old}]}, {input: ref('base'), rows: [{id: 2, name: new}]}]
    expect: {rows: [{id: 2, name: new}]}
  - name: wrong
    model: whole
    given: [{input: this, rows: [{id: x}]}, {input: ref('base'), rows: []}]
    expect: {rows: []}
`,
  })
  expect(found.wrong).toContain('"x" cannot be read as integer')
  expect({ ...found, wrong: '' }).toEqual({ flagged: 'pass', named: 'pass', part: 'pass', whole: 'pass', wrong: '' })
})
