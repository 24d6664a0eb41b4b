import type { SourceDialect } from '../entry.ts'
import type { SqlType } from './sql-type.ts'
import * as types from './sql-type.ts'

/**
 * What a DuckDB type is to a dialect, for values whose type nothing but DuckDB tells. Null for nested types and for
 * those that no engine of ours has.
 */
export function readDuckdbType(name: string, dialect: SourceDialect): SqlType | null {
  const text = name.toLowerCase()
  const decimal = /^decimal\((\d+), ?(\d+)\)$/.exec(text)
  if (decimal) return types.decimalType(Number(decimal[1]), Number(decimal[2]))
  if (text.endsWith('[]')) return types.arrayType(readDuckdbType(name.slice(0, -2), dialect))
  if (text === 'timestamp') return dialect === 'spark' ? types.instantType : types.wallTimeType
  return plain[text] ?? null
}

const plain: Readonly<Record<string, SqlType>> = {
  boolean: types.booleanType,
  tinyint: types.tinyintType,
  smallint: types.smallintType,
  utinyint: types.smallintType,
  integer: types.integerType,
  usmallint: types.integerType,
  bigint: types.bigintType,
  uinteger: types.bigintType,
  ubigint: types.decimalType(20, 0),
  hugeint: types.decimalType(38, 0),
  float: types.floatType,
  double: types.doubleType,
  varchar: types.stringType,
  blob: types.binaryType,
  date: types.dateType,
  time: { kind: 'time', zoned: false },
  'time with time zone': { kind: 'time', zoned: true },
  'timestamp with time zone': types.instantType,
  timestamp_ns: types.wallTimeType,
  timestamp_ms: types.wallTimeType,
  timestamp_s: types.wallTimeType,
  interval: types.mixedInterval,
  json: types.superType,
}
