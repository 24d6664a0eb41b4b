import { sqlTypeOf } from '../../catalog/types/read-type.ts'
import type { SqlType } from '../../catalog/types/sql-type.ts'
import { simpleType } from '../../sql/build.ts'
import type { DataType } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'

/** A type of Redshift as PostgreSQL writes it; an unknown one is refused and left as it is. */
export function postgresDataType(type: DataType, translation: Translation): DataType {
  const known = sqlTypeOf(type, 'redshift')
  const text = known && postgresTypeText(known)
  if (text) return simpleType(text, type.span)
  translation.refuse(type.span, type.kind === 'simple-type' ? type.name : type.kind, 'PostgreSQL has no such type.')
  return type
}

const integers = { 8: 'smallint', 16: 'smallint', 32: 'integer', 64: 'bigint' } as const

function postgresTypeText(type: SqlType): string | null {
  switch (type.kind) {
    case 'integer':
      return integers[type.bits]
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
