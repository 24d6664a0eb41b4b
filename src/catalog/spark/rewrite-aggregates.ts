import {
  binary,
  call,
  caseWhen,
  cast,
  column,
  lambda,
  not,
  nullValue,
  number,
  simpleType,
  string,
  tryCast,
} from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Call, Expression, TextSpan } from '../../sql/tree.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import { hasOwnType } from '../own-type.ts'
import { mostDigits } from '../types/decimals.ts'
import type { SqlType } from '../types/sql-type.ts'
import { macroCall, nameOf, recall, values } from '../write.ts'
import { decimalMean, inType, wrapped } from './arithmetic.ts'
import { orderKey } from './order-key.ts'

/** The call with `value is not null` added to its filter. */
export function withoutNulls(node: Call, value: Expression): Call {
  const { span } = value
  const present: Expression = { kind: 'is', span, negated: true, value, test: 'null' }
  return revised(node, { filter: node.filter ? binary('and', node.filter, present, span) : present })
}

/** `count(distinct a, b)` counts the pairs that are complete; so does `count(a, b)`. */
export function counted(name: 'count' | 'approx_count_distinct'): Rewrite {
  return (node) => {
    const args = values(node)
    const [first, second] = args
    if (name === 'approx_count_distinct' && first) return recall(node, name, [first])
    if (!first || !second) return recall(node, name)
    const { span } = node
    const [complete, ...more] = args.map(
      (value): Expression => ({ kind: 'is', span, negated: true, value, test: 'null' }),
    )
    if (!complete) return null
    const condition = more.reduce((left, right) => binary('and', left, right, span), complete)
    const row: Expression = { kind: 'row', span, items: args }
    return recall(node, name, [caseWhen([[condition, row]], null, span)])
  }
}

export const conditionCount: Rewrite = (node) => {
  const [condition] = values(node)
  return condition ? recall(node, 'count', [caseWhen([[condition, number(1, node.span)]], null, node.span)]) : null
}

/** In the type that Spark gives; where that depends on a table that nobody knows, DuckDB finds it when it binds. */
export function total(whenTooGreat: 'wraps' | 'null'): Rewrite {
  return (node, context) => {
    const [value] = values(node)
    if (!value) return null
    const { span } = node
    const type = context.exactTypeOf(value)
    const sumOf = (argument: Expression) => recall(node, 'sum', [argument])
    switch (type?.kind) {
      case undefined:
        return macroCall('sum_as', [sumOf(value), recall(revised(node, { distinct: false }), 'any_value')], span)
      case 'integer':
        if (whenTooGreat === 'null') return tryCast(sumOf(value), 'bigint', span)
        return type.bits === 64 ? wrapped(sumOf(value), 64, span) : cast(sumOf(value), 'bigint', span)
      case 'decimal': {
        const { result } = context
        const target = result?.kind === 'decimal' ? simpleType('decimal', span, [result.precision, result.scale]) : null
        const sum = sumOf(hasOwnType(value) ? value : inType(value, type))
        return target ? tryCast(sum, target, span) : sum
      }
      case 'interval':
        return intervalOf(sumOf(amountOf(value, type)), type, span)
      case 'string':
        return sumOf(macroCall('spark_double', [value], value.span))
      default:
        return sumOf(cast(value, 'double', value.span))
    }
  }
}

/** Of decimals the exact sum by how many there are; a mean that does not fit is NULL. */
export const mean: Rewrite = (node, context) => {
  const [value] = values(node)
  if (!value) return null
  const { span } = node
  const [type, { result }] = [context.exactTypeOf(value), context]
  switch (type?.kind) {
    case 'decimal': {
      if (result?.kind !== 'decimal') return null
      const sum = recall(node, 'sum', [hasOwnType(value) ? value : inType(value, type)])
      const digits = { precision: Math.min(type.precision + 10, mostDigits), scale: type.scale }
      return decimalMean(sum, digits, recall(node, 'count', [value]), result, span)
    }
    case 'interval': {
      const sum = recall(node, 'sum', [amountOf(value, type)])
      const within = isMonths(type) ? tryCast(sum, 'integer', span) : tryCast(sum, 'bigint', span)
      const mean = binary('/', cast(within, 'double', span), recall(node, 'count', [value]), span)
      return intervalOf(call('round', [mean], span), type, span)
    }
    case 'string':
      return recall(node, 'avg', [macroCall('spark_double', [value], value.span)])
    default:
      return recall(node, 'avg')
  }
}

function isMonths(type: SqlType): boolean {
  return type.kind === 'interval' && type.family === 'year-month'
}

/** An interval as its months or microseconds. */
function amountOf(value: Expression, type: SqlType): Expression {
  return isMonths(type) ? macroCall('months_of', [value], value.span) : call('epoch_us', [value], value.span)
}

function intervalOf(amount: Expression, type: SqlType, span: TextSpan): Expression {
  if (isMonths(type)) return call('to_months', [cast(amount, 'integer', span)], span)
  return call('to_microseconds', [cast(amount, 'bigint', span)], span)
}

/** NULL where what it divides by is zero. */
export function ofVarying(name: string, divisors: readonly string[]): Rewrite {
  return (node) => {
    const { span } = node
    const [first, ...rest] = divisors.map((divisor) => binary('=', recall(node, divisor), number(0, span), span))
    if (!first) return null
    const still = rest.reduce<Expression>((one, other) => binary('or', one, other, span), first)
    return caseWhen([[still, nullValue(span)]], recall(node, name), span)
  }
}

/** Structs and arrays are greater or less by what is in them, NULLs first. */
export function extreme(name: 'max' | 'min'): Rewrite {
  return (node, context) => {
    const [value] = values(node)
    const key = value ? orderKey(value, context.exactTypeOf(value)) : null
    return value && key ? recall(node, `arg_${name}`, [value, key]) : recall(node, name)
  }
}

export function extremeBy(name: 'max' | 'min'): Rewrite {
  return (node, context) => {
    const [value, by] = values(node)
    const key = by ? orderKey(by, context.exactTypeOf(by)) : null
    return value && key ? recall(node, `arg_${name}_null`, [value, key]) : recall(node, `arg_${name}_null`)
  }
}

/** The skewness of a population, from DuckDB's of a sample. */
export const populationSkewness: Rewrite = (node, context) =>
  ofFinite(node, context, (finite) =>
    macroCall(
      'population_skewness',
      [recall(finite, 'skewness'), recall(finite, 'var_pop'), recall(finite, 'count')],
      node.span,
    ),
  )

export function spread(name: string): Rewrite {
  return (node, context) => ofFinite(node, context, (finite) => recall(finite, name))
}

/** Where DuckDB stops at a NaN or an infinity among doubles, the result is NaN; one value alone has no sample. */
function ofFinite(node: Call, context: RewriteContext, aggregate: (node: Call) => Expression): Expression {
  const [value] = values(node)
  const type = value ? context.exactTypeOf(value) : null
  if (!value || (type && type.kind !== 'float' && type.kind !== 'string')) return aggregate(node)
  const { span } = node
  const inReach = call('isfinite', [cast(value, 'double', span)], span)
  const filtered = (condition: Expression): Call =>
    revised(node, { filter: node.filter ? binary('and', node.filter, condition, span) : condition })
  const others = recall(filtered(not(inReach, span)), 'count', [value])
  const hasOthers = binary('>', others, number(0, span), span)
  const isSample = /samp|variance|^std(dev)?$/.test(nameOf(node))
  const isOne = binary('=', recall(node, 'count', [value]), number(1, span), span)
  const notANumber = cast(string('NaN', span), 'double', span)
  const branches: (readonly [Expression, Expression])[] = [[hasOthers, notANumber]]
  if (isSample) branches.unshift([isOne, nullValue(span)])
  return caseWhen(branches, aggregate(filtered(inReach)), span)
}

/** An array of nothing is empty, not NULL. */
export const collectedList: Rewrite = (node) => {
  const [value] = values(node)
  if (!value) return null
  const list = withoutNulls(recall(node, 'list', [value]), value)
  return call('coalesce', [list, call('list_value', [], node.span)], node.span)
}

/** Spark's order is any; here it is that of the values, so that a build can be repeated. */
export const collectedSet: Rewrite = (node) => {
  const [value] = values(node)
  if (!value) return null
  const { span } = node
  const list = withoutNulls(recall(revised(node, { distinct: node.over === null }), 'list', [value]), value)
  const distinct = node.over ? call('list_distinct', [list], span) : list
  return call('coalesce', [call('list_sort', [distinct], span), call('list_value', [], span)], span)
}

/** `first(x, true)` and `first(x) ignore nulls`. */
export function firstOrLast(name: 'first' | 'last'): Rewrite {
  return (node, context) => {
    const [value, ignore] = values(node)
    if (!value) return null
    if (ignore && ignore.kind !== 'boolean') return context.refuse(ignore.span, 'Write true or false.')
    const skipsNulls = node.nulls === 'ignore' || (ignore?.kind === 'boolean' && ignore.value)
    if (node.over) return revised(recall(node, `${name}_value`, [value]), { nulls: skipsNulls ? 'ignore' : null })
    const plain: Call = revised(recall(node, name, [value]), { nulls: null })
    return skipsNulls ? withoutNulls(plain, value) : plain
  }
}

/** One percentage or an array of them; an accuracy is not needed. */
export function percentile(name: 'quantile_cont' | 'quantile_disc'): Rewrite {
  return (node, context) => {
    const [value, percentage, third] = values(node)
    if (!value || !percentage) return null
    if (name === 'quantile_disc') return recall(node, name, [value, percentage])
    if (third) return context.refuse(third.span, 'Frequencies have no counterpart on DuckDB.')
    const isList = context.exactTypeOf(percentage)?.kind === 'array'
    return interpolated(value, (amount) => recall(node, name, [amount, percentage]), isList, context, node.span)
  }
}

export const median: Rewrite = (node, context) => {
  const [value] = values(node)
  return value ? interpolated(value, (amount) => recall(node, 'median', [amount]), false, context, node.span) : null
}

/** `percentile_cont(0.5) within group (order by x)`. */
export function orderedPercentile(name: 'percentile_cont' | 'percentile_disc'): Rewrite {
  return (node, context) => {
    const [item] = node.withinGroup
    if (!item) return context.refuse(node.span, 'Write `within group (order by x)`.')
    const ordered = (expression: Expression) => ({ ...recall(node, name), withinGroup: [{ ...item, expression }] })
    const [share] = values(node)
    const isList = share ? context.exactTypeOf(share)?.kind === 'array' : false
    return interpolated(item.expression, ordered, isList, context, node.span)
  }
}

/** Doubles are interpolated, where DuckDB would keep the digits of a decimal; parts of intervals are cut. */
function interpolated(
  value: Expression,
  aggregate: (amount: Expression) => Expression,
  isList: boolean,
  context: RewriteContext,
  span: TextSpan,
): Expression {
  const type = context.exactTypeOf(value)
  if (type?.kind === 'interval') {
    const amounts = aggregate(cast(amountOf(value, type), 'double', span))
    const cut = (amount: Expression) => intervalOf(call('trunc', [amount], span), type, span)
    if (!isList) return cut(amounts)
    return call('list_transform', [amounts, lambda(['_amount'], cut(column('_amount', span)), span)], span)
  }
  if (type?.kind === 'string') return aggregate(macroCall('spark_double', [value], value.span))
  return aggregate(type?.kind === 'float' && type.bits === 64 ? value : cast(value, 'double', value.span))
}
