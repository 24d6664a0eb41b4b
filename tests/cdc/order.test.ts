import { describe, expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { projectFiles } from '../support/truth/project.ts'
import { encode, type FileColumn, plainShape } from '../support/truth/write-file.ts'

/** A row of a file as it is written: `op,id,status,commit time,sequence`; `-` is NULL. */
type Rows = readonly string[]

interface Setup {
  readonly config: string
  /** Of the file's columns, in this order; those that are left out are not there. */
  readonly columns: readonly ('op' | 'order_id' | 'status' | 'at' | 'seq')[]
}

const names = { op: 'Op', order_id: 'order_id', status: 'status', at: 'commit_ts', seq: 'change_seq' } as const

function file(path: string, columns: Setup['columns'], rows: Rows) {
  const cells = rows.map((row) => row.split(','))
  const written = columns.map((column, index): FileColumn => {
    const type = column === 'order_id' ? 'integer' : 'text'
    const read = (cell: string | undefined) => (cell === '-' || cell === undefined ? null : cell)
    return {
      name: names[column],
      type,
      cells: cells.map((row) => (type === 'integer' ? Number(row[index]) : read(row[index]))),
    }
  })
  return { path: `sales/orders/${path}.parquet`, bytes: encode(written, 'parquet') }
}

function project(config: string): Record<string, string | null> {
  const names = Object.keys(projectFiles(plainShape)).filter((path) => /models\/(staging|core|marts)/.test(path))
  return {
    ...Object.fromEntries(names.map((path) => [path, null])),
    'models/sources.yml': `version: 2
sources:
  - name: shop
    config: {location: raw, schema: sales, mode: cdc, format: parquet}
    tables:
      - name: orders
        config: {primary_key: order_id, ${config}}
        columns:
          - {name: order_id, data_type: integer}
          - {name: status, data_type: varchar(10)}
`,
    'models/staging/stg_orders.sql': 'select order_id, status from {{source "shop" "orders"}}\n',
    'models/staging/stg_log.sql': '{{config keep="all"}}\nselect order_id, status from {{source "shop" "orders"}}\n',
    'models/core/orders.sql': '{{config unique_key="order_id"}}\nselect order_id, status from {{ref "stg_orders"}}\n',
    'models/core/newest.sql': '{{config unique_key="order_id"}}\nselect order_id, status from {{ref "stg_log"}}\n',
    'models/core/log.sql': '{{config strategy="append"}}\nselect order_id, status from {{ref "stg_log"}}\n',
  }
}

/** The orders after the files, in one build and in one for each: all of it must be the same. */
async function outcome(config: string, files: readonly ReturnType<typeof file>[]) {
  const found = []
  for (const waves of [[files], files.map((item) => [item])]) {
    const workshop = newWorkshop(project(config))
    for (const wave of waves) {
      workshop.deliver(wave)
      await workshop.buildWell()
    }
    const rows = async (table: string) =>
      (await workshop.query(`select order_id, status from core.${table} order by all`)).map((row) => row.join(' '))
    found.push({ orders: await rows('orders'), newest: await rows('newest'), log: (await rows('log')).length })
  }
  const [atOnce, oneByOne] = found
  expect(oneByOne).toEqual(atOnce)
  expect(atOnce?.newest).toEqual(atOnce?.orders)
  return { orders: atOnce?.orders, log: atOnce?.log }
}

const early = '2026-01-05 10:00:00.000000'
const late = '2026-01-05 11:00:00.000000'

describe('without a change sequence', () => {
  const columns = ['op', 'order_id', 'status', 'at'] as const

  test('the commit time decides, whichever file comes first', async () => {
    const found = await outcome('order_by: [commit_ts]', [
      file('20260106-110000000', columns, [`U,1,new,${late}`]),
      file('20260106-120000000', columns, [`I,1,old,${early}`]),
    ])
    expect(found).toEqual({ orders: ['1 new'], log: 2 })
  })

  test('then the clock in the file name, then the row, never the operation', async () => {
    const found = await outcome('order_by: [commit_ts]', [
      file('20260106-120000000', columns, [`D,1,-,${early}`, `I,1,again,${early}`, `I,2,x,${early}`, `D,2,-,${early}`]),
      file('2026/01/05/20260106-110000000', columns, [`U,1,old,${early}`, `U,2,old,${early}`]),
    ])
    expect(found).toEqual({ orders: ['1 again'], log: 6 })
  })

  test('also when order_by names one', async () => {
    const found = await outcome('order_by: [change_seq, commit_ts]', [
      file('20260106-110000000', columns, [`U,1,new,${late}`]),
      file('20260106-120000000', columns, [`I,1,old,${early}`, `I,2,x,${early}`]),
    ])
    expect(found).toEqual({ orders: ['1 new', '2 x'], log: 3 })
  })
})

test('a sequence that comes with later files is newer than changes without one', async () => {
  const without = ['op', 'order_id', 'status', 'at'] as const
  const found = await outcome('order_by: [change_seq, commit_ts]', [
    file('LOAD00000001', ['order_id', 'status', 'at'], [`1,load,${early}`]),
    file('20260106-110000000', without, [`U,1,old,${late}`, `I,2,x,${late}`]),
    file(
      '20260106-120000000',
      [...without, 'seq'],
      [`U,1,new,${late},20260105110000000000000000000000001`, `U,2,empty,${late},-`],
    ),
  ])
  expect(found).toEqual({ orders: ['1 new', '2 empty'], log: 5 })
})

test('order_by without the sequence goes by the commit time', async () => {
  const columns = ['op', 'order_id', 'status', 'at', 'seq'] as const
  const found = await outcome('order_by: [commit_ts]', [
    file('20260106-110000000', columns, [`U,1,new,${late},1`]),
    file('20260106-120000000', columns, [`U,1,old,${early},2`]),
  ])
  expect(found.orders).toEqual(['1 new'])
})

test('order_by with the commit time first', async () => {
  const columns = ['op', 'order_id', 'status', 'at', 'seq'] as const
  const found = await outcome('order_by: [commit_ts, change_seq]', [
    file('20260106-110000000', columns, [`U,1,new,${late},1`, `U,2,new,${early},10`]),
    file('20260106-120000000', columns, [`U,1,old,${early},2`, `U,2,old,${early},9`]),
  ])
  expect(found.orders).toEqual(['1 new', '2 new'])
})

test('rows of the load are older than any change', async () => {
  const columns = ['op', 'order_id', 'status', 'at'] as const
  const found = await outcome('order_by: [commit_ts]', [
    file('LOAD00000001', columns, [`I,1,load,${late}`, `I,2,load,${late}`]),
    file('20260106-110000000', columns, [`U,1,changed,${early}`, `D,2,-,${early}`]),
  ])
  expect(found.orders).toEqual(['1 changed'])
})

test('op: none takes every row for an insert', async () => {
  const columns = ['order_id', 'status', 'at', 'seq'] as const
  const found = await outcome('op: none, order_by: [change_seq, commit_ts]', [
    file('LOAD00000001', columns, [`1,load,${early},-`]),
    file('20260106-110000000', columns, [`1,newer,${late},5`, `2,x,${late},6`]),
    file('20260106-120000000', columns, [`1,new,${late},7`]),
  ])
  expect(found).toEqual({ orders: ['1 new', '2 x'], log: 4 })
})

test('changes without a commit time and without a sequence go by the file', async () => {
  const found = await outcome('order_by: [commit_ts]', [
    file('20260106-120000000', ['op', 'order_id', 'status'], ['U,1,new']),
    file('20260106-110000000', ['op', 'order_id', 'status'], ['I,1,old', 'I,2,x']),
  ])
  expect(found).toEqual({ orders: ['1 new', '2 x'], log: 3 })
})
