import { readSqlType } from '../catalog/types/read-type.ts'
import type { SqlType } from '../catalog/types/sql-type.ts'

/** The types that DMS's files have; see `parquet-file.ts` for how each is laid down. */
export type StoredType = Extract<
  SqlType,
  { kind: 'boolean' | 'integer' | 'decimal' | 'float' | 'string' | 'binary' | 'date' | 'time' | 'timestamp' }
>

export const textType: StoredType = { kind: 'string', length: null, padded: false }

/** A value as a Parquet file holds it: days, milliseconds of a day and microseconds as numbers, decimals without point. */
export type Cell = string | number | bigint | boolean | Uint8Array | null

/**
 * The type in which DMS writes a column that is declared so, in Redshift's words or Spark's; JSON and intervals are text
 * (https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.PostgreSQL.html). Null for what is in no table of a
 * database that DMS reads.
 */
export function storedType(declared: string): StoredType | null {
  const type = readSqlType(declared, 'redshift') ?? readSqlType(declared, 'spark')
  switch (type?.kind) {
    case 'boolean':
    case 'integer':
    case 'decimal':
    case 'float':
    case 'string':
    case 'binary':
    case 'date':
    case 'time':
    case 'timestamp':
      return type
    case 'super':
    case 'interval':
      return textType
    default:
      return null
  }
}
