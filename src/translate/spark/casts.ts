import { hasOwnType } from '../../catalog/own-type.ts'
import { inType } from '../../catalog/spark/arithmetic.ts'
import { sqlTypeOf } from '../../catalog/types/read-type.ts'
import { familyOf } from '../../catalog/types/return-type.ts'
import type { SqlType } from '../../catalog/types/sql-type.ts'
import type { ValueType } from '../../catalog/value-type.ts'
import { macroCall } from '../../catalog/write.ts'
import { call, cast, simpleType, string, tryCast } from '../../sql/build.ts'
import type { DataType, Expression, TextSpan } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { duckdbDataType } from '../duckdb-cast.ts'
import { withinScalar } from '../scalar.ts'
import { nestedText } from './nested-text.ts'

/**
 * Spark's cast, which gives NULL for what it cannot read. Where the value's type is evident the plain cast of DuckDB
 * often means the same; elsewhere a macro looks at the type when the query is bound.
 */
export function sparkCast(value: Expression, type: DataType, span: TextSpan, translation: Translation): Expression {
  if (value.kind === 'subquery') return withinScalar(value, (inner) => sparkCast(inner, type, span, translation))
  const from = translation.typeOf(value)
  const to = familyOf(sqlTypeOf(type, translation.dialect), translation.dialect)
  const target = duckdbDataType(type, translation)
  const name = target.kind === 'simple-type' ? target.name : ''
  if (value.kind === 'null') return cast(value, target, span)
  switch (to) {
    case 'string':
      return textOf(value, translation.exactTypeOf(value), span)
    case 'date':
    case 'timestamp':
      if (to === 'timestamp' && isWallTime(type, translation) && (from === 'string' || from === null)) {
        return macroCall('spark_wall_time', [value], span)
      }
      return timeOf(value, to, from, span)
    case 'interval':
      if (from !== 'interval') translation.refuse(span, 'cast', 'Write an interval such as interval 2 hours.')
      return value
    case 'integer':
    case 'bigint':
      if (from === 'integer' && (name === 'integer' || name === 'bigint')) return cast(value, target, span)
      if (from === 'bigint' && name === 'bigint') return cast(value, target, span)
      return macroCall(`spark_${name}`, [value], span)
    case 'double': {
      const number =
        from === 'string' || from === null || from === 'timestamp' ? macroCall('spark_double', [value], span) : value
      return name === 'double' && number !== value ? number : tryCast(number, target, span)
    }
    case 'boolean':
      return from === 'boolean' ? value : macroCall('spark_boolean', [value], span)
    case 'binary':
      return from === 'string' ? call('encode', [value], span) : macroCall('spark_binary', [value], span)
    case 'decimal':
      return tryCast(decimalSource(value, from, span), target, span)
    default:
      return tryCast(value, target, span)
  }
}

function textOf(value: Expression, from: SqlType | null, span: TextSpan): Expression {
  const text = from && nestedText(value, from, (part, type) => plainText(part, type, span))
  return text ?? macroCall('spark_string', [value], span)
}

function isWallTime(type: DataType, translation: Translation): boolean {
  const exact = sqlTypeOf(type, translation.dialect)
  return exact?.kind === 'timestamp' && !exact.zoned
}

function decimalSource(value: Expression, from: ValueType | null, span: TextSpan): Expression {
  if (from === 'string') return macroCall('plain_number', [value], span)
  if (from === 'boolean') return cast(value, 'integer', span)
  // The digits that it is written with, as Java's BigDecimal takes a double.
  if (from === 'double') return cast(cast(value, 'double', span), 'varchar', span)
  return from === 'timestamp' ? macroCall('spark_double', [value], span) : value
}

function plainText(value: Expression, type: SqlType, span: TextSpan): Expression {
  switch (type.kind) {
    case 'float':
      return macroCall(
        'spark_string',
        [type.bits === 32 ? cast(value, 'float', span) : cast(value, 'double', span)],
        span,
      )
    case 'decimal':
      return macroCall('spark_decimal_text', [hasOwnType(value) ? value : inType(value, type)], span)
    case 'binary':
      return macroCall('spark_string', [value], span)
    default:
      return cast(value, 'varchar', span)
  }
}

const plainDate = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/
const plainTimestamp = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8]) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?$/

/** A literal that every engine reads alike is written as one. */
export function timeOf(
  value: Expression,
  to: 'date' | 'timestamp',
  from: ValueType | null,
  span: TextSpan,
): Expression {
  if (from === to) return value
  if (value.kind === 'string') {
    const plain =
      to === 'date' ? plainDate.test(value.value) : plainDate.test(value.value) || plainTimestamp.test(value.value)
    if (plain)
      return { kind: 'typed-literal', span, type: simpleType(to, span), value: string(value.value, value.span) }
  }
  if (from === 'date' || from === 'timestamp') return cast(value, to, span)
  return macroCall(`spark_${to}`, [value], span)
}

/** The implicit cast of an argument. */
export function sparkCoercion(value: Expression, type: ValueType, translation: Translation): Expression {
  const from = translation.typeOf(value)
  if (type === 'date' || type === 'timestamp') {
    return sparkCast(value, simpleType(type, value.span), value.span, translation)
  }
  if (type === 'string') {
    const known = from !== null && from !== 'array'
    return known
      ? textOf(value, translation.exactTypeOf(value), value.span)
      : from === null
        ? cast(value, 'varchar', value.span)
        : value
  }
  if (type === 'double' && (from === 'string' || from === 'timestamp'))
    return macroCall('spark_double', [value], value.span)
  if (type === 'double' && from !== null) return cast(value, 'double', value.span)
  if (type === 'integer' && (from === 'string' || from === 'double' || from === 'decimal')) {
    return macroCall('spark_integer', [value], value.span)
  }
  if (type === 'bigint' && from !== null && from !== 'integer') {
    return macroCall('spark_bigint', [value], value.span)
  }
  return value
}
