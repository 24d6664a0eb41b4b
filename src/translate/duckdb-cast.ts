import { duckdbTypeText } from '../catalog/duckdb-type.ts'
import { cast, simpleType, tryCast } from '../sql/build.ts'
import type { DataType, Expression, TextSpan } from '../sql/tree.ts'
import type { Translation } from './context.ts'

/** The type as DuckDB writes it; an unknown one is refused and left as it is. */
export function duckdbDataType(type: DataType, translation: Translation): DataType {
  const text = duckdbTypeText(type, translation.dialect)
  if (text) return simpleType(text, type.span)
  const name = type.kind === 'simple-type' ? type.name : type.kind
  translation.refuse(type.span, name, 'DuckDB has no such type.')
  return type
}

export function plainCast(
  value: Expression,
  type: DataType,
  safe: boolean,
  span: TextSpan,
  translation: Translation,
): Expression {
  const target = duckdbDataType(type, translation)
  return safe ? tryCast(value, target, span) : cast(value, target, span)
}
