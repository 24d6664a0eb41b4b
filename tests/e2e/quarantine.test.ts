import { expect, test } from 'vitest'
import { temporaryFolder, tidemill } from '../support/cli.ts'

const header = 'Op,order_id,amount,status,change_seq,commit_ts'

const project = {
  'project.yml': `name: shop
target: local
models:
  staging: {+engine: spark, +materialized: staging, +schema: staging}
  core: {+materialized: incremental, +strategy: cdc, +schema: core}
`,
  'profiles/local.yml': `engines:
  spark: {type: duckdb, path: warehouse.duckdb}
  redshift: {type: duckdb, path: warehouse.duckdb}
`,
  'changes/shop/orders/LOAD00000001.csv': `${header}
I,1,10.00,open,,2026-01-08 00:00:00
I,2,much,open,,2026-01-08 00:00:00
I,3,-5.00,lost,,2026-01-08 00:00:00
I,x,1.00,open,,2026-01-08 00:00:00
`,
  'models/sources.yml': `version: 2
sources:
  - name: shop
    config: {location: changes, format: csv}
    tables:
      - name: orders
        config: {primary_key: [order_id]}
        columns:
          - {name: order_id, data_type: bigint}
          - {name: amount, data_type: "decimal(18,2)"}
          - {name: status, data_type: varchar(20)}
`,
  'models/rules.yml': `version: 2
models:
  - name: stg_orders
    config: {quality: {on_failure: quarantine}}
    data_tests: [{declared_types: {name: typed}}]
    columns:
      - {name: amount, data_tests: [{accepted_range: {name: not_negative, arguments: {min_value: 0}}}]}
      - {name: status, data_tests: [{accepted_values: {name: known_status, arguments: {values: [open, paid]}}}]}
  - name: orders
    config: {quality: {on_failure: quarantine}}
    columns: [{name: status, data_tests: [{unique: {name: one_of_each}}]}]
`,
  'models/staging/stg_orders.sql': 'select order_id, amount, status from {{source "shop" "orders"}}\n',
  'models/core/orders.sql':
    '{{config unique_key="order_id"}}\nselect order_id, amount, status from {{ref "stg_orders"}}\n',
}

test('rows that are set aside are listed, shown, corrected and let in', async () => {
  const cwd = temporaryFolder(project)
  const run = (...words: readonly string[]) => tidemill(words, { cwd })
  expect(await run('quarantine', 'list')).toMatchObject({ code: 0, stdout: '', stderr: 'No rows are set aside.\n' })

  const built = await run('build')
  expect(built.code, built.stderr).toBe(0)
  expect(built.stderr).toContain('Set 2 rows aside in staging.stg_orders__quarantine')
  expect(built.stderr).toContain('the rows: tidemill quarantine show stg_orders')

  const listed = await run('quarantine', 'list', '--json')
  const found = JSON.parse(listed.stdout) as readonly Record<string, unknown>[]
  expect(found.map(({ node, reason, rows }) => [node, reason, rows])).toEqual([
    ['model.shop.stg_orders', 'typed', 2],
    ['model.shop.stg_orders', 'known_status, not_negative', 1],
  ])
  const shown = await run('quarantine', 'show', 'stg_orders', '--output', 'csv')
  expect(shown.stdout).toContain("typed (amount = 'much')")
  expect(shown.stdout).toContain("typed (order_id = 'x')")

  const release = (...words: readonly string[]) => run('quarantine', 'release', 'stg_orders', ...words)
  for (const [words, code] of [
    [[], 'quarantine/choose-rows'],
    [['--where', 'nothing = 1'], 'quarantine/condition'],
    [['--all'], 'quarantine/without-key'],
    [['--where', 'order_id = 2', '--set', 'amont = 1'], 'quarantine/values'],
    [['--where', 'order_id = 2', '--set', 'order_id = 1'], 'quarantine/cannot-correct'],
    [['--all', '--set', 'amount = 1', '--check-again'], 'quarantine/cannot-correct'],
  ] as const) {
    const refused = await release(...words)
    expect(refused.code, refused.stderr).toBe(2)
    expect(refused.stderr).toContain(code)
  }
  const unknown = await run('quarantine', 'release', 'stg_order', '--all')
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "stg_orders"?') })
  expect((await release('--where', 'order_id > 1', '--dry-run')).stderr).toContain('Would let in 2 rows')

  const corrected = await release('--where', 'order_id = 2', '--set', "amount = 20.50, status = 'paid'")
  expect(corrected.code, corrected.stderr).toBe(0)
  expect(corrected.stderr).toContain('Let in 1 row of staging.stg_orders__quarantine.')
  const rows = await run(
    'show',
    '--inline',
    'select order_id, amount, status from {{ref "orders"}} order by 1',
    '--json',
  )
  expect(JSON.parse(rows.stdout)).toEqual([
    { order_id: 1, amount: 10.0, status: 'open' },
    { order_id: 2, amount: 20.5, status: 'paid' },
  ])
  expect((await release('--where', 'order_id = 2')).stderr).toContain('Nothing to let in')

  // A test that cannot set rows aside holds back, and says why.
  const blocked = await release('--where', 'order_id = 3', '--set', "status = 'open'")
  expect(blocked.code).toBe(1)
  const again = await run('build')
  expect(again.code).toBe(1)
  expect(again.stderr).toContain('It sets no rows aside, and blocks: it does not judge each row by itself.')
})
