import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { formatPlace } from '../diagnostics/format.ts'
import { folderConfigFor } from './folder-config.ts'
import { readModelConfig } from './model-config.ts'
import { readProfile } from './profile.ts'
import { readProject } from './project.ts'
import { readProperties } from './properties.ts'

const lines = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map((d) => `${d.code} ${d.span ? formatPlace(d.span) : ''} ${d.message}`)

const folders = new Set(['models/staging', 'models/dimensions', 'models/facts'])

describe('the examples of the project format', () => {
  const project = `name: shop
version: "1.0"
target: local                      # a file in profiles/; overridden by TIDEMILL_TARGET, then by --target
vars: {currency: USD}
model-paths: [models]              # also macro-paths, test-paths, seed-paths, profile-paths, target-path (target); these are the defaults
models:                            # folder defaults; the keys may stand directly or under the project's name, with or without "+"
  staging:    {+engine: spark,    +materialized: staging, +schema: staging}
  dimensions: {+engine: redshift, +materialized: table,   +schema: dimensions}
  facts:      {+engine: redshift, +materialized: table,   +schema: facts}
seeds: {+schema: reference}
on-run-start: []                   # SQL, templated
on-run-end: []
`

  test('project.yml', () => {
    const read = readProject({ path: 'project.yml', text: project }, (path) => folders.has(path))
    expect(lines(read.diagnostics)).toEqual([])
    expect(read.project).toMatchObject({
      name: 'shop',
      version: '1.0',
      target: { value: 'local' },
      modelPaths: ['models'],
      macroPaths: ['macros'],
      testPaths: ['tests'],
      seedPaths: ['seeds'],
      profilePaths: ['profiles'],
      targetPath: 'target',
      onRunStart: [],
      onRunEnd: [],
    })
    const entries = folderConfigFor(read.project?.folders ?? [], 'models', ['staging', 'stg_orders'])
    const { config, diagnostics } = readModelConfig(entries, { kind: 'model', name: 'stg_orders' })
    expect(diagnostics).toEqual([])
    expect(config).toMatchObject({ engine: 'spark', materialized: 'staging', schema: 'staging' })
  })

  test('profiles/local.yml', () => {
    const { profile, diagnostics } = readProfile(
      {
        path: 'profiles/local.yml',
        text: `engines:
  spark:    {type: duckdb, path: warehouse.duckdb}
  redshift: {type: duckdb, path: warehouse.duckdb}     # the same file: the hand-off is nothing at all
threads: 4
`,
      },
      'local',
    )
    expect(lines(diagnostics)).toEqual([])
    expect(profile?.engines.spark?.type.value).toBe('duckdb')
  })

  test('profiles/engines.yml', () => {
    const { profile, diagnostics } = readProfile(
      {
        path: 'profiles/engines.yml',
        text: `engines:
  spark:    {type: spark, python: .venv/bin/python, master: "local[2]", conf: {}, warehouse: .tidemill/spark}
  redshift: {type: postgres, host: localhost, port: 5432, user: shop, password: "{{env_var 'PGPASSWORD'}}", database: shop}
storage: {handoff: .tidemill/handoff}
`,
      },
      'engines',
    )
    expect(diagnostics.map((d) => d.code)).toEqual([])
    expect(profile?.secretKeys).toEqual(['engines.redshift.password'])
  })

  test('profiles/aws.yml', () => {
    const { diagnostics } = readProfile(
      {
        path: 'profiles/aws.yml',
        text: `engines:
  spark:
    type: glue
    region: eu-central-1
    role_arn: arn:aws:iam::123456789012:role/tidemill-glue
    mode: session                  # or: job
    glue_version: "5.1"
    worker_type: G.1X
    workers: 5
    idle_timeout: 10               # minutes
    catalog_database: shop_staging
  redshift:
    type: redshift
    method: data-api               # or: wire (knex over the PostgreSQL protocol)
    workgroup_name: shop           # or cluster_identifier + db_user; or secret_arn
    database: dev
    copy_role_arn: arn:aws:iam::123456789012:role/tidemill-copy
storage:
  raw: s3://shop-raw/dms
  handoff: s3://shop-handoff/tidemill
  kms_key_arn: arn:aws:kms:eu-central-1:123456789012:key/…
cdc:
  dms: {…}                         # the companion's desired state: instance or serverless config, endpoints, task
`,
      },
      'aws',
    )
    expect(diagnostics.map((d) => d.code)).toEqual(['config/not-built-yet', 'config/not-built-yet'])
  })

  test('sources', () => {
    const { properties, diagnostics } = readProperties({
      path: 'models/sources.yml',
      text: `version: 2
sources:
  - name: shop
    description: The order system.
    config:
      location: seeds/cdc          # a folder or s3://bucket/prefix; tables lie in <location>/<source schema>/<identifier>/
      schema: sales                # the schema's name in the operational database; default: the source's name
    tables:
      - name: orders
        identifier: salesorderheader        # default: the name
        config:
          mode: cdc                # cdc | incremental | full
          format: parquet          # parquet | csv (optionally .gz)
          primary_key: [order_id]
          op: Op                   # default Op; I/U/D; absent in a LOAD file means I
          order_by: [change_seq, commit_ts]   # newest last; most significant first; empty or null is oldest
          # mode: incremental      → watermark: modified_at
          # mode: full             → the newest complete extract replaces the last
          drift: {new_column: append, changed_type: widen, missing_column: fill_null}     # append|ignore|fail · widen|fail · fill_null|fail (null too)
          freshness: {warn_after: {count: 2, period: hour}, error_after: {count: 12, period: hour}}
          batch: {max_files: 1000, max_bytes: 20GB}
        columns:
          - {name: order_id, data_type: bigint, data_tests: [not_null]}
          - {name: email, data_type: varchar(200), mask: hash}      # drop | hash | digits | randomize (what DMS can do): masked before it is stored
`,
    })
    expect(lines(diagnostics)).toEqual([])
    const table = properties.sources[0]?.tables[0]
    expect(table?.identifier.value).toBe('salesorderheader')
    expect(table?.config).toMatchObject({
      schema: 'sales',
      mode: 'cdc',
      format: 'parquet',
      op: { value: 'Op' },
      batch: { maxFiles: 1000, maxBytes: 20e9 },
      freshness: { warnAfter: { count: 2, period: 'hour' } },
    })
    expect(table?.columns.map((column) => [column.name.value, column.dataType?.value, column.mask?.value])).toEqual([
      ['order_id', 'bigint', undefined],
      ['email', 'varchar(200)', 'hash'],
    ])
  })

  test('models and unit tests', () => {
    const { properties, diagnostics } = readProperties({
      path: 'models/models.yml',
      text: `models:
  - name: orders
    description: "One row for each live order. {{doc 'orders'}}"
    config: {tags: [core], contract: {enforced: true}, quality: {on_failure: quarantine}}     # block | warn | quarantine
    columns:
      - name: order_id
        data_type: bigint
        data_tests: [unique, not_null]
      - name: customer_id
        data_tests: [{relationships: {arguments: {to: "ref('dim_customer')", field: customer_id}}}]
      - name: total
        data_tests: [{accepted_range: {arguments: {min_value: 0}, config: {severity: warn}}}]
unit_tests:
  - name: amount_is_quantity_times_price
    model: fct_sales
    given:
      - {input: ref('orders'), rows: [{order_id: 1, order_date: 2026-01-01}]}
      - {input: ref('order_lines'), rows: [{order_id: 1, line_id: 1, quantity: 2, price: 3.50}]}
    expect: {rows: [{order_id: 1, amount: 7.00}]}
`,
    })
    expect(lines(diagnostics)).toEqual([])
    const model = properties.models[0]
    expect(model?.columns[2]?.dataTests[0]).toMatchObject({
      test: { value: 'accepted_range' },
      args: [{ key: 'min_value' }],
      config: { severity: 'warn' },
    })
    const { config } = readModelConfig(model?.config ?? [], { kind: 'model', name: 'orders' })
    expect(config).toMatchObject({ tags: ['core'], contract: { enforced: true }, quality: { onFailure: 'quarantine' } })
    const rows = properties.unitTests[0]?.given[1]?.rows
    const price = rows?.kind === 'list' && rows.items[0]?.kind === 'map' ? rows.items[0].entries[3]?.value : null
    expect(price).toMatchObject({ raw: '3.50' })
  })
})
