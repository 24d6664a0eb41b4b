import { expect, test } from 'vitest'
import { bigintType, decimalType, integerType, type SqlType, stringType } from '../catalog/types/sql-type.ts'
import type { SourceConfig } from '../config/source-config.ts'
import { type DriftFile, type DriftTable, expectedColumns, gatherDrift, hiddenColumns } from './drift.ts'

const at = (value: string) => ({ value, span: { file: { path: '', text: '' }, start: 0, end: 0 } })

function table(columns: DriftTable['columns'], config: Partial<SourceConfig> = {}): DriftTable {
  const names = { op: at('Op'), changeSeq: at('seq'), commitTs: at('ts'), watermark: null, primaryKey: [at('id')] }
  const drift = { newColumn: 'ignore', changedType: 'widen', missingColumn: 'fill_null' } as const
  return { config: { ...names, format: 'parquet', drift, ...config } as SourceConfig, columns, notStored: ['secret'] }
}

function file(key: string, columns: Readonly<Record<string, SqlType | null>>): DriftFile {
  return {
    key,
    isLoad: key.startsWith('LOAD'),
    fileTime: key,
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
  }
}

const told = (of: DriftTable, expected: readonly DriftFile[], files: readonly DriftFile[]) =>
  gatherDrift(of, expectedColumns(of, expected), files).map(
    ({ drift, files: keys }) => `${drift.kind} ${drift.column}: ${keys.join(' ')}`,
  )

test('declared columns are expected, whatever files have, and none of the tool’s own or masked ones', () => {
  const orders = table([
    { name: 'ID', dataType: 'bigint' },
    { name: 'total', dataType: 'integer' },
    { name: 'secret', dataType: 'varchar(9)' },
    { name: 'seq', dataType: 'varchar(35)' },
  ])
  expect(
    told(
      orders,
      [],
      [
        file('1', { id: integerType, Total: integerType, OP: stringType, ts: stringType }),
        file('2', { id: stringType, total: decimalType(9, 2), colour: null }),
        file('3', { id: bigintType, total: bigintType, colour: stringType }),
        file('4', { id: bigintType, total: null }),
        file('5', { id: bigintType }),
      ],
    ),
  ).toEqual(['new colour: 2 3', 'changed total: 2', 'changed total: 3', 'missing total: 5'])
})

test('without any the load tells what is expected, or else the oldest file', () => {
  const orders = table([])
  const [load, first, second] = [
    file('LOAD1', { id: bigintType, name: stringType }),
    file('1', { id: bigintType, size: integerType }),
    file('2', { id: bigintType, size: bigintType, name: stringType }),
  ]
  expect(told(orders, [second, load, first], [first, second])).toEqual(['new size: 1 2'])
  expect(told(orders, [second, first], [first, second])).toEqual(['new name: 2', 'changed size: 2'])
  expect([...hiddenColumns(orders, [second, first])]).toEqual(['name'])
  expect([...hiddenColumns(orders, [first, second, load])]).toEqual(['size'])
})

test('a CSV has texts alone', () => {
  const orders = table([{ name: 'total', dataType: 'integer' }], { format: 'csv' })
  expect(told(orders, [], [file('1', { id: stringType, total: stringType })])).toEqual([])
})
