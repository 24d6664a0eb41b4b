import { describe, expect, test } from 'vitest'
import { classifyFile } from './dms-files.ts'

describe('a load file', () => {
  test.each([
    ['LOAD00000001.parquet', 'parquet', 'LOAD00000001'],
    ['LOAD0000000A.csv', 'csv', 'LOAD0000000A'],
    ['LOAD00000001.csv.gz', 'csv', 'LOAD00000001'],
    ['SEGMENT1_LOAD00000001.parquet', 'parquet', 'SEGMENT1_LOAD00000001'],
    ['p2026/LOAD00000001.parquet', 'parquet', 'p2026/LOAD00000001'],
  ])('is %s', (path, format, fileTime) => {
    expect(classifyFile(path)).toEqual({ kind: 'load', format, fileTime })
  })
})

describe('a change file', () => {
  test.each([
    ['20240809-192717787.csv', 'csv', '2024-08-09T19:27:17.787000'],
    ['20141029-1134010009.csv.gz', 'csv', '2014-10-29T11:34:01.000900'],
    ['20221023-013830913.parquet', 'parquet', '2022-10-23T01:38:30.913000'],
    ['20221023-013830913.parquet.gz', 'parquet', '2022-10-23T01:38:30.913000'],
  ])('is %s', (path, format, fileTime) => {
    expect(classifyFile(path)).toEqual({ kind: 'change', format, fileTime })
  })

  test.each([
    ...['2022/10/23', '2022/10/23/07', '2022/10', '10/2022/23', '23/10/2022'],
    ...['2022-10-23', '2022-10-23-07', '2022-10', '10-2022-23', '23-10-2022'],
    ...['2022_10_23', '2022_10_23_07', '2022_10', '10_2022_23', '23_10_2022'],
    ...['20221023', '2022102307', '202210', '10202223', '23102022'],
  ])('lies in the date folder %s', (folder) => {
    expect(classifyFile(`${folder}/20221024-000512345.parquet`)).toMatchObject({ kind: 'change' })
  })
})

describe('nothing of DMS’s', () => {
  test.each([
    'readme.txt',
    'orders.parquet',
    'LOAD00000001.json',
    'LOAD.parquet',
    'a/b/LOAD00000001.parquet',
    'archive/20221024-000512345.parquet',
    '2022/10-23/20221024-000512345.parquet',
    '20221324-000512345.parquet',
    '20220230-000512345.parquet',
    '20221024-250512345.parquet',
    '20221024-00051234.parquet',
    '20221024000512345.parquet',
    '20221024-000512345.parquet.tmp',
  ])('is %s', (path) => {
    expect(classifyFile(path)).toEqual({ kind: 'unknown' })
  })
})

test.each(['_SUCCESS', '.LOAD00000001.parquet.crc', '_temporary/0/LOAD00000001.parquet', '2022/10/', '.DS_Store'])(
  'leaves %s aside without a word',
  (path) => {
    expect(classifyFile(path)).toEqual({ kind: 'hidden' })
  },
)
