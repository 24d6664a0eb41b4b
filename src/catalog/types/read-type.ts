import { parseQuery } from '../../sql/parse-query.ts'
import type { DataType, SimpleType } from '../../sql/tree.ts'
import type { SourceDialect } from '../entry.ts'
import * as types from './sql-type.ts'
import { decimalType, type IntervalField, intervalFields, type SqlType, varcharType } from './sql-type.ts'

/** A type as it is written in a cast or declared of a column; null for what the dialect does not have. */
export function sqlTypeOf(type: DataType, dialect: SourceDialect): SqlType | null {
  switch (type.kind) {
    case 'simple-type':
      return simple(type, dialect)
    case 'array-type':
      return types.arrayType(sqlTypeOf(type.element, dialect))
    case 'map-type':
      return types.mapType(sqlTypeOf(type.key, dialect), sqlTypeOf(type.value, dialect))
    case 'struct-type':
      return types.structType(
        type.fields.map(({ name, type: field }) => ({ name: name.name, type: sqlTypeOf(field, dialect) })),
      )
    case 'interval-type': {
      const from = intervalField(type.from)
      if (!from) return types.mixedInterval
      return types.intervalType(from, intervalField(type.to) ?? from)
    }
  }
}

/** `decimal(18, 2)` as text. */
export function readSqlType(text: string, dialect: SourceDialect): SqlType | null {
  const cache = remembered[dialect]
  const before = cache.get(text)
  if (before !== undefined) return before
  const { query } = parseQuery(`select cast(null as ${text})`, dialect)
  const item = query?.body.kind === 'select' ? query.body.items[0] : undefined
  const type = item?.expression.kind === 'cast' ? sqlTypeOf(item.expression.type, dialect) : null
  // A project declares the same few types thousands of times.
  if (cache.size < 1000) cache.set(text, type)
  return type
}

const remembered: Readonly<Record<SourceDialect, Map<string, SqlType | null>>> = {
  spark: new Map(),
  redshift: new Map(),
}

export function intervalField(name: string | null): IntervalField | null {
  return intervalFields.find((field) => field === name || `${field}s` === name) ?? null
}

const common: Readonly<Record<string, SqlType>> = {
  boolean: types.booleanType,
  tinyint: types.tinyintType,
  smallint: types.smallintType,
  int: types.integerType,
  integer: types.integerType,
  bigint: types.bigintType,
  real: types.floatType,
  date: types.dateType,
}

const named: Readonly<Record<SourceDialect, Readonly<Record<string, SqlType>>>> = {
  spark: {
    ...common,
    byte: types.tinyintType,
    short: types.smallintType,
    long: types.bigintType,
    float: types.floatType,
    double: types.doubleType,
    string: types.stringType,
    binary: types.binaryType,
    timestamp: types.instantType,
    timestamp_ltz: types.instantType,
    timestamp_ntz: types.wallTimeType,
    void: types.nullType,
  },
  redshift: {
    ...common,
    int2: types.smallintType,
    int4: types.integerType,
    int8: types.bigintType,
    float4: types.floatType,
    float8: types.doubleType,
    double: types.doubleType,
    'double precision': types.doubleType,
    bool: types.booleanType,
    text: types.stringType,
    string: types.stringType,
    binary: types.binaryType,
    varbyte: types.binaryType,
    varbinary: types.binaryType,
    'binary varying': types.binaryType,
    timestamp: types.wallTimeType,
    'timestamp without time zone': types.wallTimeType,
    datetime: types.wallTimeType,
    timestamptz: types.instantType,
    'timestamp with time zone': types.instantType,
    time: { kind: 'time', zoned: false },
    'time without time zone': { kind: 'time', zoned: false },
    timetz: { kind: 'time', zoned: true },
    'time with time zone': { kind: 'time', zoned: true },
    super: types.superType,
  },
}

const decimals: readonly string[] = ['decimal', 'dec', 'numeric']
const padded: readonly string[] = ['char', 'character', 'nchar', 'bpchar', 'national character', 'national char']
const varying: readonly string[] = ['varchar', 'nvarchar', 'character varying', 'national character varying']

const defaultPrecision: Readonly<Record<SourceDialect, number>> = { spark: 10, redshift: 18 }

function simple({ name, parameters }: SimpleType, dialect: SourceDialect): SqlType | null {
  const [first, second] = parameters
  // A cast to `char(3)` or `varchar(3)` gives plain text in Spark; only tables keep the length.
  if (dialect === 'spark' && (varying.includes(name) || padded.includes(name))) return types.stringType
  if (decimals.includes(name)) return decimalType(Number(first ?? defaultPrecision[dialect]), Number(second ?? 0))
  if (dialect === 'redshift' && name === 'float') {
    return first !== undefined && Number(first) <= 24 ? types.floatType : types.doubleType
  }
  if (varying.includes(name)) return varcharType(lengthOf(first) ?? (dialect === 'redshift' ? 256 : null))
  if (padded.includes(name)) {
    const length = lengthOf(first) ?? (name === 'bpchar' ? 256 : 1)
    return { kind: 'string', length, padded: true }
  }
  return named[dialect][name] ?? null
}

/** `max` is Redshift's 65,535 bytes. */
function lengthOf(parameter: string | undefined): number | null {
  if (parameter === undefined) return null
  return parameter.toLowerCase() === 'max' ? 65_535 : Number(parameter)
}
