import {
  DuckDBArrayType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api'
import { quoteIdentifier, quoteString } from '../../sql/quote.ts'

export function isNested(type: DuckDBType): boolean {
  return (
    type instanceof DuckDBListType ||
    type instanceof DuckDBArrayType ||
    type instanceof DuckDBMapType ||
    type instanceof DuckDBStructType
  )
}

/** An expression for the JSON text of a nested value: maps are objects, times ISO 8601, binary hexadecimal. */
export function jsonText(value: string, type: DuckDBType): string {
  return `case when ${value} is not null then cast(to_json(${plain(value, type, 1)}) as varchar) end`
}

/** The value with what DuckDB's own JSON would write otherwise, or not at all, as text in its place. */
function plain(value: string, type: DuckDBType, depth: number): string {
  if (isPlain(type)) return value
  const item = `_tm_${depth}`
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) {
    return `list_transform(${value}, lambda ${item}: ${plain(item, type.valueType, depth + 1)})`
  }
  if (type instanceof DuckDBMapType) {
    const key = `cast(${plain(`${item}.key`, type.keyType, depth + 1)} as varchar)`
    const entry = `struct_pack(k := ${key}, v := ${plain(`${item}.value`, type.valueType, depth + 1)})`
    return `map_from_entries(list_transform(map_entries(${value}), lambda ${item}: ${entry}))`
  }
  if (type instanceof DuckDBStructType) {
    const fields = type.entryNames.map((name) => {
      const field = plain(`struct_extract(${value}, ${text(name)})`, type.typeForEntry(name), depth)
      return `${quote(name)} := ${field}`
    })
    return `case when ${value} is not null then struct_pack(${fields.join(', ')}) end`
  }
  switch (type.typeId) {
    case DuckDBTypeId.BLOB:
      return `hex(${value})`
    case DuckDBTypeId.TIMESTAMP_TZ:
      return `(replace(cast(cast(${value} as timestamp) as varchar), ' ', 'T') || 'Z')`
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return jsonNumber(value)
    default:
      return `replace(cast(${value} as varchar), ' ', 'T')`
  }
}

/** Singles by their own shortest digits; JSON has no word for what is no number. */
function jsonNumber(value: string): string {
  const word = `case when isnan(${value}) then 'NaN' when ${value} > 0 then 'Infinity' else '-Infinity' end`
  return `case when isfinite(${value}) then to_json(cast(cast(${value} as varchar) as double)) else to_json(${word}) end`
}

function isPlain(type: DuckDBType): boolean {
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) return isPlain(type.valueType)
  if (type instanceof DuckDBStructType) return type.entryNames.every((name) => isPlain(type.typeForEntry(name)))
  switch (type.typeId) {
    case DuckDBTypeId.MAP:
    case DuckDBTypeId.BLOB:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return false
    default:
      return true
  }
}

function text(value: string): string {
  return quoteString('duckdb', value)
}

function quote(name: string): string {
  return quoteIdentifier('duckdb', name)
}
