import { expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { projectFiles } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'
import type { Workshop } from '../support/truth/workshop.ts'
import { encode, plainShape } from '../support/truth/write-file.ts'

const declared = projectFiles(plainShape)['models/sources.yml'] ?? ''
/** The sources without their columns. */
const undeclared = declared.replace(/ {8}columns:\n( {10}- .*\n)+/g, '')

async function orders(workshop: Workshop): Promise<string[]> {
  const rows = await workshop.query('select order_id, status from core.orders order by order_id')
  return rows.map((row) => row.join(' '))
}

async function statuses(workshop: Workshop): Promise<Record<string, string>> {
  const { results } = await workshop.build()
  return Object.fromEntries(results.map(({ node, status }) => [node.split('.').at(-1) ?? node, status]))
}

const load = orderFile('LOAD00000001', ['0 I 1'])

test('a source without files but with declared columns builds empty, then takes its files in', async () => {
  const workshop = newWorkshop()
  await workshop.buildWell()
  expect(await workshop.query('select * from core.orders')).toEqual([])
  expect(await workshop.query('select * from marts.fct_lines')).toEqual([])
  workshop.deliver([load])
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 open'])
})

test('a source without files and without declared columns is skipped with a warning', async () => {
  const workshop = newWorkshop({ 'models/sources.yml': undeclared })
  workshop.deliver([load])
  const summary = await workshop.build()
  const status = new Map(summary.results.map((result) => [result.node.split('.').at(-1), result.status]))
  expect(summary.diagnostics.map((problem) => problem.code)).toEqual(['source/no-files'])
  expect(status.get('lines')).toBe('skipped')
  expect(status.get('fct_lines')).toBe('skipped')
  expect(status.get('orders')).toBe('success')
})

const text = (words: string) => new TextEncoder().encode(words)
const bad: readonly (readonly [string, Uint8Array])[] = [
  ['that is no Parquet', text('PAR1 not at all')],
  ['that is empty', text('')],
  [
    'without Op',
    encode(
      [
        { name: 'order_id', type: 'integer', cells: [3] },
        { name: 'status', type: 'text', cells: ['open'] },
      ],
      'parquet',
    ),
  ],
  [
    'without the key',
    encode(
      [
        { name: 'Op', type: 'text', cells: ['I'] },
        { name: 'status', type: 'text', cells: ['open'] },
      ],
      'parquet',
    ),
  ],
]

test.each(bad)('a file %s stops the nodes over its table and nothing else', async (_, bytes) => {
  const workshop = newWorkshop()
  workshop.deliver([load])
  await workshop.buildWell()
  const path = 'sales/orders/20260106-100000000.parquet'
  workshop.deliver([{ path, bytes }])
  workshop.write({ 'seeds/other.csv': 'a\n1\n' })
  const status = await statuses(workshop)
  expect(status).toMatchObject({ stg_orders: 'error', orders: 'skipped', other: 'success' })
  expect(Object.keys(status)).not.toContain('lines')
  expect(await orders(workshop)).toEqual(['1 open'])
  expect(await workshop.query("select count(*) from tidemill.batches where table_name = 'orders'")).toEqual([['1']])

  workshop.deliver([orderFile('20260106-100000000', ['5 I 3'])])
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 open', '3 open'])
})

test('a bad file that is removed is forgotten', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load, { path: 'sales/orders/20260106-100000000.parquet', bytes: text('no') }])
  expect(await statuses(workshop)).toMatchObject({ stg_orders: 'error' })
  workshop.remove('raw/sales/orders/20260106-100000000.parquet')
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 open'])
})

/** A Parquet file whose end is whole and whose rows are not. */
function hollow(): Uint8Array {
  const { bytes } = orderFile('20260106-100000000', ['5 I 3', '6 I 4', '7 I 5'])
  return bytes.map((byte, index) => (index > 3 && index < bytes.length / 3 ? 0xff : byte))
}

test.each(['replaced', 'removed'])(
  'a file whose rows cannot be read holds its batch until it is %s',
  async (remedy) => {
    const workshop = newWorkshop()
    workshop.deliver([load])
    await workshop.buildWell()
    workshop.deliver([{ path: 'sales/orders/20260106-100000000.parquet', bytes: hollow() }])
    expect(await statuses(workshop)).toMatchObject({ stg_orders: 'error', orders: 'skipped' })
    expect(await orders(workshop)).toEqual(['1 open'])
    if (remedy === 'removed') workshop.remove('raw/sales/orders/20260106-100000000.parquet')
    else workshop.deliver([orderFile('20260106-100000000', ['5 I 3'])])
    await workshop.buildWell()
    expect(await orders(workshop)).toEqual(remedy === 'removed' ? ['1 open'] : ['1 open', '3 open'])
    expect(await workshop.query('select count(*) from tidemill.batches where closed_at is null')).toEqual([['0']])
    expect(await workshop.steps()).toEqual([])
  },
)

test('a load file that is replaced before anybody has applied it is no reload', async () => {
  const workshop = newWorkshop({
    'models/staging/stg_order_log.sql': null,
    'models/core/last_orders.sql': null,
    'models/core/order_log.sql': null,
  })
  workshop.deliver([orderFile('LOAD00000001', ['0 I -'])])
  expect(await statuses(workshop)).toMatchObject({ stg_orders: 'error' })
  workshop.deliver([load])
  const summary = await workshop.buildWell()
  expect(summary.diagnostics.map((problem) => problem.code)).toEqual(['source/file-replaced'])
  expect(await orders(workshop)).toEqual(['1 open'])
  await workshop.buildWell()
  expect(await workshop.steps()).toEqual([])
})

test('a change file with new content is applied again', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load, orderFile('20260106-100000000', ['5 U 1 paid'])])
  await workshop.buildWell()
  workshop.deliver([orderFile('20260106-100000000', ['5 U 1 paid', '6 I 2'])])
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 paid', '2 open'])
})

test('a key that is NULL fails, and the rest is built', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([orderFile('20260106-100000000', ['5 I -'])])
  const { results } = await workshop.build()
  const failed = results.filter((result) => result.status === 'error')
  expect(failed.flatMap((result) => result.diagnostics.map((problem) => problem.code))).toContain('cdc/key-null')
  expect(await orders(workshop)).toEqual(['1 open'])
})

test('two rows for one key fail', async () => {
  const workshop = newWorkshop({ 'seeds/countries.csv': 'country,country_name\nDE,Germany\nDE,Deutschland\n' })
  workshop.deliver([load])
  const { results } = await workshop.build()
  const staging = results.find((result) => result.node.endsWith('stg_orders'))
  expect(staging?.diagnostics.map((problem) => problem.code)).toEqual(['cdc/key-repeated'])
})

test('a file that is gone after somebody has applied it stops only those who need it', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load])
  await workshop.buildWell({ except: ['big_orders'] })
  workshop.remove('raw/sales/orders/LOAD00000001.parquet')
  workshop.deliver([orderFile('20260106-100000000', ['5 U 1 paid'])])
  const { results } = await workshop.build()
  const failed = results.filter((result) => result.status === 'error')
  expect(failed.flatMap((result) => result.diagnostics.map((problem) => problem.code))).toEqual(['history/gone'])
  expect(await orders(workshop)).toEqual(['1 paid'])
  workshop.deliver([load])
  await workshop.buildWell()
  expect(await workshop.query('select count(*) from tidemill.batches where closed_at is null')).toEqual([['0']])
})

test.each([
  ['', 'stg_orders'],
  [', data_tests: [not_null]', null],
])('a value that is not of its column’s type is the files’ fault%s', async (tests, node) => {
  const others = Object.keys(projectFiles(plainShape)).filter((path) => /models\/(staging|core|marts)/.test(path))
  const workshop = newWorkshop({
    ...Object.fromEntries(others.map((path) => [path, null])),
    'models/sources.yml': `version: 2
sources:
  - name: shop
    config: {location: raw, schema: sales, format: csv}
    tables:
      - name: orders
        config: {primary_key: order_id}
        columns:
          - {name: order_id, data_type: integer${tests}}
`,
    'models/staging/stg_orders.sql': 'select order_id from {{source "shop" "orders"}}\n',
  })
  const written = text('Op,order_id,commit_ts,change_seq\nI,seven,2026-01-05 10:00:00.000000,1\n')
  workshop.deliver([{ path: 'sales/orders/20260105-100000000.csv', bytes: written }])
  const { results, diagnostics } = await workshop.build()
  const ofNode = results.find((result) => result.node.endsWith('stg_orders'))?.diagnostics ?? []
  const [problem] = node === null ? diagnostics : ofNode
  expect(problem).toMatchObject({ code: 'source/bad-value', span: { file: { path: 'models/sources.yml' } } })
  expect(problem?.message).toContain('The change files of shop.orders hold a value')
  expect(problem?.message).toContain("'seven'")
  expect(problem?.help).toContain('sales/orders/20260105-100000000.csv')
})

test('a file that some have applied, and that is junk by now, can be set aside for the others', async () => {
  const workshop = newWorkshop()
  workshop.deliver([load])
  await workshop.buildWell()
  workshop.deliver([orderFile('20260106-100000000', ['5 U 1 paid', '6 I 2'])])
  await workshop.build({ except: ['order_log'] })
  const path = 'sales/orders/20260106-100000000.parquet'
  workshop.deliver([{ path, bytes: text('junk') }])
  expect(await statuses(workshop)).toMatchObject({ order_log: 'skipped' })
  await workshop.skipFile('shop.orders', path)
  await workshop.buildWell()
  expect(await orders(workshop)).toEqual(['1 paid', '2 open'])
  expect(await workshop.query('select count(*) from core.order_log')).toEqual([['1']])
  expect(await workshop.steps()).toEqual([])
})
