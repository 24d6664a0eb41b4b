import { sqlTypeOf } from '../../catalog/types/read-type.ts'
import type { IntervalSqlType, SqlType, SqlTypeKind } from '../../catalog/types/sql-type.ts'
import { typeName } from '../../catalog/types/write-type.ts'
import { macroCall } from '../../catalog/write.ts'
import { binary, call, cast, number, simpleType, string } from '../../sql/build.ts'
import type { DataType, Expression, TextSpan } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { duckdbDataType } from '../duckdb-cast.ts'

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
    if (to.kind !== 'float' && from.family !== 'mixed') return
    translation.reject(span, 'Spark makes no such number of an interval.', 'Take its fields with `extract(… from …)`.')
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

const microseconds = { day: 86_400_000_000, hour: 3_600_000_000, minute: 60_000_000, second: 1_000_000 } as const

/** An interval as a number counts its least field; of seconds a decimal has the fraction as well. Null for all other casts. */
export function numberOfInterval(
  value: Expression,
  type: DataType,
  span: TextSpan,
  translation: Translation,
): Expression | null {
  const [from, to] = [translation.exactTypeOf(value), sqlTypeOf(type, 'spark')]
  if (from?.kind !== 'interval' || (to?.kind !== 'integer' && to?.kind !== 'decimal')) return null
  const target = duckdbDataType(type, translation)
  const amount = amountOf(value, from, to.kind === 'decimal', span)
  // Too great a number is an error in Spark as well.
  return amount && cast(amount, target, span)
}

function amountOf(value: Expression, from: IntervalSqlType, asDecimal: boolean, span: TextSpan): Expression | null {
  if (from.family === 'year-month') {
    const months = macroCall('months_of', [value], span)
    return from.to === 'year' ? binary('//', months, number(12, span), span) : months
  }
  const { to } = from
  if (to === null || to === 'year' || to === 'month') return null
  const micros = call('epoch_us', [value], span)
  if (to !== 'second' || !asDecimal) return binary('//', micros, number(microseconds[to], span), span)
  const unit = cast(number('0.000001', span), simpleType('decimal', span, [6, 6]), span)
  return binary('*', cast(micros, simpleType('decimal', span, [20, 0]), span), unit, span)
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
