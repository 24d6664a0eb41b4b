import { parseQuery } from '../sql/parse-query.ts'
import { quoteIdentifier } from '../sql/quote.ts'
import type { DataType, SimpleType } from '../sql/tree.ts'
import type { SourceDialect } from './entry.ts'

type TypeNames = Readonly<Record<string, string>>

const common: TypeNames = {
  tinyint: 'tinyint',
  smallint: 'smallint',
  int: 'integer',
  integer: 'integer',
  bigint: 'bigint',
  real: 'float',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  varchar: 'varchar',
  char: 'varchar',
  character: 'varchar',
  string: 'varchar',
  binary: 'blob',
  decimal: 'decimal',
  dec: 'decimal',
  numeric: 'decimal',
}

const names: Readonly<Record<SourceDialect, TypeNames>> = {
  spark: {
    ...common,
    byte: 'tinyint',
    short: 'smallint',
    long: 'bigint',
    float: 'float',
    double: 'double',
    timestamp_ntz: 'timestamp',
    timestamp_ltz: 'timestamp',
    void: '"null"',
  },
  redshift: {
    ...common,
    int2: 'smallint',
    int4: 'integer',
    int8: 'bigint',
    float4: 'float',
    float: 'double',
    float8: 'double',
    double: 'double',
    'double precision': 'double',
    bool: 'boolean',
    nchar: 'varchar',
    bpchar: 'varchar',
    nvarchar: 'varchar',
    text: 'varchar',
    'character varying': 'varchar',
    'national character': 'varchar',
    'national char': 'varchar',
    'national character varying': 'varchar',
    'timestamp without time zone': 'timestamp',
    datetime: 'timestamp',
    timestamptz: 'timestamp with time zone',
    'timestamp with time zone': 'timestamp with time zone',
    time: 'time',
    'time without time zone': 'time',
    timetz: 'time with time zone',
    'time with time zone': 'time with time zone',
    super: 'json',
    varbyte: 'blob',
    varbinary: 'blob',
    'binary varying': 'blob',
  },
}

const defaultPrecision: Readonly<Record<SourceDialect, number>> = { spark: 10, redshift: 18 }

/**
 * The DuckDB type of a column that is declared with a type of the dialect: `decimal(18, 2)`, `varchar`,
 * `struct("a" integer)[]`. Null for what is no type of the dialect; `typeNames` says which there are.
 */
export function duckdbType(type: DataType | string, dialect: SourceDialect): string | null {
  const parsed = typeof type === 'string' ? parseType(type, dialect) : type
  return parsed && duckdbTypeText(parsed, dialect)
}

/** The names of a dialect's simple types, for near misses. */
export function typeNames(dialect: SourceDialect): string[] {
  return Object.keys(names[dialect])
}

function parseType(text: string, dialect: SourceDialect): DataType | null {
  const { query } = parseQuery(`select cast(null as ${text})`, dialect)
  const item = query?.body.kind === 'select' ? query.body.items[0] : undefined
  return item?.expression.kind === 'cast' ? item.expression.type : null
}

export function duckdbTypeText(type: DataType, dialect: SourceDialect): string | null {
  switch (type.kind) {
    case 'simple-type':
      return simpleTypeText(type, dialect)
    case 'interval-type':
      return 'interval'
    case 'array-type': {
      const element = duckdbTypeText(type.element, dialect)
      return element && `${element}[]`
    }
    case 'map-type': {
      const key = duckdbTypeText(type.key, dialect)
      const value = duckdbTypeText(type.value, dialect)
      return key && value && `map(${key}, ${value})`
    }
    case 'struct-type': {
      const fields: string[] = []
      for (const field of type.fields) {
        const text = duckdbTypeText(field.type, dialect)
        if (!text) return null
        fields.push(`${quoteIdentifier('duckdb', field.name.name)} ${text}`)
      }
      return `struct(${fields.join(', ')})`
    }
  }
}

function simpleTypeText(type: SimpleType, dialect: SourceDialect): string | null {
  const name = names[dialect][type.name]
  if (!name) return null
  if (name !== 'decimal') return dialect === 'redshift' && type.name === 'float' ? floatText(type) : name
  const [precision = String(defaultPrecision[dialect]), scale = '0'] = type.parameters
  return `decimal(${precision}, ${scale})`
}

/** `float(24)` and less has 32 bits. */
function floatText(type: SimpleType): string {
  const [bits] = type.parameters
  return bits !== undefined && Number(bits) <= 24 ? 'float' : 'double'
}
