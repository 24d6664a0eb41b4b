import type { SourceDialect } from '../entry.ts'
import { instantType, type SqlType, smallintType, stringType, superType, wallTimeType } from './sql-type.ts'

/**
 * What a column's type becomes when a relation passes from one engine to the other as Parquet: Spark's instants are
 * Redshift's timestamps in UTC, nested values are SUPER, and text loses its length on the way to Spark.
 */
export function typeAcross(type: SqlType, from: SourceDialect, to: SourceDialect): SqlType | null {
  if (from === to) return type
  return to === 'redshift' ? toRedshift(type) : toSpark(type)
}

function toRedshift(type: SqlType): SqlType | null {
  switch (type.kind) {
    case 'timestamp':
      return wallTimeType
    case 'integer':
      return type.bits === 8 ? smallintType : type
    case 'array':
    case 'map':
    case 'struct':
      return superType
    case 'interval':
    case 'null':
      return null
    default:
      return type
  }
}

function toSpark(type: SqlType): SqlType | null {
  switch (type.kind) {
    case 'timestamp':
      return instantType
    case 'string':
    case 'super':
    case 'time':
      return stringType
    case 'interval':
    case 'null':
      return null
    default:
      return type
  }
}
