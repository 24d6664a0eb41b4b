import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import type { ChangeFiles } from '../../ingest/change-files.ts'
import { readFilesQuery } from './read-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidemill-read-'))

function files(columns: ChangeFiles['columns']): ChangeFiles {
  const path = join(folder, 'x.parquet')
  const file = { path, key: 'x.parquet', isLoad: true, batchId: '', fileTime: '', modifiedAt: '', columns: [] }
  const names = { op: null, changeSeq: null, commitTs: null }
  const csv = { header: true, delimiter: ',', null: '' }
  const none = {
    source: 'source.shop.x',
    shapes: [],
    hidden: [],
    declared: [],
    primaryKey: [],
    generation: 0,
    keepsBadValues: false,
    numberedBy: null,
    isOfState: false,
  }
  return { files: [file], format: 'parquet', csv, columns, ...none, ...names, orderBy: ['change_seq', 'commit_ts'] }
}

test('reads moments alike, written with zone or without, and whatever zone the connection has', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(
    `copy (select timestamptz '2024-07-01 12:00:00.123456+00' as zoned, timestamp '2024-07-01 12:00:00.123456' as wall,
      date '2024-07-01' as day, 7::integer as n) to '${join(folder, 'x.parquet')}'`,
  )
  await connection.run("set timezone = 'America/New_York'")
  const columns = ['zoned', 'wall', 'day'].map((name) => ({ name, type: 'timestamp' }))
  const query = readFilesQuery(files([...columns, { name: 'n', type: 'decimal(10, 2)' }]))
  const reader = await connection.runAndReadAll(`select zoned, wall, day, n, typeof(n) from (${query})`)
  expect(reader.getRowsJson()).toEqual([
    ['2024-07-01 12:00:00.123456', '2024-07-01 12:00:00.123456', '2024-07-01 00:00:00', '7.00', 'DECIMAL(10,2)'],
  ])
  connection.closeSync()
  rmSync(folder, { recursive: true })
})
