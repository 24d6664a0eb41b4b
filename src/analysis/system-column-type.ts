import type { SourceDialect } from '../catalog/entry.ts'
import { booleanType, instantType, type SqlType, stringType, wallTimeType } from '../catalog/types/sql-type.ts'

/** The type of a column that the tool adds: `_op`, `_commit_ts` and the like. */
export function systemColumnType(name: string, dialect: SourceDialect): SqlType {
  switch (name) {
    case '_is_load':
    case 'is_current':
    case 'is_deleted':
      return booleanType
    case '_commit_ts':
    case '_deleted_at':
    case 'valid_from':
    case 'valid_to':
      return dialect === 'spark' ? instantType : wallTimeType
    default:
      return stringType
  }
}
