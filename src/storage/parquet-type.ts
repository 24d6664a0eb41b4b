import type { SchemaTree } from 'hyparquet'
import type { SqlType } from '../catalog/types/sql-type.ts'
import * as types from '../catalog/types/sql-type.ts'

type Element = SchemaTree['element']

/**
 * The type that Spark gives to a column of a Parquet file, by
 * https://spark.apache.org/docs/3.5.6/sql-data-sources-parquet.html; timestamps are instants, as with
 * `spark.sql.parquet.inferTimestampNTZ.enabled=false`. Null for nested columns and for what Spark does not read.
 */
export function parquetType({ element, children }: SchemaTree): SqlType | null {
  if (children.length > 0) return null
  return logicalType(element) ?? convertedType(element) ?? physicalType(element)
}

function logicalType({ logical_type: logical }: Element): SqlType | null {
  switch (logical?.type) {
    case 'DECIMAL':
      return types.decimalType(logical.precision, logical.scale)
    case 'INTEGER':
      return logical.isSigned ? signed(logical.bitWidth) : unsigned(logical.bitWidth)
    case 'DATE':
      return types.dateType
    case 'TIMESTAMP':
      return types.instantType
    case 'STRING':
    case 'ENUM':
    case 'JSON':
      return types.stringType
    default:
      return null
  }
}

function convertedType({ converted_type: converted, precision, scale }: Element): SqlType | null {
  switch (converted) {
    case 'DECIMAL':
      return precision === undefined ? null : types.decimalType(precision, scale ?? 0)
    case 'INT_8':
    case 'INT_16':
    case 'INT_32':
    case 'INT_64':
      return signed(Number(converted.slice(4)))
    case 'UINT_8':
    case 'UINT_16':
    case 'UINT_32':
    case 'UINT_64':
      return unsigned(Number(converted.slice(5)))
    case 'DATE':
      return types.dateType
    case 'TIMESTAMP_MILLIS':
    case 'TIMESTAMP_MICROS':
      return types.instantType
    case 'UTF8':
    case 'ENUM':
    case 'JSON':
      return types.stringType
    default:
      return null
  }
}

function physicalType({ type, converted_type: converted, logical_type: logical }: Element): SqlType | null {
  // A meaning that is not known above is no plain number or text.
  if (converted !== undefined || logical !== undefined) return null
  switch (type) {
    case 'BOOLEAN':
      return types.booleanType
    case 'INT32':
      return types.integerType
    case 'INT64':
      return types.bigintType
    case 'INT96':
      return types.instantType
    case 'FLOAT':
      return types.floatType
    case 'DOUBLE':
      return types.doubleType
    case 'BYTE_ARRAY':
    case 'FIXED_LEN_BYTE_ARRAY':
      return types.binaryType
    default:
      return null
  }
}

function signed(bits: number): SqlType | null {
  return bits === 8 || bits === 16 || bits === 32 || bits === 64 ? { kind: 'integer', bits } : null
}

/** The next wider signed type, as Spark reads them. */
function unsigned(bits: number): SqlType | null {
  switch (bits) {
    case 8:
      return types.smallintType
    case 16:
      return types.integerType
    case 32:
      return types.bigintType
    case 64:
      return types.decimalType(20, 0)
    default:
      return null
  }
}
