import { DuckDBInstance, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api'
import { toEngineError } from '../duckdb/errors.ts'
import { isNested, jsonText } from '../duckdb/json-text.ts'
import { findColumns, parquetRows } from '../duckdb/parquet-files.ts'
import type { ParquetSource } from '../engine.ts'

/** Rows go through in pieces, whatever their number; what the files' own pages take comes on top. */
const memoryLimit = '512MB'

/** The rows of Parquet files as CSV lines for COPY: what is NULL is empty, and text is in quotes even when it is empty. */
export async function* parquetLines({ files, columns }: ParquetSource): AsyncGenerator<string> {
  const settings = { errors_as_json: 'true', memory_limit: memoryLimit, preserve_insertion_order: 'false' }
  const instance = await DuckDBInstance.create(':memory:', settings)
  const connection = await instance.connect()
  try {
    await connection.run(`set TimeZone = 'UTC'`)
    const found = await findColumns(connection, files, columns)
    const cells = found.map(({ name, type }) => cell(`"${name.replaceAll('"', '""')}"`, type))
    const rows = await connection.stream(`select concat(${cells.join(`, ',', `)}, chr(10)) from ${parquetRows(files)}`)
    for (;;) {
      const chunk = await rows.fetchChunk()
      if (!chunk || chunk.rowCount === 0) return
      yield chunk.getColumnValues(0).join('')
    }
  } catch (cause) {
    throw toEngineError(cause, null)
  } finally {
    connection.interrupt()
    connection.closeSync()
    instance.closeSync()
  }
}

function cell(column: string, type: DuckDBType): string {
  if (isNested(type)) return quoted(jsonText(column, type))
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.DECIMAL:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return column
    case DuckDBTypeId.DATE:
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return withEra(`cast(${column} as varchar)`)
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return withEra(`cast(cast(${column} as timestamp) as varchar)`)
    case DuckDBTypeId.BLOB:
      return `case when ${column} is not null then '\\x' || hex(${column}) end`
    default:
      return quoted(`cast(${column} as varchar)`)
  }
}

/** `0044-03-15 (BC) 12:00:00` is `0044-03-15 12:00:00 BC` to PostgreSQL. */
function withEra(text: string): string {
  return `case when contains(${text}, '(BC)') then replace(${text}, ' (BC)', '') || ' BC' else ${text} end`
}

function quoted(text: string): string {
  return `'"' || replace(${text}, '"', '""') || '"'`
}
