import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { openPostgres } from '../../src/engines/postgres/open.ts'
import { openEngine } from '../../src/engines/registry.ts'
import {
  administrator,
  administratorPassword,
  startPostgres,
  stopPostgres,
} from '../../src/engines/setup/postgres-server.ts'
import { pythonOf } from '../../src/engines/setup/python.ts'
import { installEngines } from '../../src/engines/setup/set-up.ts'
import { relation } from '../../src/manifest/relation.ts'
import { freePort } from '../support/engines/free-port.ts'
import { installed, serverOfRun } from '../support/engines/places.ts'
import { writeProject } from './generate-project.ts'

/**
 * `npm run bench:engines`: what a build adds to the work of Spark, beside a Python script that sends one SparkSession the
 * same queries; and how quick rows of Parquet files get into PostgreSQL.
 */
const models = 50
const threads = 4
const master = 'local[2]'
const copiedRows = 1_000_000

const cli = new URL('../../dist/cli/main.js', import.meta.url).pathname
const driverFolder = new URL('../../src/engines/spark', import.meta.url).pathname
const script = new URL('./run_statements.py', import.meta.url).pathname
const python = pythonOf(installed.python)
const folder = mkdtempSync(join(tmpdir(), 'tidemill-bench-'))

try {
  await installEngines(
    installed,
    { python, postgres: { port: 0, user: administrator, password: null, database: 'postgres' } },
    { note: (text) => console.info(text) },
  )
  const { model = '' } = { model: cpus()[0]?.model }
  console.log(
    `${cpus().length} cores (${model.trim()}), ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.version}`,
  )
  benchSpark()
  await benchCopy()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Small tables, no two alike, that read nothing. */
function queryOf(index: number): string {
  return `select n % 10 as bucket, count(*) as rows_in_it, sum(cast(n as decimal(18, 2)) * ${index + 1}) as amount, max(concat('value ', cast(n as string))) as last
from (select explode(sequence(1, 2000)) as n) as numbers
group by n % 10`
}

function benchSpark(): void {
  console.log(`\n${models} small Spark tables, ${threads} at a time on ${master}`)
  compare('tables', '', () => [])
  compare('tables with two tests', testsText(), (table) => [
    `select count(*) from (select bucket from ${table} where bucket is null) as failing`,
    `select count(*) from (select bucket from ${table} group by bucket having count(*) > 1) as failing`,
  ])
}

/** The script looks at a table when it is written, the build before that. */
function compare(name: string, yaml: string, tests: (table: string) => readonly string[]): void {
  const root = join(folder, name.replaceAll(' ', '-'))
  const built = buildSeconds(root, yaml)
  const lists = Array.from({ length: models }, (_, index) => {
    const table = `marts.table_${index}`
    return [
      `drop table if exists ${table}`,
      `create table ${table} using parquet as ${queryOf(index)}`,
      ...tests(table),
    ]
  })
  const first = ['create schema if not exists marts']
  const script = timeScript(JSON.stringify({ warehouse: `${root}-script`, master, threads, first, lists }))
  row(`${name}: a Python script`, `${script.total.toFixed(1)} s, of which the start ${script.start.toFixed(1)} s`)
  row(`${name}: tidemill build`, `${built.toFixed(1)} s  ${(built / script.total).toFixed(2)} × the script`)
}

function testsText(): string {
  const entries = Array.from(
    { length: models },
    (_, index) => `  - {name: table_${index}, columns: [{name: bucket, data_tests: [unique, not_null]}]}`,
  )
  return ['version: 2', 'models:', ...entries, ''].join('\n')
}

/** A whole build in a process of its own, the start of Spark included. */
function buildSeconds(root: string, yaml: string): number {
  const files: Record<string, string> = {
    'project.yml': 'name: bench\nmodels: {+engine: spark, +materialized: table, +schema: marts}\n',
    'profiles/local.yml': `engines:\n  spark: {type: spark, python: "${python}", master: "${master}"}\n  redshift: {type: duckdb, path: warehouse.duckdb}\nthreads: ${threads}\n`,
  }
  for (let index = 0; index < models; index++) files[`models/table_${index}.sql`] = `${queryOf(index)}\n`
  if (yaml !== '') files['models/tables.yml'] = yaml
  writeProject(root, files)
  const begin = performance.now()
  run(process.execPath, [cli, 'build', '--target', 'local'], '', root)
  return (performance.now() - begin) / 1000
}

function timeScript(input: string): { readonly start: number; readonly work: number; readonly total: number } {
  const begin = performance.now()
  const output = run(python, [script, driverFolder], input, folder)
  return { ...JSON.parse(output), total: (performance.now() - begin) / 1000 }
}

async function benchCopy(): Promise<void> {
  const places = serverOfRun(join(installed.python, '..', 'runs', String(process.pid)))
  mkdirSync(join(places.lock, '..'), { recursive: true })
  const port = await freePort()
  await startPostgres(places, { port, isDurable: false })
  try {
    await timeCopy(port, administratorPassword(places))
  } finally {
    await stopPostgres(places)
    rmSync(join(places.lock, '..'), { recursive: true, force: true })
  }
}

async function timeCopy(port: number, password: string): Promise<void> {
  const files = join(folder, 'handoff')
  const duckdb = await openEngine({ type: 'duckdb', path: ':memory:' })
  const writer = await duckdb.connect()
  const sql = `select i as order_id, 'customer ' || (i % 5000) as customer, cast(i as decimal(18, 2)) / 7 as total,
    timestamp '2026-01-01 00:00:00' + to_microseconds(i) as ordered_at, i % 3 = 0 as is_paid, null::varchar as note
    from range(${copiedRows}) as numbers(i)`
  const unloaded = await writer.unload({ sql, folder: files })
  await duckdb.close()
  const postgres = await openPostgres({ host: '127.0.0.1', port, user: administrator, password, database: 'postgres' })
  const session = await postgres.connect()
  await session.execute(
    'create table public.orders (order_id bigint, customer text, total decimal(18, 2), ordered_at timestamp, is_paid boolean, note text)',
  )
  const begin = performance.now()
  const columns = unloaded.columns.map((column) => column.name)
  await session.load(relation('public', 'orders'), {
    kind: 'parquet',
    columns,
    files: unloaded.files.map((file) => file.path),
  })
  const loaded = (performance.now() - begin) / 1000
  const back = performance.now()
  await session.unload({ sql: 'select * from public.orders', folder: join(folder, 'back') })
  const unloadedAgain = (performance.now() - back) / 1000
  await postgres.close()
  console.log(`\nA hand-off of ${copiedRows / 1e6} million rows of six columns, PostgreSQL on this machine`)
  row('Parquet files into PostgreSQL by COPY', `${loaded.toFixed(1)} s`)
  row('PostgreSQL into Parquet files', `${unloadedAgain.toFixed(1)} s`)
}

function row(name: string, value: string): void {
  console.log(`  ${name.padEnd(44)} ${value}`)
}

function run(program: string, args: readonly string[], input: string, cwd: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, input, encoding: 'utf8', maxBuffer: 1e9 })
  if (status !== 0) throw new Error(`${program} ${args[0]} ended with ${status}: ${stdout}${stderr}`)
  return stdout
}
