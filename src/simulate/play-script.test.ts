import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { compileFiles } from '../../tests/support/compile-files.ts'
import { formatDiagnostics } from '../diagnostics/format.ts'
import { sourcesOf } from '../manifest/manifest.ts'
import { invariant } from '../util/invariant.ts'
import { playScript } from './play-script.ts'

const project = {
  'project.yml': 'name: shop\ntarget: local\n',
  'profiles/local.yml': `engines:
  spark: {type: duckdb, path: warehouse.duckdb}
  redshift: {type: duckdb, path: warehouse.duckdb}
`,
  'models/sources.yml': `version: 2
sources:
  - name: shop
    config: {location: raw, schema: sales, format: csv}
    tables:
      - name: orders
        identifier: salesorder
        config: {primary_key: [order_id]}
        columns:
          - {name: order_id, data_type: bigint}
          - {name: status, data_type: varchar(10)}
          - {name: note, data_type: varchar(1000)}
      - name: lines
        config: {primary_key: [order_id, line], csv: {header: false}}
        columns:
          - {name: order_id, data_type: bigint}
          - {name: commit_ts, data_type: timestamp}
          - {name: line, data_type: integer}
          - {name: change_seq, data_type: varchar(35)}
`,
}

/** The text of every file that the script writes, by path; a path that is written again has its times behind it. */
function filesOf(script: string, edit: (sources: string) => string = (text) => text): Record<string, string> {
  const sources = edit(project['models/sources.yml'])
  const { compiled } = compileFiles({ ...project, 'models/sources.yml': sources })
  invariant(compiled, 'it compiles')
  const { files, diagnostics } = playScript({ path: 'script.yml', text: script }, sourcesOf(compiled.manifest))
  if (diagnostics.length > 0) throw new Error(formatDiagnostics(diagnostics))
  const found: Record<string, string> = {}
  for (const { path, bytes } of files) {
    const text = new TextDecoder().decode(path.endsWith('.gz') ? gunzipSync(bytes()) : bytes())
    found[path in found ? `${path} again` : path] = text
  }
  return found
}

const folder = 'sales/salesorder'

/** Rows of orders without what every row has: operation, commit time, columns, sequence. */
function rowsOf(files: Record<string, string>, name: string): readonly string[] {
  const text = files[`${folder}/${name}`]
  invariant(text !== undefined, `${name} is not among ${Object.keys(files).join(', ')}`)
  return text
    .split('\n')
    .slice(1, -1)
    .map((row) => row.replace(/2026-\d\d-\d\d \d\d:\d\d:\d\d\.\d+,/, '').replace(/,[^,]*$/, ''))
}

const load = `steps:
  - load: 2026-01-05
    shop.orders:
      - {order_id: 1, status: open, note: long}
      - {order_id: 2, status: open}
`

describe('a load', () => {
  test('has one time, no sequence, and no operation unless the task is set so', () => {
    expect(filesOf(load)).toEqual({
      'sales/salesorder/LOAD00000001.csv':
        'commit_ts,order_id,status,note,change_seq\n2026-01-05 00:00:00.000000,1,open,long,""\n2026-01-05 00:00:00.000000,2,open,,""\n',
    })
    expect(rowsOf(filesOf(`settings: {op_for_full_load: true}\n${load}`), 'LOAD00000001.csv')).toEqual([
      'I,1,open,long',
      'I,2,open,',
    ])
  })

  test('may have several files, counted in hexadecimal', () => {
    const rows = Array.from({ length: 21 }, (_, index) => `{order_id: ${index}}`).join(', ')
    const files = filesOf(`steps:\n  - load: 2026-01-05\n    files: 11\n    shop.orders: [${rows}]\n`)
    expect(Object.keys(files).slice(-2)).toEqual([`${folder}/LOAD0000000A.csv`, `${folder}/LOAD0000000B.csv`])
    expect(rowsOf(files, 'LOAD0000000A.csv')).toEqual(['18,,', '19,,'])
  })

  test('has the rows that were committed before it', () => {
    const files = filesOf(`steps:
  - commit: 2026-01-04 23:59:00
    shop.orders: [insert: {order_id: 9}]
  - load: 2026-01-05
    shop.orders: [{order_id: 1}]
`)
    expect(rowsOf(files, 'LOAD00000001.csv')).toEqual(['9,,', '1,,'])
    expect(rowsOf(files, '20260104-235901000.csv')).toEqual(['I,9,,'])
  })

  test('that is made again has what is there by then, lost changes included', () => {
    const files = filesOf(`${load}  - commit: 2026-01-05 10:00:00
    lost: true
    shop.orders: [delete: {order_id: 2}, update: {order_id: 1, status: paid}]
  - reload: 2026-01-06
`)
    expect(Object.keys(files)).toEqual([`${folder}/LOAD00000001.csv`, `${folder}/LOAD00000001.csv again`])
    expect(files[`${folder}/LOAD00000001.csv again`]).toBe(
      'commit_ts,order_id,status,note,change_seq\n2026-01-06 00:00:00.000000,1,paid,long,""\n',
    )
  })
})

describe('a commit', () => {
  const story = `${load}  - commit: 2026-01-05 10:00:00.5
    shop.orders:
      - insert: {order_id: 3, status: open}
      - update: {order_id: 1, status: paid}
      - delete: {order_id: 1}
      - insert: {order_id: 1}
`

  test('has whole rows of updates, and of deletes the key', () => {
    expect(filesOf(story)[`${folder}/20260105-100001500.csv`]).toBe(
      `Op,commit_ts,order_id,status,note,change_seq
I,2026-01-05 10:00:00.500000,3,open,,20260105100000500000000000000000001
U,2026-01-05 10:00:00.500000,1,paid,long,20260105100000500000000000000000002
D,2026-01-05 10:00:00.500000,1,,,20260105100000500000000000000000003
I,2026-01-05 10:00:00.500000,1,,,20260105100000500000000000000000004
`,
    )
  })

  test('has whole rows of deletes with a full replica identity', () => {
    const files = filesOf(`tables: {shop.orders: {replica_identity: full}}\n${story}`)
    expect(rowsOf(files, '20260105-100001500.csv')[2]).toBe('D,1,paid,long')
  })

  test('leaves out large objects, which the next change has again', () => {
    const files = filesOf(`${load}  - commit: 2026-01-05 10:00:00
    shop.orders:
      - {update: {order_id: 1, status: paid}, left_out: note}
      - update: {order_id: 1, status: sent}
`)
    expect(rowsOf(files, '20260105-100001000.csv')).toEqual(['U,1,paid,', 'U,1,sent,long'])
  })

  test('has a file for each table; two at one time do not share a name', () => {
    const files = filesOf(`${load}  - commit: 2026-01-05 10:00:00
    shop.orders: [delete: {order_id: 1}]
    shop.lines: [insert: {order_id: 1, line: 1}]
  - commit: 2026-01-05 10:00:00
    shop.orders: [delete: {order_id: 2}]
`)
    expect(Object.keys(files).slice(1)).toEqual([
      `${folder}/20260105-100001000.csv`,
      'sales/lines/20260105-100001000.csv',
      `${folder}/20260105-100001001.csv`,
    ])
  })

  test('of a table without a header has the declared columns behind the operation', () => {
    const files = filesOf(`steps:
  - load: 2026-01-05
    shop.lines: [{order_id: 1, line: 1}]
  - commit: 2026-01-05 10:00:00
    shop.lines: [insert: {order_id: 1, line: 2}]
`)
    expect(files).toEqual({
      'sales/lines/LOAD00000001.csv': '1,2026-01-05 00:00:00.000000,1,""\n',
      'sales/lines/20260105-100001000.csv': 'I,1,2026-01-05 10:00:00.000000,2,20260105100000000000000000000000001\n',
    })
  })

  test('may have an earlier clock in the name of its file', () => {
    const files = filesOf(`${load}  - commit: 2026-01-05 10:00:00
    file: 2026-01-05 09:00:00.25
    shop.orders: [delete: {order_id: 1}]
`)
    expect(Object.keys(files)[1]).toBe(`${folder}/20260105-090000250.csv`)
  })
})

describe('where changes land', () => {
  const days = `settings: {date_partition: true, hold: true}
${load}  - commit: 2026-01-05 23:00:00
    shop.orders: [update: {order_id: 1, status: a}]
  - commit: 2026-01-06 01:00:00
    shop.orders: [update: {order_id: 1, status: b}]
  - commit: 2026-01-06 02:00:00
    hold: false
    shop.orders: [update: {order_id: 1, status: c}]
  - flush: 2026-01-06 03:00:00
`

  test('a flush writes a file for each date of its commits', () => {
    const files = filesOf(days)
    expect(Object.keys(files)).toEqual([
      `${folder}/LOAD00000001.csv`,
      `${folder}/2026/01/06/20260106-020001000.csv`,
      `${folder}/2026/01/05/20260106-030000000.csv`,
      `${folder}/2026/01/06/20260106-030000000.csv`,
    ])
    expect(rowsOf(files, '2026/01/06/20260106-030000000.csv')).toEqual(['U,1,b,long'])
  })

  test.each([
    ['dash', '2026-01-06'],
    ['underscore', '2026_01_06'],
    ['none', '20260106'],
  ])('folders with %s', (delimiter, name) => {
    const files = filesOf(days.replace('hold: true', `hold: true, date_delimiter: ${delimiter}`))
    expect(Object.keys(files)[1]).toBe(`${folder}/${name}/20260106-020001000.csv`)
  })

  test('what is sent again is the same rows in a new file', () => {
    const files = filesOf(`${days}  - resend: 2026-01-06 04:00:00
    from: 2026-01-05 23:00:00
    to: 2026-01-05 23:59:59
`)
    expect(files[`${folder}/2026/01/05/20260106-040000000.csv`]).toBe(
      files[`${folder}/2026/01/05/20260106-030000000.csv`],
    )
    expect(Object.keys(files)).toHaveLength(5)
  })

  test('files may be compressed', () => {
    expect(Object.keys(filesOf(`settings: {gzip: true}\n${load}`))).toEqual([`${folder}/LOAD00000001.csv.gz`])
  })
})

test('columns come, change and go with a step', () => {
  const files = filesOf(`settings: {hold: true}
${load}  - commit: 2026-01-05 10:00:00
    shop.orders: [update: {order_id: 1, status: a}]
  - alter: 2026-01-05 11:00:00
    shop.orders: {drop: note, add: {channel: varchar(10)}}
  - commit: 2026-01-05 12:00:00
    shop.orders: [update: {order_id: 1, channel: web}]
  - flush: 2026-01-05 13:00:00
  - reload: 2026-01-06
`)
  expect(files[`${folder}/20260105-130000000.csv`]).toMatch(/^Op,commit_ts,order_id,status,note,change_seq\nU/)
  expect(files[`${folder}/20260105-130000001.csv`]).toMatch(/^Op,commit_ts,order_id,status,channel,change_seq\nU/)
  expect(files[`${folder}/LOAD00000001.csv again`]).toMatch(/^commit_ts,order_id,status,channel,change_seq\n/)
  expect(rowsOf(files, '20260105-130000001.csv')).toEqual(['U,1,a,web'])
})

test('a declared column that a step adds is in no file before it', () => {
  const files = filesOf(`steps:
  - load: 2026-01-05
    shop.orders: [{order_id: 1}]
  - alter: 2026-01-05 11:00:00
    shop.orders: {add: {note: }}
`)
  expect(files[`${folder}/LOAD00000001.csv`]).toMatch(/^commit_ts,order_id,status,change_seq\n/)
})

test('columns of the script take the place of those that the project declares', () => {
  const files = filesOf(
    `tables: {shop.orders: {columns: {order_id: , note: integer, extra: boolean}}}
steps:
  - load: 2026-01-05
    shop.orders: [{order_id: 1, note: 2, extra: true}]
`,
  )
  expect(files[`${folder}/LOAD00000001.csv`]).toBe(
    'commit_ts,order_id,note,extra,change_seq\n2026-01-05 00:00:00.000000,1,2,true,""\n',
  )
})

test('tables of two sources do not share names of files', () => {
  const story = `${load}  - load: 2026-01-05
    other.orders: [{id: 1}]
  - commit: 2026-01-05 10:00:00
    shop.orders: [delete: {order_id: 1}]
    other.orders: [delete: {id: 1}]
`
  const other = `  - name: other
    config: {location: elsewhere, schema: sales, format: csv, primary_key: [id]}
    tables: [{name: orders, identifier: salesorder, columns: [{name: id, data_type: bigint}]}]
`
  expect(Object.keys(filesOf(story, (sources) => sources + other))).toEqual([
    `${folder}/LOAD00000001.csv`,
    `${folder}/LOAD00000001.csv again`,
    `${folder}/20260105-100001000.csv`,
    `${folder}/20260105-100001000.csv again`,
  ])
})

test('a source without a change sequence, or without operations, has files without them', () => {
  const story = `${load}  - commit: 2026-01-05 10:00:00\n    shop.orders: [insert: {order_id: 3}]\n`
  const first = (edit: (text: string) => string) =>
    filesOf(story, edit)[`${folder}/20260105-100001000.csv`]?.split('\n')[0]
  expect(first((text) => text.replace('format: csv', 'format: csv, order_by: commit_ts'))).toBe(
    'Op,commit_ts,order_id,status,note',
  )
  expect(first((text) => text.replace('format: csv', 'format: csv, op: none'))).toBe(
    'commit_ts,order_id,status,note,change_seq',
  )
  expect(first((text) => text.replace('format: csv', 'format: csv, op: _op, commit_ts: at, change_seq: seq'))).toBe(
    '_op,at,order_id,status,note,seq',
  )
})

test('a script that is extended leaves the files before as they are', () => {
  const steps = `  - commit: 2026-01-05 10:00:00
    shop.orders: [update: {order_id: 1, status: a}]
  - commit: 2026-01-05 11:00:00
    hold: true
    shop.orders: [update: {order_id: 1, status: b}]
  - flush: 2026-01-05 12:00:00
`
  const more = `  - alter: 2026-01-06 09:00:00
    shop.orders: {add: {channel: text}}
  - commit: 2026-01-06 10:00:00
    shop.orders: [insert: {order_id: 5, channel: web}]
  - resend: 2026-01-06 11:00:00
`
  expect(filesOf(load + steps + more)).toMatchObject(filesOf(load + steps))
})
