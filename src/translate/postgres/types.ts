import { sqlTypeOf } from '../../catalog/types/read-type.ts'
import { postgresTypeName } from '../../catalog/types/write-type.ts'
import { simpleType } from '../../sql/build.ts'
import type { DataType } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'

/** A type of Redshift as PostgreSQL writes it; an unknown one is refused and left as it is. */
export function postgresDataType(type: DataType, translation: Translation): DataType {
  const known = sqlTypeOf(type, 'redshift')
  const text = known && postgresTypeName(known)
  if (text) return simpleType(text, type.span)
  translation.refuse(type.span, type.kind === 'simple-type' ? type.name : type.kind, 'PostgreSQL has no such type.')
  return type
}
