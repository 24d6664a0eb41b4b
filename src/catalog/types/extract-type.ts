import type { SourceDialect } from '../entry.ts'
import type { SqlType } from './sql-type.ts'
import * as types from './sql-type.ts'

const seconds = /^(s|sec|second|seconds|secs)$/
/** What an interval keeps in one byte, since it cannot be more. */
const small = /^(month|mon|mons|months|minute|m|min|mins|minutes|hour|h|hours|hr|hrs)$/

/** Spark's fields are integers but for `second`, a decimal; those of PostgreSQL are integers on Redshift. */
export function extractType(field: string, source: SqlType | null, dialect: SourceDialect): SqlType | null {
  if (dialect === 'redshift') return field.startsWith('epoch') ? types.bigintType : types.integerType
  if (seconds.test(field)) return types.decimalType(8, 6)
  return source?.kind === 'interval' && small.test(field) ? types.tinyintType : types.integerType
}
