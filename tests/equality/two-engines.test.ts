import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EngineConfig } from '../../src/engines/registry.ts'
import { tidemill, writeFiles } from '../support/cli.ts'
import { newDatabase } from '../support/engines/postgres.ts'
import { duckdbEntry, postgresEntry, profileText, sparkEntry } from '../support/engines/profile-text.ts'
import { customerFiles, laterChanges, laterCustomerFiles, twoEngineProject } from '../support/two-engine-project.ts'
import { differences, type WarehouseTables, warehouseTables } from '../support/warehouse-tables.ts'

const root = mkdtempSync(join(tmpdir(), 'tidemill-two-engines-'))
const schemas = ['audit', 'reference', 'staging', 'core', 'lake', 'marts']
const prefix = 'dev_ada_'
const embedded: EngineConfig = { type: 'duckdb', path: join(root, 'local.duckdb') }

afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Runs a command in the project, which has a profile for each layout. */
async function done(target: string, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await tidemill([...words, '--target', target], { cwd: root })
  expect(code, stdout + stderr).toBe(0)
  return stdout
}

async function expectNothingToDo(target: string): Promise<void> {
  const { stderr } = await tidemill(['build', '--target', target], { cwd: root })
  expect(stderr).toContain('Nothing to do: 22 nodes as they should be.')
}

function writeBytes(files: Readonly<Record<string, Uint8Array>>): void {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), bytes)
  }
}

async function tablesOf(warehouse: EngineConfig, before = ''): Promise<WarehouseTables> {
  const all = await warehouseTables(warehouse, [...schemas, ...schemas.map((schema) => before + schema)])
  // A view on the engine `spark` is in the warehouse only where both are one.
  const named = [...all].map(([name, table]) => [name.replace(before, ''), table] as const)
  return new Map(named.filter(([name]) => name !== 'lake.order_days'))
}

let first: WarehouseTables
let databases: Readonly<Record<'duckdb-postgres' | 'spark-postgres', EngineConfig>>

beforeAll(async () => {
  const [one, other] = [await newDatabase(), await newDatabase()]
  databases = { 'duckdb-postgres': { type: 'postgres', ...one }, 'spark-postgres': { type: 'postgres', ...other } }
  writeFiles(root, {
    ...twoEngineProject,
    'profiles/local.yml': profileText(duckdbEntry('local.duckdb'), duckdbEntry('local.duckdb')),
    'profiles/duckdb-postgres.yml': profileText(
      duckdbEntry('lake.duckdb'),
      postgresEntry(one),
      `schema_prefix: ${prefix}\n`,
    ),
    'profiles/spark-postgres.yml': profileText(sparkEntry(), postgresEntry(other)),
  })
  writeBytes(customerFiles())
  await done('local', 'build')
  first = await tablesOf(embedded)
})

test('the embedded default has every relation', () => {
  expect([...first.keys()]).toEqual([
    'audit.events',
    'core.customers',
    'core.order_log',
    'core.order_versions',
    'core.orders',
    'lake.customer_days',
    'marts.dim_customers',
    'marts.fact_days',
    'marts.large_days',
    'marts.order_snapshot',
    'reference.countries',
    'staging.orders_batch',
    'staging.stg_customers',
    'staging.stg_order_changes',
  ])
})

test('DuckDB with PostgreSQL, behind a prefix and in turn with the embedded default', {
  timeout: 600_000,
}, async () => {
  const target = 'duckdb-postgres'
  const warehouse = databases[target]
  expect(await done(target, 'debug')).toContain('postgres: OK connection ok')
  const { steps } = JSON.parse(await done(target, 'plan', '--json'))
  const moved = steps.filter((step: { kind: string }) => step.kind === 'handoff')
  expect(moved.map(({ handoff }: { handoff: object }) => handoff)).toContainEqual({
    ...{ from: 'spark', to: 'redshift', relation: 'dev_ada_lake.customer_days' },
    columns: [
      { name: 'customer_id', from: 'bigint', to: 'bigint' },
      { name: 'weekday', from: 'string', to: 'varchar' },
      { name: 'orders', from: 'bigint', to: 'bigint' },
      { name: 'total', from: 'decimal(28,2)', to: 'numeric(28,2)' },
      { name: 'has_large', from: 'boolean', to: 'boolean' },
      { name: 'largest', from: 'bigint', to: 'bigint' },
    ],
  })
  expect(await done(target, 'plan')).toContain(
    'takes dev_ada_staging.orders_batch from spark to redshift: order_id bigint, customer_id bigint, ordered_at timestamp → timestamp and 9 more',
  )
  await done(target, 'build')
  expect(differences(await tablesOf(warehouse, prefix), first)).toEqual([])
  await expectNothingToDo(target)
  await expectNothingToDo('local')

  writeFiles(root, laterChanges)
  writeBytes(laterCustomerFiles())
  await done(target, 'build')
  await done('local', 'build')
  expect(differences(await tablesOf(warehouse, prefix), await tablesOf(embedded))).toEqual([])
  await expectNothingToDo(target)

  expect(await done(target, 'ls')).toBe(await done('local', 'ls'))
  for (const name of ['large_days', 'order_days', 'stg_customers', 'countries', 'recent_orders', 'dim_customers'])
    expect(rowsOf(await done(target, 'show', '--select', name, '--output', 'json')), name).toEqual(
      rowsOf(await done('local', 'show', '--select', name, '--output', 'json')),
    )
  expect(await done(target, 'show', '--inline', 'select count(*) as n from {{ref "orders"}}')).toContain('4')
  const source = 'select order_id from {{source "shop" "orders"}}'
  expect((await tidemill(['show', '--target', target, '--inline', source], { cwd: root })).stderr).toContain(
    'show/source-engine',
  )
  expect(await done(target, 'show', '--engine', 'spark', '--inline', source)).toContain('order_id')
  expect(await done(target, 'cdc', 'status')).toMatch(/shop\.orders +cdc +0 +2/)
  await done(target, 'test')
})

test('Spark with PostgreSQL gives the same tables', { timeout: 900_000 }, async () => {
  const target = 'spark-postgres'
  await done(target, 'build', '--until-caught-up')
  const embeddedTables = await tablesOf(embedded)
  const withoutEvents = (tables: WarehouseTables) => new Map([...tables].filter(([name]) => !isOfOneBatch.test(name)))
  expect(differences(withoutEvents(await tablesOf(databases[target])), withoutEvents(embeddedTables))).toEqual([])
  await expectNothingToDo(target)
  expect(rowsOf(await done(target, 'show', '--select', 'order_days', '--output', 'json'))).toEqual(
    rowsOf(await done('local', 'show', '--select', 'order_days', '--output', 'json')),
  )
})

/** It took all files in one batch, where the others took two, so that a snapshot saw less. */
const isOfOneBatch = /^(?:audit\.|staging\.|marts\.order_snapshot$)/

function rowsOf(text: string): readonly string[] {
  const rows: readonly unknown[] = JSON.parse(text)
  return rows.map((row) => JSON.stringify(row)).sort()
}
