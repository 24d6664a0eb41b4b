import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { md5 } from '../../src/util/hash.ts'
import {
  changeFile,
  changeRows,
  everyOrderModel,
  loadRows,
  type OrderModel,
  orderColumns,
  orderProject,
  plainStatements,
  wideProject,
} from './cdc-projects.ts'
import { writeProject } from './generate-project.ts'
import { type Measured, measured, medianOf } from './measured-process.ts'

/**
 * `npm run bench:cdc`: what a build of the built command line takes, as a whole process, to take changes in: those of a
 * big table beside DuckDB doing the same by hand, none at all of many tables, and few of a table of very many files, in a
 * folder and on S3. `-- --quick` measures smaller ones. `-- --only apply`, `wide`, `files` or `objects` measures one.
 */
const isQuick = process.argv.includes('--quick')
const only = process.argv[process.argv.indexOf('--only') + 1] ?? ''
const isWanted = (part: string) => !process.argv.includes('--only') || only === part

const sizes = isQuick
  ? { rows: 500_000, changes: 2_000, runs: 3, tables: 20, files: 5_000, filesInABatch: 50 }
  : { rows: 10_000_000, changes: 10_000, runs: 5, tables: 100, files: 100_000, filesInABatch: 100 }

/** Stands in a file of changes where each variant has another text of the same length. */
const marker = '########'

/** How long a server of S3's API takes for an answer, in milliseconds: as one of the same region does. */
const answerMs = 30

const cli = new URL('../../dist/cli/main.js', import.meta.url).pathname
const plain = new URL('./apply-plainly.mjs', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'tidemill-bench-'))

try {
  const model = cpus()[0]?.model.trim() ?? ''
  console.log(`${cpus().length} cores (${model}), ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.version}`)
  if (isWanted('apply')) await benchApply(join(folder, 'apply'))
  if (isWanted('wide')) await benchWide(join(folder, 'wide'))
  if (isWanted('files')) await benchFiles(join(folder, 'files'))
  if (isWanted('objects')) await benchObjects(join(folder, 'objects'))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** One batch at a time to a big table, by hand and by a build. */
async function benchApply(root: string): Promise<void> {
  const { rows, changes, runs } = sizes
  const raw = join(root, 'raw/sales/orders')
  const pathOf = (index: number) => join(raw, changeFile(index))
  const [kept, warehouse, byHand] = ['kept', 'warehouse', 'by-hand'].map((name) => join(root, `${name}.duckdb`)) as [
    string,
    string,
    string,
  ]
  title(`${count(changes)} changes to a table of ${count(rows)} rows, the median of ${runs} files`)
  writeProject(root, orderProject(everyOrderModel))
  await onDuckdb(':memory:', [copyTo(loadRows(rows), join(raw, 'LOAD00000001.parquet'))])
  row('its load into six tables', describe(build(root)))
  renameSync(warehouse, kept)

  const floors = new Map<string, number>()
  for (const way of ['merge', 'delete and insert'] as const) {
    await onDuckdb(byHand, [
      `create table orders as select ${orderColumns} from read_parquet('${join(raw, 'LOAD00000001.parquet')}')`,
    ])
    const found: (Measured & { readonly inside: number })[] = []
    for (let run = 0; run < runs; run++) {
      const file = join(root, 'changes.parquet')
      await onDuckdb(':memory:', [copyTo(changeRows(changes, rows, run), file)])
      const statements = plainStatements(file, 'orders')[way]
      const done = measured([plain], root, JSON.stringify({ path: byHand, statements }))
      found.push({ ...done, inside: (JSON.parse(done.stdout) as { seconds: number }).seconds })
    }
    const middle = medianOf(found)
    floors.set(way, middle.seconds)
    row(`by hand: ${way}`, `${describe(middle)}; ${inSeconds(middle.inside)} without the process`)
    rmSync(byHand)
  }

  const floor = floors.get('delete and insert') ?? Number.NaN
  const ways: Readonly<Record<string, readonly OrderModel[]>> = {
    cdc: ['models/staging/stg_orders.sql', 'models/core/orders.sql'],
    'cdc on_delete=soft': ['models/staging/stg_orders.sql', 'models/core/orders_soft.sql'],
    append: ['models/staging/stg_order_log.sql', 'models/core/order_log.sql'],
    scd2: ['models/staging/stg_order_log.sql', 'models/core/order_versions.sql'],
    'cdc and a recompute fact over it': [
      'models/staging/stg_orders.sql',
      'models/core/orders.sql',
      'models/facts/fct_customers.sql',
    ],
  }
  for (const [name, models] of Object.entries(ways)) {
    copyFileSync(kept, warehouse)
    rmSync(join(root, 'models'), { recursive: true })
    writeProject(root, orderProject(models))
    const nothing = build(root)
    const found: Measured[] = []
    for (let run = 0; run < runs; run++) {
      await onDuckdb(':memory:', [copyTo(changeRows(changes, rows, run), pathOf(run))])
      found.push(build(root))
    }
    const middle = medianOf(found)
    const times = ratio(middle.seconds, floor, 'delete and insert by hand')
    row(`tidemill build: ${name}`, `${describe(middle)}  ${times}; ${inSeconds(nothing.seconds)} with no changes`)
    for (let run = 0; run < runs; run++) rmSync(pathOf(run))
  }
}

/** Nothing to do, for many tables. */
async function benchWide(root: string): Promise<void> {
  const { tables, runs } = sizes
  title(`${tables} source tables, each with a staging model and a cdc table`)
  writeProject(root, wideProject(tables))
  await onDuckdb(':memory:', [
    copyTo(loadRows(100), join(root, 'load.parquet')),
    copyTo(changeRows(40, 100, 0), join(root, 'changes.parquet')),
  ])
  for (let table = 0; table < tables; table++) {
    const raw = join(root, `raw/sales/orders_${table}`)
    mkdirSync(dirname(join(raw, changeFile(0))), { recursive: true })
    copyFileSync(join(root, 'load.parquet'), join(raw, 'LOAD00000001.parquet'))
    copyFileSync(join(root, 'changes.parquet'), join(raw, changeFile(0)))
  }
  row('tidemill build: their first batches', describe(build(root)))
  const parse = medianOf(times(runs, () => measured([cli, 'parse'], root)))
  row('tidemill parse', describe(parse))
  const nothing = medianOf(times(runs, () => build(root)))
  row('tidemill build: nothing is pending', `${describe(nothing)}  ${ratio(nothing.seconds, parse.seconds, 'parse')}`)
  copyFileSync(join(root, 'changes.parquet'), join(root, 'raw/sales/orders_0', changeFile(1)))
  row('tidemill build: one file is pending', describe(build(root)))
}

/** A table whose files of many days have all been applied, in batches as many small builds would have made them. */
async function benchFiles(root: string): Promise<void> {
  const { files, filesInABatch, runs } = sizes
  const raw = join(root, 'raw/sales/orders')
  title(`${count(files)} files of one table, applied in batches of ${filesInABatch}`)
  writeProject(root, orderProject(['models/staging/stg_orders.sql', 'models/core/orders.sql']))
  const rows = `select * replace ('${marker}' as note) from (${changeRows(40, 100, 0)})`
  await onDuckdb(':memory:', [
    copyTo(loadRows(100), join(raw, 'LOAD00000001.parquet')),
    copyTo(rows, join(root, 'changes.parquet'), 'compression uncompressed'),
  ])
  const bytes = readFileSync(join(root, 'changes.parquet'))
  const write = (index: number) => writeVariant(bytes, index, join(raw, changeFile(index)))
  write(0)
  build(root)
  const etags = Array.from({ length: files - 1 }, (_, index) => write(index + 1))
  await recordApplied(root, etags, filesInABatch)
  row('tidemill build: nothing is pending, first', describe(build(root)))
  row('tidemill build: nothing is pending', describe(medianOf(times(runs, () => build(root)))))
  let next = files
  const some = () => {
    for (let index = 0; index < 10; index++) write(next++)
    return build(root)
  }
  row('tidemill build: ten files are pending', describe(medianOf(times(runs, some))))
}

/** The same with the files on S3, whose server is a process of its own. */
async function benchObjects(root: string): Promise<void> {
  const { files, filesInABatch, runs } = sizes
  title(
    `${count(files)} files of one table on S3, applied in batches of ${filesInABatch}; an answer takes ${answerMs} ms`,
  )
  const project = orderProject(['models/staging/stg_orders.sql', 'models/core/orders.sql'])
  const sources = project['models/sources.yml']?.replace('location: raw', 'location: s3://bench-bucket/raw') ?? ''
  writeProject(root, { ...project, 'models/sources.yml': sources })
  const [load, changes] = [join(root, 'load.parquet'), join(root, 'changes.parquet')]
  await onDuckdb(':memory:', [copyTo(loadRows(100), load), copyTo(changeRows(40, 100, 0), changes)])
  await serving([load, changes, '1'], () => build(root))
  const etag = md5(readFileSync(changes))
  await recordApplied(root, Array<string>(files - 1).fill(etag), filesInABatch)
  rmSync(join(root, '.tidemill'), { recursive: true })
  await serving([load, changes, String(files)], () => {
    row('tidemill build: nothing is pending, first', describe(build(root)))
    row('tidemill build: nothing is pending', describe(medianOf(times(runs, () => build(root)))))
  })
  await serving([load, changes, String(files + 10)], () => {
    row('tidemill build: ten files are pending', describe(build(root)))
  })
}

/** Does some work while a server of objects runs, to which the SDK's variables lead. */
async function serving(words: readonly string[], work: () => unknown): Promise<void> {
  const script = new URL('serve-objects.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...words, String(answerMs)], { stdio: 'pipe' })
  try {
    child.stderr.pipe(process.stderr)
    const [address] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
    Object.assign(process.env, { AWS_ENDPOINT_URL: address.trim(), AWS_REGION: 'us-east-1' })
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' })
    work()
  } finally {
    child.kill()
  }
}

/** Writes a file of content that no other has, and answers its MD5. */
function writeVariant(bytes: Buffer, index: number, path: string): string {
  const variant = Buffer.from(bytes)
  const text = String(index).padStart(marker.length, '0')
  for (let at = variant.indexOf(marker); at >= 0; at = variant.indexOf(marker, at)) variant.write(text, at)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, variant)
  return md5(variant)
}

/** Has the ledger say that the table has taken in all change files but the first, whose batch stands for all others. */
async function recordApplied(root: string, etags: readonly string[], filesInABatch: number): Promise<void> {
  const rows = etags.map((etag, index) => [
    `20260102T000000000000Z-${String(Math.floor(index / filesInABatch)).padStart(8, '0')}`,
    `sales/orders/${changeFile(index + 1)}`,
    etag,
  ])
  const list = join(root, 'applied.csv')
  writeFileSync(list, `batch,key,etag\n${rows.map((cells) => `${cells.join(',')}\n`).join('')}`)
  const first = `select * from tidemill.batch_files where file_key = 'sales/orders/${changeFile(0)}'`
  const listed = `read_csv('${list}', all_varchar = true)`
  await onDuckdb(join(root, 'warehouse.duckdb'), [
    `insert into tidemill.batch_files (batch_id, source_name, table_name, file_key, etag, size_bytes)
select l.batch, f.source_name, f.table_name, l.key, l.etag, f.size_bytes from ${listed} as l, (${first}) as f`,
    `insert into tidemill.batches (batch_id, source_name, table_name, opened_at, closed_at)
select distinct l.batch, b.source_name, b.table_name, b.opened_at, b.closed_at from ${listed} as l, tidemill.batches as b`,
    `insert into tidemill.applied (batch_id, node_id, rows_written, applied_at)
select distinct l.batch, a.node_id, a.rows_written, a.applied_at from ${listed} as l, tidemill.applied as a`,
  ])
}

function build(root: string): Measured {
  return measured([cli, 'build', '--target', 'local'], root)
}

function copyTo(query: string, file: string, options = 'compression snappy'): string {
  mkdirSync(dirname(file), { recursive: true })
  return `copy (${query}) to '${file}' (format parquet, ${options})`
}

async function onDuckdb(path: string, statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path, { storage_compatibility_version: 'v1.4.0' })
  const connection = await instance.connect()
  for (const statement of statements) await connection.run(statement)
  connection.closeSync()
  instance.closeSync()
}

function times<T>(runs: number, work: () => T): T[] {
  return Array.from({ length: runs }, work)
}

function title(text: string): void {
  console.log(`\n${text}`)
}

function row(name: string, value: string): void {
  console.log(`  ${name.padEnd(48)} ${value}`)
}

function describe({ seconds, work, memory }: Measured): string {
  return `${inSeconds(seconds)} (${inSeconds(work)} of work, ${(memory / 1e6).toFixed(0)} MB)`
}

function inSeconds(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(2)} s` : `${seconds.toFixed(0)} s`
}

function ratio(one: number, other: number, name: string): string {
  return `${(one / other).toFixed(1)} × ${name}`
}

function count(number: number): string {
  return number.toLocaleString('en')
}
