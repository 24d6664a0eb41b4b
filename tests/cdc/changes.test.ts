import { expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'

/** Builds after each file, and tells which orders are there at the end. */
async function ordersAfter(...files: readonly (readonly [name: string, changes: readonly string[]])[]) {
  const workshop = newWorkshop()
  for (const [name, changes] of files) {
    workshop.deliver([orderFile(name, changes)])
    await workshop.buildWell()
  }
  return (await workshop.query('select order_id, status from core.orders order by order_id')).map((row) =>
    row.join(' '),
  )
}

const load = ['LOAD00000001', ['0 I 1', '0 I 2']] as const

test('a late update does not raise the dead', async () => {
  const found = ordersAfter(
    load,
    ['2026/01/06/20260106-100000000', ['5 D 1']],
    ['2026/01/05/20260106-110000000', ['4 U 1 paid']],
  )
  expect(await found).toEqual(['2 open'])
})

test('a key that is used again is there', async () => {
  const found = ordersAfter(
    load,
    ['2026/01/06/20260106-100000000', ['5 D 1']],
    ['2026/01/06/20260106-110000000', ['6 I 1 paid']],
    ['2026/01/05/20260106-120000000', ['4 U 1 late']],
  )
  expect(await found).toEqual(['1 paid', '2 open'])
})

test('a delete that comes before its insert wins', async () => {
  const found = ordersAfter(
    load,
    ['2026/01/06/20260106-100000000', ['8 D 7']],
    ['2026/01/06/20260106-110000000', ['7 I 7']],
  )
  expect(await found).toEqual(['1 open', '2 open'])
})

test('I, U, D, I of one key in one file leave the last', async () => {
  const found = ordersAfter(load, ['20260106-100000000', ['8 I 9', '6 U 9 paid', '5 I 9', '7 D 9']])
  expect(await found).toEqual(['1 open', '2 open', '9 open'])
})

test('a key that leaves the filter or its partner leaves the table, and may come back', async () => {
  const workshop = newWorkshop()
  const keys = async () => (await workshop.query('select order_id from core.orders order by 1')).map(Number)
  const waves: [string, string[], number[]][] = [
    ['LOAD00000001', ['0 I 1', '0 I 2'], [1, 2]],
    ['20260106-100000000', ['1 U 1 draft', '2 U 2 open XX'], []],
    ['20260106-110000000', ['3 U 1 open', '4 U 2 open FR'], [1, 2]],
    ['20260106-120000000', ['5 U 1 -', '6 U 2 open -'], []],
    ['2026/01/05/20260106-130000000', ['1 U 1 open', '1 U 2 open DE'], []],
  ]
  for (const [name, changes, expected] of waves) {
    workshop.deliver([orderFile(name, changes)])
    await workshop.buildWell()
    expect(await keys(), name).toEqual(expected)
  }
})

test('a late file in an older folder is taken in alone', async () => {
  const workshop = newWorkshop()
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1']), orderFile('2026/01/06/20260106-100000000', ['5 I 5'])])
  await workshop.buildWell()
  workshop.deliver([orderFile('2026/01/05/20260107-100000000', ['4 I 4'])])
  await workshop.buildWell()
  const files = await workshop.query(
    `select batch_id, string_agg(file_key, ' ' order by file_key) from tidemill.batch_files
     where table_name = 'orders' group by batch_id order by batch_id`,
  )
  expect(files.map(([, keys]) => keys)).toEqual([
    'sales/orders/2026/01/06/20260106-100000000.parquet sales/orders/LOAD00000001.parquet',
    'sales/orders/2026/01/05/20260107-100000000.parquet',
  ])
})

test('changes that come again under another name change nothing', async () => {
  const workshop = newWorkshop()
  workshop.deliver([
    orderFile('LOAD00000001', ['0 I 1', '0 I 2']),
    orderFile('20260106-100000000', ['5 U 1 paid', '6 D 2']),
  ])
  await workshop.buildWell()
  const before = await workshop.contents()
  workshop.deliver([orderFile('20260106-110000000', ['5 U 1 paid', '6 D 2'])])
  await workshop.buildWell()
  expect(await workshop.contents()).toEqual(before)
})

test('a build with nothing new does nothing and leaves the ledger as it is', async () => {
  const workshop = newWorkshop()
  const ledger = async () =>
    Promise.all(
      ['batches', 'batch_files', 'applied', 'built'].map((table) =>
        workshop.query(`select * from tidemill.${table} order by all`),
      ),
    )
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1']), orderFile('20260106-100000000', ['5 U 1 paid'])])
  await workshop.buildWell()
  const [contents, rows] = [await workshop.contents(), await ledger()]
  expect(await workshop.steps()).toEqual([])
  const again = await workshop.buildWell()
  expect(again.results).toEqual([])
  expect(again.unchanged.length).toBeGreaterThan(10)
  expect(await workshop.contents()).toEqual(contents)
  expect(await ledger()).toEqual(rows)
})
