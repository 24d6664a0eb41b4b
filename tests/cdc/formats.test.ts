import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { projectFiles } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'
import { type FileShape, plainShape } from '../support/truth/write-file.ts'

test('columns of the files may have the names of the system columns', async () => {
  const shape: FileShape = { ...plainShape, opName: '_op', sequenceName: '_change_seq', commitName: '_commit_ts' }
  const workshop = newWorkshop({}, shape)
  workshop.deliver([
    orderFile('LOAD00000001', ['0 I 1', '0 I 2'], shape),
    orderFile('20260106-100000000', ['5 U 1 paid', '6 D 2'], shape),
  ])
  await workshop.buildWell()
  expect(await workshop.query('select order_id, status, _commit_ts from core.orders')).toEqual([
    ['1', 'paid', '2026-01-05T10:00:00.000005'],
  ])
})

const headless = (projectFiles(plainShape)['models/sources.yml'] ?? '')
  .replace('format: parquet', 'format: csv, csv: {header: false}')
  .replace(
    '{name: order_id, data_type: integer}',
    '{name: commit_ts}\n          - {name: order_id, data_type: integer}',
  )
  .replace(
    '{name: channel, data_type: varchar(10)}',
    '{name: channel, data_type: varchar(10)}\n          - {name: change_seq}',
  )

describe('a CSV without a header has the declared columns', () => {
  const change = {
    path: 'sales/orders/20260106-100000000.csv',
    bytes: new TextEncoder().encode(
      'U,2026-01-05 10:00:05.000000,1,"Ann, B.",paid,DE,12.50,,5\nD,2026-01-05 10:00:06.000000,2,,,,,,6\n',
    ),
  }

  test.each([
    ['after op', 'I,'],
    ['alone in a load that has no op', ''],
  ])('%s', async (_, op) => {
    const load = `${op}2026-01-05 10:00:00.000000,1,ann,open,DE,10.00,,\n${op}2026-01-05 10:00:00.000000,2,ann,open,DE,10.00,,\n`
    const workshop = newWorkshop({ 'models/sources.yml': headless })
    workshop.deliver([{ path: 'sales/orders/LOAD00000001.csv', bytes: new TextEncoder().encode(load) }, change])
    await workshop.buildWell()
    expect(await workshop.query('select order_id, customer, status, amount from core.orders')).toEqual([
      ['1', 'ANN, B.', 'paid', '12.50'],
    ])
  })
})

test('rows of a CSV are counted within their file, whatever else is read with it', async () => {
  const shape: FileShape = { ...plainShape, format: 'csv', sequence: 'none' }
  const files = [
    orderFile('20260106-100000000', ['5 I 1', '5 U 1 paid', '6 I 2'], shape),
    orderFile('20260106-110000000', ['7 I 3', '7 D 3'], shape),
  ]
  const ids = []
  for (const waves of [[files], files.map((file) => [file]), [[...files].reverse()]]) {
    const workshop = newWorkshop({}, shape)
    for (const wave of waves) {
      workshop.deliver(wave)
      await workshop.buildWell()
    }
    ids.push(await workshop.query('select _change_id, _change_seq, order_id, _op from core.order_log order by all'))
  }
  expect(ids[1]).toEqual(ids[0])
  expect(ids[2]).toEqual(ids[0])
})

test('unquoted empty is NULL, quoted empty is the empty text, and lines may break within quotes', async () => {
  const workshop = newWorkshop({}, { ...plainShape, format: 'csv.gz' })
  const text =
    'Op,commit_ts,order_id,line_no,quantity,note,change_seq\r\n' +
    'I,2026-01-05 10:00:00,1,1,5,,1\r\nI,2026-01-05 10:00:00,1,2,5,"",2\r\nI,2026-01-05 10:00:00,1,3,5,"a ""b""\r\nc",3\r\n'
  workshop.deliver([{ path: 'sales/lines/20260106-100000000.csv.gz', bytes: gzipSync(text) }])
  await workshop.buildWell()
  expect(await workshop.query('select line_no, note from core.lines order by 1')).toEqual([
    ['1', null],
    ['2', ''],
    ['3', 'a "b"\r\nc'],
  ])
})
