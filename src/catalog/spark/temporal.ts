import { binary, call, cast, number } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Binary, Expression } from '../../sql/tree.ts'
import type { RewriteContext } from '../entry.ts'
import type { IntervalSqlType, SqlType } from '../types/sql-type.ts'
import { macroCall } from '../write.ts'

type Context = Pick<RewriteContext, 'exactTypeOf' | 'cast'>

/** Sums and products of dates, moments and intervals; null when neither side is one. */
export function temporalOperator(node: Binary, context: Context): Expression | null {
  const [a, b] = [context.exactTypeOf(node.left), context.exactTypeOf(node.right)]
  if (a?.kind === 'interval' || b?.kind === 'interval') return withInterval(node, a, b, context)
  if (!isMoment(a) && !isMoment(b)) return null
  if (a?.kind === 'string' && b?.kind === 'date' && node.operator === '-') {
    return betweenMoments(revised(node, { left: context.cast(node.left, 'date', node.left.span) }), b, b)
  }
  return betweenMoments(node, a, b)
}

function isMoment(type: SqlType | null): boolean {
  return type?.kind === 'date' || type?.kind === 'timestamp'
}

function betweenMoments(node: Binary, a: SqlType | null, b: SqlType | null): Expression {
  const { span, operator, left, right } = node
  const days = a?.kind === 'date' && b?.kind === 'date'
  if (operator === '-' && days) return call('to_days', [cast(node, 'integer', span)], span)
  if (operator === '-' && isMoment(a) && isMoment(b)) {
    return revised(node, { left: cast(left, 'timestamp', span), right: cast(right, 'timestamp', span) })
  }
  if (a?.kind === 'date' && b?.kind === 'integer') return revised(node, { right: asDays(right, b) })
  if (b?.kind === 'date' && a?.kind === 'integer') return revised(node, { left: asDays(left, a) })
  return node
}

/** DuckDB adds nothing but an integer to a date. */
function asDays(value: Expression, type: SqlType): Expression {
  return value.kind === 'number' || (type.kind === 'integer' && type.bits === 32 && value.kind === 'column')
    ? value
    : cast(value, 'integer', value.span)
}

function withInterval(node: Binary, a: SqlType | null, b: SqlType | null, context: Context): Expression {
  const { span, operator, left, right } = node
  if (operator === '*' || operator === '/') {
    const [interval, factor, type, other] = a?.kind === 'interval' ? [left, right, a, b] : [right, left, b, a]
    return type?.kind === 'interval' ? scaled(node, interval, asNumber(factor, other), type) : node
  }
  if (a?.kind === 'interval' && b?.kind === 'interval') {
    return operator === 'div' ? ratio(node, a) : node
  }
  if (operator === '+' && a?.kind === 'interval') {
    return withInterval(revised(node, { left: right, right: left }), b, a, context)
  }
  if (a?.kind === 'string') {
    const moment = revised(node, { left: context.cast(left, 'timestamp', left.span) })
    return macroCall('spark_string', [moment], span)
  }
  if (a?.kind === 'date') return keepsDate(b) ? cast(node, 'date', span) : node
  // A date or a moment, as it turns out when the query is bound.
  return a === null && keepsDate(b) ? call('cast_to_type', [node, left], span) : node
}

/** A float would be multiplied with its own precision. */
function asNumber(value: Expression, type: SqlType | null): Expression {
  if (type?.kind === 'float' && type.bits === 32) return cast(value, 'double', value.span)
  return type?.kind === 'string' ? macroCall('spark_double', [value], value.span) : value
}

/** Whole days and months keep a date one. */
function keepsDate(interval: SqlType | null): boolean {
  return interval?.kind === 'interval' && (interval.family !== 'day-time' || interval.to === 'day')
}

/** Multiplied and divided intervals are rounded to whole months or microseconds. */
function scaled(
  { operator, span }: Binary,
  interval: Expression,
  factor: Expression,
  type: IntervalSqlType,
): Expression {
  if (type.family === 'mixed') return binary(operator, interval, factor, span)
  const part = type.family === 'year-month' ? 'months' : 'time'
  if (operator === '*') return macroCall(`scaled_${part}`, [interval, factor], span)
  return macroCall(`divided_${part}`, [interval, macroCall('interval_divisor', [factor], factor.span)], span)
}

/** How often one interval goes into another. */
function ratio({ left, right, span }: Binary, { family }: IntervalSqlType): Expression {
  const [a, b] = [left, right].map((side) =>
    family === 'year-month' ? macroCall('months_of', [side], side.span) : call('epoch_us', [side], side.span),
  )
  if (!a || !b) return left
  return binary('//', a, call('nullif', [b, number(0, span)], span), span)
}
