import { binary, call, cast, number, simpleType, string } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Call, Expression, OrderItem } from '../../sql/tree.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import type { SqlType } from '../types/sql-type.ts'
import { macroCall, recall, values } from '../write.ts'
import { decimalMean } from './decimal-quotient.ts'
import { interpolatedType } from './return-types.ts'

/** A value of the group whose type is that of the argument; only the type is used. */
function sample(node: Call): Call {
  return recall(revised(node, { distinct: false }), 'any_value')
}

function argumentType(node: Call, context: RewriteContext): SqlType | null {
  const [value] = values(node)
  return value ? context.exactTypeOf(value) : null
}

/** DuckDB's sum of whole numbers has 128 bits. Where only the tables know the type, DuckDB is asked for it. */
export const summed: Rewrite = (node, context) => {
  const total = recall(node, 'sum')
  switch (argumentType(node, context)?.kind) {
    case 'integer':
      return cast(total, 'bigint', node.span)
    case 'decimal':
    case 'float':
      return total
    default:
      return macroCall('sum_as', [total, sample(node)], node.span)
  }
}

/** Whole numbers keep no fraction, decimals keep their scale: sum by count, cut. */
export const exactAverage: Rewrite = (node, context) => {
  const [total, count] = [recall(node, 'sum'), recall(node, 'count')]
  const type = argumentType(node, context)
  switch (type?.kind) {
    case 'integer':
      return macroCall('redshift_mean', [total, count], node.span)
    case 'float':
      return recall(node, 'avg')
    case 'decimal':
      return decimalMean(total, count, type.scale, node.span)
    default:
      return macroCall('redshift_avg', [total, count, sample(node)], node.span)
  }
}

/** DuckDB interpolates within the type: it is given the decimals that the result has. */
export const interpolated: Rewrite = (node, context) => {
  const [value] = values(node)
  const ordered = node.withinGroup[0]
  const middle = ordered?.expression ?? value
  const from = middle ? context.exactTypeOf(middle) : null
  const to = interpolatedType({ dialect: 'redshift', call: node, args: [from] })
  const isExact = to?.kind === 'decimal' && (from?.kind === 'integer' || from?.kind === 'decimal')
  if (!middle || !isExact) return ordered ? percentileOf('quantile_cont', node, ordered, context) : node
  const wider = cast(middle, simpleType('decimal', node.span, [38, to.scale]), node.span)
  if (!ordered) return recall(node, 'median', [wider])
  return percentileOf('quantile_cont', node, { ...ordered, expression: wider }, context)
}

export const discretePercentile: Rewrite = (node, context) => {
  const [ordered] = node.withinGroup
  return ordered ? percentileOf('quantile_disc', node, ordered, context) : node
}

/** Over a window DuckDB knows the function by another name alone, and counts from the other end below 0. */
function percentileOf(name: string, node: Call, ordered: OrderItem, context: RewriteContext): Expression | null {
  if (!node.over) return { ...node, withinGroup: [ordered] }
  const [fraction] = values(node)
  if (fraction?.kind !== 'number') {
    return context.refuse(node.span, 'On DuckDB the share of a percentile over a window must be a literal.')
  }
  const share = Number(fraction.digits)
  const place = ordered.descending ? (share === 0 ? '1' : `-${fraction.digits}`) : fraction.digits
  return { ...recall(node, name, [ordered.expression, number(place, fraction.span)]), withinGroup: [] }
}

export const counted: Rewrite = (node, context) => {
  const [value] = values(node)
  // Blanks at the end make no other value.
  const plain =
    node.distinct && value && context.typeOf(value) === 'string'
      ? recall(node, 'count', [call('rtrim', [value, string(' ', value.span)], value.span)])
      : recall(node, 'count')
  return node.approximate && node.distinct ? recall({ ...plain, distinct: false }, 'approx_count_distinct') : plain
}

export const anyValue: Rewrite = (node) => recall({ ...node, distinct: false }, 'any_value')

/** A whole number is a truth as well: 0 is false. */
export function truths(name: string): Rewrite {
  return (node, context) => {
    const [value] = values(node)
    if (!value || context.exactTypeOf(value)?.kind !== 'integer') return recall(node, name)
    return recall(node, name, [binary('<>', value, number(0, value.span), value.span)])
  }
}
