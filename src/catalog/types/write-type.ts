import { quoteIdentifier } from '../../sql/quote.ts'
import type { SourceDialect } from '../entry.ts'
import type { SqlType } from './sql-type.ts'

/** The type as its dialect's engine says it: Spark's `simpleString`, PostgreSQL's names for Redshift. `?`: not known. */
export function typeName(type: SqlType | null, dialect: SourceDialect): string {
  if (type === null) return '?'
  return dialect === 'spark' ? sparkName(type) : redshiftName(type)
}

const sparkIntegers = { 8: 'tinyint', 16: 'smallint', 32: 'int', 64: 'bigint' } as const

function sparkName(type: SqlType): string {
  const part = (inner: SqlType | null) => typeName(inner, 'spark')
  switch (type.kind) {
    case 'null':
      return 'void'
    case 'integer':
      return sparkIntegers[type.bits]
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'float':
      return type.bits === 32 ? 'float' : 'double'
    case 'string':
      if (type.length === null) return 'string'
      return `${type.padded ? 'char' : 'varchar'}(${type.length})`
    case 'timestamp':
      return type.zoned ? 'timestamp' : 'timestamp_ntz'
    case 'interval': {
      if (type.from === null || type.to === null) return 'interval'
      return type.from === type.to ? `interval ${type.from}` : `interval ${type.from} to ${type.to}`
    }
    case 'array':
      return `array<${part(type.element)}>`
    case 'map':
      return `map<${part(type.key)},${part(type.value)}>`
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}:${part(field.type)}`).join(',')}>`
    default:
      return type.kind
  }
}

const redshiftIntegers = { 8: 'smallint', 16: 'smallint', 32: 'integer', 64: 'bigint' } as const

function redshiftName(type: SqlType): string {
  switch (type.kind) {
    case 'null':
      return 'unknown'
    case 'integer':
      return redshiftIntegers[type.bits]
    case 'decimal':
      return `numeric(${type.precision},${type.scale})`
    case 'float':
      return type.bits === 32 ? 'real' : 'double precision'
    case 'string':
      if (type.length === null) return 'text'
      return `${type.padded ? 'character' : 'character varying'}(${type.length})`
    case 'binary':
      return 'binary varying'
    case 'time':
    case 'timestamp':
      return `${type.kind} ${type.zoned ? 'with' : 'without'} time zone`
    default:
      return type.kind
  }
}

const duckdbIntegers = { 8: 'tinyint', 16: 'smallint', 32: 'integer', 64: 'bigint' } as const

/** The type that holds the same values on DuckDB; null where a part is not known. Spark's instants are UTC wall times. */
export function duckdbTypeName(type: SqlType | null, dialect: SourceDialect): string | null {
  if (type === null) return null
  switch (type.kind) {
    case 'null':
      return null
    case 'integer':
      return duckdbIntegers[type.bits]
    case 'decimal':
      return `decimal(${type.precision}, ${type.scale})`
    case 'float':
      return type.bits === 32 ? 'float' : 'double'
    case 'string':
      return 'varchar'
    case 'binary':
      return 'blob'
    case 'time':
      return type.zoned ? 'time with time zone' : 'time'
    case 'timestamp':
      return type.zoned && dialect === 'redshift' ? 'timestamp with time zone' : 'timestamp'
    case 'array': {
      const element = duckdbTypeName(type.element, dialect)
      return element && `${element}[]`
    }
    case 'map': {
      const [key, value] = [duckdbTypeName(type.key, dialect), duckdbTypeName(type.value, dialect)]
      return key && value && `map(${key}, ${value})`
    }
    case 'struct': {
      const fields = type.fields.map((field) => {
        const text = duckdbTypeName(field.type, dialect)
        return text && `${quoteIdentifier('duckdb', field.name)} ${text}`
      })
      return fields.includes(null) || fields.length === 0 ? null : `struct(${fields.join(', ')})`
    }
    case 'super':
      return 'json'
    default:
      return type.kind
  }
}

/** The type that holds the same values on PostgreSQL; null where it has none. */
export function postgresTypeName(type: SqlType): string | null {
  switch (type.kind) {
    case 'integer':
      return redshiftIntegers[type.bits]
    case 'decimal':
      return `numeric(${type.precision}, ${type.scale})`
    case 'float':
      return type.bits === 32 ? 'real' : 'double precision'
    case 'string':
      if (type.length === null) return 'text'
      return `${type.padded ? 'char' : 'varchar'}(${type.length})`
    case 'binary':
      return 'bytea'
    case 'super':
      return 'jsonb'
    case 'timestamp':
    case 'time':
      return type.zoned ? `${type.kind} with time zone` : type.kind
    case 'boolean':
    case 'date':
    case 'interval':
      return type.kind
    default:
      return null
  }
}
