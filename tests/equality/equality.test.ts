import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EngineConfig } from '../../src/engines/registry.ts'
import { repository, tidemill } from '../support/cli.ts'
import { newDatabase } from '../support/engines/postgres.ts'
import { duckdbEntry, postgresEntry, profileText, sparkEntry } from '../support/engines/profile-text.ts'
import { differences, type WarehouseTables, warehouseTables } from '../support/warehouse-tables.ts'

const schemas = ['reference', 'staging', 'core', 'dimensions', 'facts']
const root = mkdtempSync(join(tmpdir(), 'tidemill-equality-'))
let embedded: WarehouseTables

afterAll(() => rmSync(root, { recursive: true, force: true }))
beforeAll(async () => {
  embedded = await builtOn('local', duckdbEntry('local.duckdb'), duckdbEntry('local.duckdb'), {
    type: 'duckdb',
    path: join(root, 'local', 'local.duckdb'),
  })
}, 300_000)

/** The sample project with all its change files, taken in batch after batch, on two engines. */
async function builtOn(name: string, spark: string, redshift: string, warehouse: EngineConfig) {
  const project = join(root, name)
  for (const part of ['models', 'macros', 'tests/data', 'seeds', 'project.yml']) {
    cpSync(join(repository, part), join(project, part), { recursive: true })
  }
  // Twenty-six files at most make two batches of a table.
  const sources = join(project, 'models/sources.yml')
  const text = readFileSync(sources, 'utf8')
  writeFileSync(sources, text.replaceAll('      mode: cdc\n', '      mode: cdc\n      batch: {max_files: 13}\n'))
  mkdirSync(join(project, 'profiles'))
  writeFileSync(join(project, 'profiles', `${name}.yml`), profileText(spark, redshift))
  const built = await tidemill(['build', '--until-caught-up', '--target', name], { cwd: project })
  expect(built.code, built.stderr).toBe(0)
  return warehouseTables(warehouse, schemas)
}

test('the embedded default has every table', () => {
  expect(embedded.size).toBeGreaterThanOrEqual(40)
  expect([...embedded.values()].filter((table) => table.rows.length > 0).length).toBeGreaterThanOrEqual(40)
})

test('DuckDB for Spark SQL and PostgreSQL for Redshift SQL give the same tables', { timeout: 300_000 }, async () => {
  const database = await newDatabase()
  const tables = await builtOn('duckdb-postgres', duckdbEntry('raw.duckdb'), postgresEntry(database), {
    type: 'postgres',
    ...database,
  })
  expect(differences(tables, embedded).filter(isNoSidecar)).toEqual([])
})

test('Spark and DuckDB give the same tables', { timeout: 900_000 }, async () => {
  const tables = await builtOn('spark-duckdb', sparkEntry(), duckdbEntry('warehouse.duckdb'), {
    type: 'duckdb',
    path: join(root, 'spark-duckdb', 'warehouse.duckdb'),
  })
  expect(differences(tables, embedded).filter(isNoSidecar)).toEqual([])
})

test('Spark and PostgreSQL give the same tables', { timeout: 900_000 }, async () => {
  const database = await newDatabase()
  const tables = await builtOn('spark-postgres', sparkEntry(), postgresEntry(database), {
    type: 'postgres',
    ...database,
  })
  expect(differences(tables, embedded).filter(isNoSidecar)).toEqual([])
})

/** What staging sets aside is laid out for a hand-off only where there are two databases. */
function isNoSidecar(difference: string): boolean {
  return !/__set_aside is there once only$/.test(difference)
}
