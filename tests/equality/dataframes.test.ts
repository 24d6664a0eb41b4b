import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readJson, tidemill, writeFiles } from '../support/cli.ts'
import { installed } from '../support/engines/places.ts'
import { duckdbEntry, profileText, sparkEntry } from '../support/engines/profile-text.ts'
import { type Table, type WarehouseTables, warehouseTables } from '../support/warehouse-tables.ts'

/** Each model twice, in Python and in SQL, which have to give the same rows. */
const files = {
  'project.yml': `name: frames
version: "1.0"
target: local
vars: {least: 10}
models:
  staging: {+engine: spark, +materialized: staging, +schema: staging}
  core:    {+materialized: incremental, +schema: core}
  reports: {+materialized: table, +engine: spark, +schema: reports}
seeds: {+schema: reference}
`,
  'profiles/local.yml': profileText(duckdbEntry('warehouse.duckdb'), duckdbEntry('warehouse.duckdb')),
  'models/models.yml': `version: 2
sources:
  - name: shop
    config: {location: raw, format: csv, order_by: [change_seq, commit_ts]}
    tables:
      - name: orders
        config: {primary_key: [id]}
        columns:
          - {name: id, data_type: bigint}
          - {name: status, data_type: varchar(20)}
          - {name: total, data_type: "decimal(18, 2)"}
          - {name: at, data_type: timestamp}
models:
  - name: stg_orders_py
    columns:
      - {name: id, data_tests: [not_null]}
      - {name: total, data_tests: [{accepted_range: {arguments: {min_value: 0}}}]}
  - name: by_status_py
    config: {contract: {enforced: true}}
    columns:
      - {name: status, data_type: string, data_tests: [unique, {relationships: {arguments: {to: "ref('statuses')", field: status}}}]}
      - {name: label, data_type: string}
      - {name: orders, data_type: bigint}
      - {name: total, data_type: "decimal(28, 2)"}
      - {name: newest, data_type: timestamp}
`,
  'seeds/statuses.csv': 'status,label\nopen,Open\npaid,Paid\n',
  'models/staging/stg_orders_py.py': `from pyspark.sql import functions as f


def worth_it(tm, orders):
    return orders.filter(f.col("total") >= tm.var("least"))


def model(tm, spark):
    orders = worth_it(tm, tm.source("shop", "orders"))
    return orders.select("id", f.lower("status").alias("status"), f.col("total").cast("decimal(18,2)").alias("total"), "at")
`,
  'models/staging/stg_orders_sql.sql': `select id, lower(status) as status, cast(total as decimal(18, 2)) as total, at
from {{source "shop" "orders"}} where total >= {{var "least"}}
`,
  'models/staging/stg_log_py.py': `def model(tm, spark):
    tm.config(keep="all")
    return tm.source("shop", "orders").select("id", "status", "total", "_op", "_change_seq", "_commit_ts", "_change_id")
`,
  'models/staging/stg_log_sql.sql': `{{config keep="all"}} select id, status, total from {{source "shop" "orders"}}\n`,
  'models/reports/by_status_py.py': `from pyspark.sql import functions as f, types as t


def model(tm, spark):
    lower = f.udf(lambda text: text.lower(), t.StringType())
    orders = tm.ref("orders_py").withColumn("status", lower("status"))
    return (
        orders.join(tm.ref("statuses"), "status")
        .groupBy("status", "label")
        .agg(f.count("*").alias("orders"), f.sum("total").cast("decimal(28,2)").alias("total"), f.max("at").alias("newest"))
    )
`,
  'models/reports/by_status_sql.sql': `select o.status, s.label, count(*) as orders, cast(sum(o.total) as decimal(28, 2)) as total, max(o.at) as newest
from {{ref "orders_sql"}} o join {{ref "statuses"}} s on s.status = o.status
group by o.status, s.label
`,
  ...Object.fromEntries(
    ['py', 'sql'].flatMap((kind) => [
      [
        `models/core/orders_${kind}.sql`,
        `{{config strategy="cdc" unique_key="id"}} select id, status, total, at from {{ref "stg_orders_${kind}"}}\n`,
      ],
      [
        `models/core/log_${kind}.sql`,
        `{{config strategy="append"}} select id, status, total from {{ref "stg_log_${kind}"}}\n`,
      ],
      [
        `models/core/top_${kind}.sql`,
        `{{config materialized="table"}} select * from {{ref "by_status_${kind}"}} where total > 5\n`,
      ],
    ]),
  ),
}

const header = 'Op,change_seq,commit_ts,id,status,total,at\n'
const load = `${header}I,,2026-01-01 00:00:00,1,OPEN,10.00,2026-01-01 10:00:00.123456
I,,2026-01-01 00:00:00,2,PAID,20.00,2026-01-01 11:00:00
I,,2026-01-01 00:00:00,3,OPEN,5.00,
I,,2026-01-01 00:00:00,5,PAID,50.00,
`
const seq = (number: number) => `2026010200000000000000000000000000${number}`
const changes = `${header}D,${seq(1)},2026-01-02 00:00:00,1,OPEN,10.00,2026-01-01 10:00:00
U,${seq(2)},2026-01-02 00:00:01,2,PAID,2.00,2026-01-01 11:00:00
I,${seq(3)},2026-01-02 00:00:02,4,PAID,40.00,2026-01-02 11:00:00
U,${seq(4)},2026-01-02 00:00:03,5,OPEN,51.00,2026-01-02 12:00:00
U,${seq(5)},2026-01-02 00:00:04,5,OPEN,52.00,2026-01-02 13:00:00
`

const root = mkdtempSync(join(tmpdir(), 'tidemill-dataframes-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const kinds = ['staging.stg_orders', 'staging.stg_log', 'core.orders', 'core.log', 'reports.by_status', 'core.top']

async function built(name: string, profile: string): Promise<WarehouseTables> {
  const cwd = join(root, name)
  const run = async () => {
    const { code, stderr } = await tidemill(['build', '--target', name], { cwd })
    expect(code, stderr).toBe(0)
  }
  writeFiles(cwd, { ...files, [`profiles/${name}.yml`]: profile, 'raw/shop/orders/LOAD00000001.csv': load })
  await run()
  writeFiles(cwd, { 'raw/shop/orders/20260102-000000000.csv': changes })
  await run()
  return warehouseTables({ type: 'duckdb', path: join(cwd, 'warehouse.duckdb') }, ['staging', 'core', 'reports'])
}

/** Types aside: Python's own are as Spark has them. */
function rowsOf(tables: WarehouseTables, name: string): readonly unknown[] {
  const { columns, rows } = tables.get(name) as Table
  const names = columns.map((column) => column.name)
  return rows
    .map((row) => Object.entries(Object.fromEntries((JSON.parse(row) as unknown[]).map((v, at) => [names[at], v]))))
    .map((row) => JSON.stringify(row.sort()))
    .sort()
}

let onSpark: WarehouseTables
beforeAll(async () => {
  onSpark = await built('spark', profileText(sparkEntry(), duckdbEntry('warehouse.duckdb')))
}, 600_000)

test.each(kinds)('%s is the same in Python and in SQL, deletes among the changes', (name) => {
  const rows = rowsOf(onSpark, `${name}_py`)
  expect(rows.length).toBeGreaterThan(0)
  expect(rows).toEqual(rowsOf(onSpark, `${name}_sql`))
})

test('the manifest says that it is Python, and its text is compiled as it is written', async () => {
  const cwd = join(root, 'spark')
  const { nodes } = readJson(cwd, 'target', 'manifest.json') as { nodes: Record<string, Record<string, unknown>> }
  expect(nodes['model.frames.by_status_py']).toMatchObject({
    language: 'python',
    compiled_path: 'target/compiled/frames/models/reports/by_status_py.py',
    depends_on: { nodes: ['model.frames.orders_py', 'seed.frames.statuses'] },
  })
  const compiled = readFileSync(join(cwd, 'target/compiled/frames/models/reports/by_status_py.py'), 'utf8')
  expect(compiled).toBe(files['models/reports/by_status_py.py'])
})

test('an error points at its line, and what is built stays', { timeout: 300_000 }, async () => {
  const cwd = join(root, 'spark')
  writeFiles(cwd, {
    'models/reports/wrong.py': `def pick(frame):\n    return frame.select("nmae")\n\n\ndef model(tm, spark):\n    return pick(tm.ref("by_status_sql"))\n`,
    'raw/shop/orders/20260103-000000000.csv': `${header}I,20260103000000000000000000000000001,2026-01-03 00:00:00,6,OPEN,1.00,\n`,
    'models/staging/strays.py':
      'def model(tm, spark):\n    return tm.source("shop", "orders").selectExpr("id + 1 as id", "total")\n',
    'models/staging/keyless.py': 'def model(tm, spark):\n    return tm.source("shop", "orders").select("status")\n',
    'models/reports/late.py': `from pyspark.sql import functions as f, types as t\n\n\ndef model(tm, spark):\n    bad = f.udf(lambda text: int(text), t.IntegerType())\n    return tm.ref("by_status_sql").select(bad("label").alias("n"))\n`,
    'models/reports/by_status_py.py': `def model(tm, spark):\n    return tm.ref("orders_py").select("status")\n`,
  })
  const words = ['build', '--target', 'spark', '--select', 'wrong', 'late', 'by_status_py', 'strays', 'keyless']
  const { code, stdout, stderr } = await tidemill(words, { cwd })
  expect(code).toBe(1)
  const said = stdout + stderr
  expect(said).toMatch(/models\/reports\/wrong\.py:2:5 {2}error engine\/failed .*nmae/)
  expect(said).toMatch(/2 \| {5}return frame\.select\("nmae"\)\n +\| {5}\^+/)
  expect(said).toMatch(/models\/reports\/late\.py:5:5 {2}error engine\/failed .*ValueError/)
  expect(said).toMatch(/models\/staging\/strays\.py:1:1 {2}error dataframe\/other-key .*id = 7/)
  expect(said).toMatch(/models\/staging\/keyless\.py:1:1 {2}error cdc\/key-lost .*id/)
  expect(said).toMatch(/models\/reports\/by_status_py\.py:1:1 {2}error contract\/column-missing/)
})

test('the embedded default runs it on the installed Spark', { timeout: 600_000 }, async () => {
  const cwd = join(root, 'local')
  writeFiles(cwd, files)
  symlinkSync(installed.python, join(cwd, '.venv'))
  // The profile asks for nothing, the models do.
  expect((await tidemill(['engines', 'install'], { cwd })).stderr).toContain('Everything is installed.')
  const tables = await built('local', files['profiles/local.yml'])
  for (const name of kinds) {
    expect(rowsOf(tables, `${name}_py`)).toEqual(rowsOf(onSpark, `${name}_sql`))
    expect(
      tables
        .get(`${name}_py`)
        ?.columns.map(({ name }) => name)
        .sort(),
    ).toEqual(
      tables
        .get(`${name}_sql`)
        ?.columns.map(({ name }) => name)
        .sort(),
    )
  }
})

test('without a Spark the build says how to get one, and builds the rest', { timeout: 300_000 }, async () => {
  const cwd = join(root, 'without')
  writeFiles(cwd, { ...files, 'raw/shop/orders/LOAD00000001.csv': load })
  const { code, stdout, stderr } = await tidemill(['build'], { cwd })
  expect(code).toBe(1)
  expect(stdout + stderr).toMatch(
    /models\/staging\/stg_orders_py\.py:8:1 {2}error dataframe\/needs-spark [\s\S]*tidemill engines install --target local/,
  )
  const tables = await warehouseTables({ type: 'duckdb', path: join(cwd, 'warehouse.duckdb') }, ['reports'])
  expect([...tables.keys()]).toEqual(['reports.by_status_sql'])
})
