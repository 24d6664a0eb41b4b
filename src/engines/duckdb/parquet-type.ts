import {
  DuckDBArrayType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api'
import { quoteIdentifier } from '../../sql/quote.ts'
import { EngineError } from '../engine-error.ts'

/**
 * The type that a column is cast to before it is written as Parquet: the type itself where Parquet and its readers have
 * it. DuckDB would write HUGEINT as a double, and nanoseconds, which Spark cannot read.
 */
export function parquetType(column: string, type: DuckDBType): string {
  if (type instanceof DuckDBListType) return `${parquetType(column, type.valueType)}[]`
  if (type instanceof DuckDBArrayType) return `${parquetType(column, type.valueType)}[${type.length}]`
  if (type instanceof DuckDBMapType) {
    return `MAP(${parquetType(column, type.keyType)}, ${parquetType(column, type.valueType)})`
  }
  if (type instanceof DuckDBStructType) {
    const fields = type.entryNames.map((name) => `${quote(name)} ${parquetType(column, type.typeForEntry(name))}`)
    return `STRUCT(${fields.join(', ')})`
  }
  switch (type.typeId) {
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.BIGNUM:
      return 'DECIMAL(38,0)'
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return 'TIMESTAMP'
    case DuckDBTypeId.UUID:
    case DuckDBTypeId.ENUM:
    case DuckDBTypeId.BIT:
      return 'VARCHAR'
    case DuckDBTypeId.INTERVAL:
    case DuckDBTypeId.TIME_TZ:
    case DuckDBTypeId.TIME_NS:
    case DuckDBTypeId.UNION:
      throw new EngineError('unsupported', `Parquet cannot hold column ${column}, which is ${type}: cast it to text.`)
    default:
      return type.alias ?? String(type)
  }
}

function quote(name: string): string {
  return quoteIdentifier('duckdb', name)
}
