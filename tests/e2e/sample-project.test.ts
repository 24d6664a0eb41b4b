import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExpectedTable } from '../support/sample/expected-state.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const changeFiles = join(repository, 'seeds/cdc')
const commandLine = join(repository, 'dist/cli/main.js')
const expectedFile = new URL('../support/sample/expected.json', import.meta.url)
const expected: Record<string, ExpectedTable> = JSON.parse(readFileSync(expectedFile, 'utf8'))

/** What a source table is called once it is an entity. `people` is left out: the warehouse keeps customers only. */
const entities = [
  { source: 'production.productcategory', entity: 'product_categories', key: ['product_category_id'], sums: {} },
  {
    source: 'production.productsubcategory',
    entity: 'product_subcategories',
    key: ['product_subcategory_id'],
    sums: {},
  },
  {
    source: 'production.product',
    entity: 'products',
    key: ['product_id'],
    sums: { listprice: 'list_price', standardcost: 'standard_cost', safetystocklevel: 'safety_stock_level' },
  },
  { source: 'person.stateprovince', entity: 'states', key: ['state_id'], sums: {} },
  { source: 'person.address', entity: 'addresses', key: ['address_id'], sums: {} },
  { source: 'sales.store', entity: 'stores', key: ['store_id'], sums: {} },
  { source: 'sales.customer', entity: 'customers', key: ['customer_id'], sums: {} },
  {
    source: 'sales.salesorderheader',
    entity: 'orders',
    key: ['order_id'],
    sums: {
      revisionnumber: 'revision_number',
      status: 'order_status_id',
      subtotal: 'subtotal_amount',
      taxamt: 'tax_amount',
      freight: 'freight_amount',
      totaldue: 'total_amount',
    },
  },
  {
    source: 'sales.salesorderdetail',
    entity: 'order_lines',
    key: ['order_line_id'],
    sums: { orderqty: 'quantity', unitprice: 'unit_price', unitpricediscount: 'discount_rate' },
  },
  {
    source: 'sales.salesorderheadersalesreason',
    entity: 'order_reasons',
    key: ['order_id', 'sales_reason_id'],
    sums: {},
  },
]

const folders: string[] = []
let atOnce: string

beforeAll(() => {
  atOnce = projectWith(allFiles())
  expect(build(atOnce)).toMatchObject({ status: 0, stdout: expect.stringContaining('ERROR=0') })
})

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const absent: { rows: number; keys: string; sums: Readonly<Record<string, string>> } = { rows: 0, keys: '', sums: {} }

describe('the sample project', () => {
  test.each(entities)('has the rows of $source in core.$entity', async ({ source, entity, key, sums }) => {
    const { rows, keys, sums: sourceSums } = expected[source] ?? absent
    const columns = Object.values(sums)
    const [found] = await query(
      atOnce,
      `select count(*)::integer as rows,
         md5(string_agg(concat_ws('/', ${key.join(', ')}), chr(10) order by ${key.join(', ')})) as keys
         ${columns.map((column) => `, sum(${column})::varchar as ${column}`).join('')}
       from core.${entity}`,
    )
    const expectedSums = Object.entries(sums).map(([from, to]) => [to, sourceSums[from]])
    expect(found).toEqual({ rows, keys, ...Object.fromEntries(expectedSums) })
  })

  test('has nothing to do when nothing has arrived', async () => {
    const before = await contents(atOnce)
    expect(build(atOnce)).toMatchObject({ status: 0, stdout: expect.stringContaining('Nothing to do') })
    expect(await contents(atOnce)).toEqual(before)
  })

  test('comes to the same tables when the files arrive day by day', async () => {
    const files = allFiles()
    const dayWritten = (file: string) => (isLoadFile(file) ? '' : basename(file).slice(0, 8))
    const project = projectWith([])
    for (const day of [...new Set(files.map(dayWritten))].sort()) {
      deliver(
        project,
        files.filter((file) => dayWritten(file) === day),
      )
      expect(build(project), `the files written on ${day}`).toMatchObject({ status: 0 })
    }
    expect(await contents(project)).toEqual(await contents(atOnce))
  })
})

function allFiles(): string[] {
  return readdirSync(changeFiles, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.parquet'))
}

function isLoadFile(file: string): boolean {
  return basename(file).startsWith('LOAD')
}

/** A copy of the project to build in, to which only these change files have been delivered. */
function projectWith(files: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'sample-project-'))
  folders.push(folder)
  for (const part of ['project.yml', 'profiles', 'models', 'macros', 'tests/data']) {
    cpSync(join(repository, part), join(folder, part), { recursive: true })
  }
  cpSync(join(repository, 'seeds'), join(folder, 'seeds'), {
    recursive: true,
    filter: (path) => !path.startsWith(changeFiles),
  })
  deliver(folder, files)
  return folder
}

function deliver(folder: string, files: readonly string[]): void {
  for (const file of files) {
    const path = join(folder, 'seeds/cdc', file)
    mkdirSync(dirname(path), { recursive: true })
    cpSync(join(changeFiles, file), path)
  }
}

function build(folder: string): { status: number | null; stdout: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [commandLine, '--project-dir', folder, 'build'], {
    encoding: 'utf8',
  })
  return { status, stdout: stdout + stderr }
}

/** The rows of every table and view that a reader of the warehouse sees, as one digest for each. */
async function contents(folder: string): Promise<Record<string, unknown>> {
  return reading(folder, async (query) => {
    const relations = await query(
      `select table_schema || '.' || table_name as name from information_schema.tables
       where table_schema in ('core', 'dimensions', 'facts', 'reference')
         -- What a snapshot knows depends on when it was taken.
         and table_name <> 'product_snapshot' order by name`,
    )
    expect(relations.length).toBeGreaterThan(25)
    const digests: Record<string, unknown> = {}
    for (const { name } of relations) {
      const [digest] = await query(
        `select count(*)::integer as rows, md5(string_agg(r::varchar, chr(10) order by r::varchar)) as rows_md5
         from ${name} r`,
      )
      digests[String(name)] = digest
    }
    return digests
  })
}

async function query(folder: string, sql: string): Promise<Rows> {
  return reading(folder, (query) => query(sql))
}

type Rows = Record<string, unknown>[]

async function reading<T>(folder: string, work: (query: (sql: string) => Promise<Rows>) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(join(folder, 'warehouse.duckdb'), { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  try {
    return await work(async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson())
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
