import { sqlTypeOf } from '../../catalog/types/read-type.ts'
import type { SqlType, SqlTypeKind } from '../../catalog/types/sql-type.ts'
import { typeName } from '../../catalog/types/write-type.ts'
import { call, cast, number, string } from '../../sql/build.ts'
import type { DataType, Expression, TextSpan } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'

const numbers: readonly SqlTypeKind[] = ['integer', 'decimal', 'float']

/** `Cast.canCast` between plain types, by what is cast to; each takes its own kind. */
const sources: Partial<Readonly<Record<SqlTypeKind, readonly SqlTypeKind[]>>> = {
  date: ['string', 'timestamp'],
  timestamp: ['string', 'boolean', 'date', ...numbers],
  boolean: ['string', 'date', 'timestamp', ...numbers],
  binary: ['string', 'integer'],
  integer: ['string', 'boolean', 'date', 'timestamp', ...numbers],
  decimal: ['string', 'boolean', 'date', 'timestamp', ...numbers],
  float: ['string', 'boolean', 'date', 'timestamp', ...numbers],
}

/** Spark casts not everything to everything, where DuckDB would give NULL or make a text of it. */
export function checkCast(value: Expression, type: DataType, span: TextSpan, translation: Translation): void {
  const [from, to] = [translation.exactTypeOf(value), sqlTypeOf(type, 'spark')]
  if (from?.kind === 'interval' && to && numbers.includes(to.kind)) {
    translation.refuse(span, 'cast', 'Take its fields with `extract(… from …)`.')
    return
  }
  const allowed = to && sources[to.kind]
  if (!from || !to || !allowed || from.kind === 'null' || from.kind === to.kind || allowed.includes(from.kind)) return
  const names = [from, to].map((one: SqlType) => typeName(one, 'spark'))
  translation.reject(
    span,
    `Spark casts no ${names[0]} to ${names[1]}.`,
    'Cast it to string first, or to a type between.',
  )
}

/** A whole number as its bytes, the highest first; null for all other casts. */
export function bytesOfNumber(
  value: Expression,
  type: DataType,
  span: TextSpan,
  translation: Translation,
): Expression | null {
  const from = translation.exactTypeOf(value)
  if (from?.kind !== 'integer' || sqlTypeOf(type, 'spark')?.kind !== 'binary') return null
  const digits = call(
    'lpad',
    [call('to_hex', [cast(value, 'bigint', span)], span), number(16, span), string('0', span)],
    span,
  )
  return call('unhex', [call('right', [digits, number(from.bits / 4, span)], span)], span)
}
