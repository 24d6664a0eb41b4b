import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance, type JS } from '@duckdb/node-api'
import { describe, expect, test } from 'vitest'
import {
  changed,
  changeProject,
  type ProjectFiles,
  readFiles,
  repository,
  temporaryFolder,
  tidemill,
  writeFiles,
} from '../support/cli.ts'
import { examplesIn } from '../support/docs/examples.ts'
import { seededRandom } from '../support/sample/random.ts'

async function run(cwd: string, ...words: string[]) {
  const result = await tidemill(words, { cwd })
  expect({ words, code: result.code, stderr: result.code === 0 ? '' : result.stderr }).toEqual({
    words,
    code: 0,
    stderr: '',
  })
  return result
}

async function rows(cwd: string, sql: string) {
  return JSON.parse((await run(cwd, 'show', '--inline', sql, '--output', 'json', '--limit', '-1')).stdout) as unknown[]
}

test('docs/simulate.md tells what happens', async () => {
  const page = (name: string) => readFileSync(join(repository, 'docs', name), 'utf8')
  const examples = [...examplesIn(page('getting-started.md')), ...examplesIn(page('simulate.md'))]
  const cwd = temporaryFolder(
    Object.fromEntries(examples.filter(({ path }) => !path.startsWith('raw/')).map(({ path, text }) => [path, text])),
  )
  const [, shown] = /^```text\n([\s\S]*?)^```$/m.exec(page('simulate.md')) ?? []
  expect((await run(cwd, 'cdc', 'simulate', 'changes/orders.yml')).stdout).toBe(shown)
  await run(cwd, 'build')
  expect(await rows(cwd, 'select order_id, total, status from {{ref "orders"}} order by 1')).toEqual([
    { order_id: 1, total: null, status: 'open' },
    { order_id: 2, total: 35.5, status: 'paid' },
    { order_id: 3, total: 12, status: 'open' },
  ])
})

/** Orders with a column of each kind, with one model over them for each way of reading changes. */
function shop(sourceConfig: string): ProjectFiles {
  return {
    'project.yml': changeProject['project.yml'] ?? '',
    'profiles/local.yml': changeProject['profiles/local.yml'] ?? '',
    'models/sources.yml': `version: 2
sources:
  - name: shop
    config: {location: landing${sourceConfig}}
    tables:
      - name: orders
        config: {primary_key: [order_id]}
        columns:
          - {name: order_id, data_type: bigint}
          - {name: status, data_type: varchar(20)}
          - {name: total, data_type: "decimal(18, 2)"}
          - {name: paid_at, data_type: timestamp}
          - {name: change_seq, data_type: varchar(35)}
          - {name: commit_ts, data_type: varchar(26)}
`,
    'models/staging/stg_orders.sql':
      'select order_id, status, total, paid_at from {{source "shop" "orders"}} where status <> \'draft\'\n',
    'models/staging/stg_log.sql': '{{config keep="all"}}\nselect order_id, status from {{source "shop" "orders"}}\n',
    'models/core/orders.sql':
      '{{config unique_key="order_id"}}\nselect order_id, status, total, paid_at from {{ref "stg_orders"}}\n',
    'models/core/log.sql': '{{config strategy="append"}}\nselect order_id, status from {{ref "stg_log"}}\n',
  }
}

interface Order {
  readonly order_id: number
  readonly status: string | null
  readonly total: string | null
  readonly paid_at: string | null
}

/** A story of a few orders as a script, and what it leads to: from the story alone, without any file. */
function makeStory(seed: number) {
  const random = seededRandom(seed)
  const live = new Map<number, Order>()
  const log: string[] = []
  const values = () => ({
    status: random.pick(['open', 'paid', 'draft', 'a,"b"', '', null]),
    total: random.pick(['1.50', '20.00', '-3.25', null]),
    paid_at: random.pick(['2026-01-04 10:00:00.123456', null]),
  })
  const written = (row: Partial<Order>) =>
    `{${Object.entries(row)
      .map(([name, value]) => `${name}: ${typeof value === 'string' ? `'${value}'` : value}`)
      .join(', ')}}`
  const insert = (order_id: number): Order => ({ order_id, ...values() })
  const lines = ['  - load: 2026-01-05 00:00:00', '    files: 2', '    shop.orders:']
  for (let id = 1; id <= 5; id++) {
    const row = insert(id)
    live.set(id, row)
    log.push(`${id} ${row.status} I`)
    lines.push(`      - ${written(row)}`)
  }
  const change = () => {
    const id = random.integer(1, 8)
    const row = live.get(id)
    if (!row) {
      const added = insert(id)
      live.set(id, added)
      log.push(`${id} ${added.status} I`)
      return `insert: ${written(added)}`
    }
    if (random.integer(0, 2) === 0) {
      live.delete(id)
      log.push(`${id} null D`)
      return `delete: {order_id: ${id}}`
    }
    const { status } = values()
    const changed = { ...row, status }
    live.set(id, changed)
    log.push(`${id} ${status} U`)
    return `update: ${written({ order_id: id, status })}`
  }
  const stops: string[] = []
  for (let hour = 1; hour <= 60; hour++) {
    const time = new Date(Date.UTC(2026, 0, 5, hour)).toISOString().slice(0, 19).replace('T', ' ')
    lines.push(`  - commit: ${time}`, `    hold: ${random.integer(0, 3) === 0}`, '    shop.orders:')
    for (let count = random.integer(1, 5); count > 0; count--) lines.push(`      - ${change()}`)
    if (hour % 10 === 0) {
      const later = time.replace(':00:00', ':30:00')
      lines.push(`  - flush: ${later}`, `  - resend: ${later.replace(':30:', ':40:')}`, '    from: 2026-01-05 06:00:00')
      stops.push(`${time.slice(0, 13)}:50:00`)
    }
  }
  const orders = [...live.values()]
    .filter((row) => row.status !== null && row.status !== 'draft')
    .sort((a, b) => a.order_id - b.order_id)
    .map((row) => [row.order_id, row.status, row.total, row.paid_at?.replace(' ', 'T') ?? null])
  return { script: `steps:\n${lines.join('\n')}\n`, stops, orders, log: log.sort() }
}

/** What the project's tables hold, in the form of the story's truth. */
async function tablesOf(cwd: string) {
  const orders = (await rows(
    cwd,
    'select order_id, status, total::varchar as total, paid_at from {{ref "orders"}} order by 1',
  )) as Order[]
  const log = (await rows(cwd, 'select order_id, status, _op from {{ref "log"}}')) as Record<string, unknown>[]
  return {
    orders: orders.map((row) => Object.values(row)),
    log: log.map(({ order_id, status, _op }) => `${order_id} ${status} ${_op}`).sort(),
  }
}

describe('a build follows a story with late files, changes that come again and keys that are used again', () => {
  test.each([
    ['Parquet', '', 1],
    ['Parquet with gzip, in date folders', '', 2],
    ['CSV', ', format: csv', 3],
    ['CSV without a header, with gzip', ', format: csv, csv: {header: false, delimiter: "|", null: NULL}', 4],
  ])('%s', async (name, config, seed) => {
    const { script, stops, orders, log } = makeStory(seed)
    const settings = [
      name.includes('gzip') ? 'gzip: true' : 'op_for_full_load: true',
      ...(name.includes('folders') ? ['date_partition: true, date_delimiter: dash'] : []),
    ]
    const cwd = temporaryFolder({
      ...shop(config),
      'changes/story.yml': `settings: {${settings.join(', ')}}\n${script}`,
    })
    for (const stop of [stops[1], stops[3]]) {
      await run(cwd, 'cdc', 'simulate', 'changes/story.yml', '--until', stop ?? '')
      await run(cwd, 'build')
    }
    await run(cwd, 'cdc', 'simulate', 'changes/story.yml')
    await run(cwd, 'build')
    expect(await tablesOf(cwd)).toEqual({ orders, log })
  })
})

const small = `steps:
  - load: 2026-01-05
    shop.orders: [{order_id: 1, status: open}]
  - commit: 2026-01-05 10:00:00
    shop.orders: [update: {order_id: 1, status: paid}]
`

describe('files that are there', () => {
  const loadFile = 'landing/shop/orders/LOAD00000001.parquet'

  test('are left alone when they are the same', async () => {
    const cwd = temporaryFolder({ ...shop(''), 'changes/a.yml': small })
    await run(cwd, 'cdc', 'simulate', 'changes/a.yml')
    const before = statSync(join(cwd, loadFile), { bigint: true })
    const { stdout, stderr } = await run(cwd, 'cdc', 'simulate', 'changes/a.yml')
    expect(stdout.match(/unchanged/g)).toHaveLength(2)
    expect(stderr).toContain('Nothing to write: 2 files as the script has them.')
    const after = statSync(join(cwd, loadFile), { bigint: true })
    expect([after.mtimeNs, after.ino]).toEqual([before.mtimeNs, before.ino])
  })

  test('are not overwritten when they hold something else, and then nothing is written', async () => {
    const cwd = temporaryFolder({ ...shop(''), 'changes/a.yml': small, [loadFile]: 'mine' })
    const { code, stderr, stdout } = await tidemill(['cdc', 'simulate', 'changes/a.yml'], { cwd })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('simulate/would-overwrite')
    expect(Object.keys(readFiles(join(cwd, 'landing')))).toEqual(['shop/orders/LOAD00000001.parquet'])
    expect((await run(cwd, 'cdc', 'simulate', 'changes/a.yml', '--force')).stdout).toMatch(/LOAD00000001.* replaced/)
    expect(readFileSync(join(cwd, loadFile), 'latin1').slice(0, 4)).toBe('PAR1')
  })

  test('of a load are replaced by its reload, and only these', async () => {
    const cwd = temporaryFolder({ ...shop(''), 'changes/a.yml': small })
    await run(cwd, 'cdc', 'simulate', 'changes/a.yml')
    writeFiles(cwd, { 'changes/a.yml': `${small}  - reload: 2026-01-06\n` })
    const { stdout } = await run(cwd, 'cdc', 'simulate', 'changes/a.yml')
    expect(stdout).toMatch(/LOAD00000001\.parquet +reload +1 +replaced/)
    expect(stdout).toMatch(/20260105-100001000\.parquet +changes +1 +unchanged/)
    writeFileSync(join(cwd, loadFile), 'mine')
    expect((await tidemill(['cdc', 'simulate', 'changes/a.yml'], { cwd })).code).toBe(2)
  })
})

test('--dry-run writes nothing; --output writes elsewhere; --json is one document', async () => {
  const cwd = temporaryFolder({ ...shop(''), 'changes/a.yml': small })
  expect((await run(cwd, 'cdc', 'simulate', 'changes/a.yml', '--dry-run')).stderr).toContain('Would write 2 files.')
  expect(existsSync(join(cwd, 'landing'))).toBe(false)
  const output = join(temporaryFolder(), 'new')
  const { stdout } = await run(cwd, 'cdc', 'simulate', 'changes/a.yml', '--output', output, '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    dry_run: false,
    files: [
      { table: 'shop.orders', file: 'shop/orders/LOAD00000001.parquet', kind: 'load', rows: 1, status: 'new' },
      { file: 'shop/orders/20260105-100001000.parquet', kind: 'changes', rows: 1, status: 'new' },
    ],
    diagnostics: [],
  })
  expect(Object.keys(readFiles(output)).sort()).toEqual([
    'shop/orders/20260105-100001000.parquet',
    'shop/orders/LOAD00000001.parquet',
  ])
  expect(existsSync(join(cwd, 'landing'))).toBe(false)
})

test('two tables in one folder are refused', async () => {
  const project = shop('')
  const other = `  - name: other
    config: {location: elsewhere, schema: shop, primary_key: [id]}
    tables: [{name: orders, columns: [{name: id, data_type: bigint}]}]
`
  const cwd = temporaryFolder({
    ...project,
    'models/sources.yml': project['models/sources.yml'] + other,
    'changes/a.yml': `${small}  - load: 2026-01-06\n    other.orders: [{id: 1}]\n`,
  })
  const { code, stderr } = await tidemill(['cdc', 'simulate', 'changes/a.yml', '--output', 'out'], { cwd })
  expect(code).toBe(2)
  expect(stderr).toContain('simulate/shared-folder')
  expect(existsSync(join(cwd, 'out'))).toBe(false)
  await run(cwd, 'cdc', 'simulate', 'changes/a.yml')
})

test('a folder outside the project is written only when the command line says so', async () => {
  const raw = temporaryFolder()
  const files = changed(shop(''), { 'changes/a.yml': small })
  const profile = `${files['profiles/local.yml']}storage: {raw: ${raw}}\n`
  const cwd = temporaryFolder({ ...files, 'profiles/local.yml': profile })
  const { code, stderr } = await tidemill(['cdc', 'simulate', 'changes/a.yml'], { cwd })
  expect(code).toBe(2)
  expect(stderr).toContain(`give --output ${raw}/landing`)
  await run(cwd, 'cdc', 'simulate', 'changes/a.yml', '--output', join(raw, 'landing'))
  await run(cwd, 'build')
})

test('mistakes end with exit code 2, at their places', async () => {
  const cwd = temporaryFolder({ ...shop(''), 'changes/a.yml': small.replace('paid', 'paid, totl: 3') })
  const wrong = await tidemill(['cdc', 'simulate', 'changes/a.yml', '--json'], { cwd })
  expect(wrong.code).toBe(2)
  expect(JSON.parse(wrong.stdout)).toMatchObject({
    diagnostics: [{ code: 'simulate/unknown-column', file: 'changes/a.yml', line: 5, column: 55 }],
  })
  const missing = await tidemill(['cdc', 'simulate', 'changes/b.yml'], { cwd })
  expect(missing.code).toBe(2)
  expect(missing.stderr).toContain('simulate/no-script')
  const until = await tidemill(['cdc', 'simulate', 'changes/a.yml', '--until', 'noon'], { cwd })
  expect(until.code).toBe(2)
  expect(until.stderr).toContain('--until: expected a time such as 2026-01-05 10:00:00, but found "noon".')
})

describe('a Parquet file', () => {
  const declared = {
    id: 'bigint',
    small: 'smallint',
    whole: 'integer',
    money: 'decimal(12, 2)',
    wide: 'decimal(38, 10)',
    single: 'real',
    double: 'double precision',
    flag: 'boolean',
    day: 'date',
    clock: 'time',
    moment: 'timestamp',
    label: 'varchar(20)',
    document: 'super',
    bytes: 'varbyte(20)',
  }
  const columns = Object.entries(declared).map(([name, type]) => `${name}: "${type}"`)
  const script = (settings: string) => `${settings}tables: {shop.orders: {columns: {${columns.join(', ')}}}}
steps:
  - load: 2026-01-05
    shop.orders:
      - id: 9007199254740993
        small: -1
        whole: 2147483647
        money: -0.05
        wide: 1234567890123456789012345678.0123456789
        single: 1.5
        double: 0.1
        flag: true
        day: 1969-12-31
        clock: "10:00:00.5"
        moment: 2026-01-05 10:00:00.123456
        label: ż, "x"
        document: '{"a": 1}'
        bytes: "00ff"
  - commit: 2026-01-05 10:00:00
    shop.orders: [delete: {id: 9007199254740993}]
  - load: 2026-01-06
    shop.empty: []
`

  /** Simulates the script, and answers with DuckDB over its files. */
  async function simulated(settings = '') {
    const cwd = temporaryFolder({
      'project.yml': 'name: shop\ntarget: local\n',
      'profiles/local.yml': changeProject['profiles/local.yml'] ?? '',
      'models/sources.yml': `version: 2
sources:
  - name: shop
    config: {location: landing, primary_key: [id]}
    tables:
      - {name: orders, columns: [{name: id, data_type: integer}]}
      - {name: empty, columns: [{name: id, data_type: bigint}]}
`,
      'changes/a.yml': script(settings),
    })
    await run(cwd, 'cdc', 'simulate', 'changes/a.yml')
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    const folder = join(cwd, 'landing/shop')
    return async (sql: string): Promise<Record<string, JS>[]> =>
      (await connection.runAndReadAll(sql.replaceAll('$folder', folder))).getRowObjectsJS()
  }

  test('has the physical and logical types of DMS', async () => {
    const query = await simulated()
    const found = await query(
      `select name, concat_ws(' ', type, type_length, converted_type, precision, scale, repetition_type) as type
       from parquet_schema('$folder/orders/20260105-100001000.parquet') where name <> 'schema'`,
    )
    expect(Object.fromEntries(found.map(({ name, type }) => [name, type]))).toEqual({
      Op: 'BYTE_ARRAY UTF8 REQUIRED',
      commit_ts: 'BYTE_ARRAY UTF8 REQUIRED',
      id: 'INT64 OPTIONAL',
      small: 'INT32 INT_16 OPTIONAL',
      whole: 'INT32 OPTIONAL',
      money: 'FIXED_LEN_BYTE_ARRAY 6 DECIMAL 12 2 OPTIONAL',
      wide: 'FIXED_LEN_BYTE_ARRAY 16 DECIMAL 38 10 OPTIONAL',
      single: 'FLOAT OPTIONAL',
      double: 'DOUBLE OPTIONAL',
      flag: 'BOOLEAN OPTIONAL',
      day: 'INT32 DATE OPTIONAL',
      clock: 'INT32 TIME_MILLIS OPTIONAL',
      moment: 'INT64 TIMESTAMP_MICROS OPTIONAL',
      label: 'BYTE_ARRAY UTF8 OPTIONAL',
      document: 'BYTE_ARRAY UTF8 OPTIONAL',
      bytes: 'BYTE_ARRAY OPTIONAL',
      change_seq: 'BYTE_ARRAY UTF8 OPTIONAL',
    })
    expect(found.map(({ name }) => name).slice(0, 3)).toEqual(['Op', 'commit_ts', 'id'])
    expect(found.at(-1)?.name).toBe('change_seq')
  })

  test('has the values of the script', async () => {
    const query = await simulated()
    const [row] = await query(`select columns(*)::varchar from '$folder/orders/LOAD00000001.parquet'`)
    expect(row).toEqual({
      commit_ts: '2026-01-05 00:00:00.000000',
      id: '9007199254740993',
      small: '-1',
      whole: '2147483647',
      money: '-0.05',
      wide: '1234567890123456789012345678.0123456789',
      single: '1.5',
      double: '0.1',
      flag: 'true',
      day: '1969-12-31',
      clock: '10:00:00.5',
      moment: '2026-01-05 10:00:00.123456',
      label: 'ż, "x"',
      document: '{"a": 1}',
      bytes: '\\x00\\xFF',
      change_seq: '',
    })
    const [deleted] = await query(`select * from '$folder/orders/20260105-100001000.parquet'`)
    expect(deleted).toMatchObject({
      Op: 'D',
      commit_ts: '2026-01-05 10:00:00.000000',
      id: 9_007_199_254_740_993n,
      money: null,
      bytes: null,
      change_seq: '20260105100000000000000000000000001',
    })
    expect(await query(`select * from '$folder/empty/LOAD00000001.parquet'`)).toEqual([])
  })

  test.each([
    ['', 'UNCOMPRESSED'],
    ['settings: {gzip: true}\n', 'GZIP'],
  ])('is compressed as the endpoint says %s', async (settings, compression) => {
    const query = await simulated(settings)
    const found = await query(
      `select distinct compression from parquet_metadata('$folder/orders/20260105-100001000.parquet')`,
    )
    expect(found).toEqual([{ compression }])
  })
})
