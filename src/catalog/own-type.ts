import type { Expression } from '../sql/tree.ts'

/** Calls whose DuckDB type is that of the dialect by what they are; those that make rows are no values. */
const rows = '(?:pos)?explode(?:_outer)?|inline(?:_outer)?|stack|json_tuple'
const counts =
  'count|approx_count_distinct|wrapped_\\w+|spark_(?:size|array_size|char_length|datediff|unix_date|factorial)'
const fields = 'spark_(?:year|quarter|month|day|hour|minute|second|dayof(?:week|year)|weekday|weekofyear)'
const casts =
  'spark_(?:bigint|integer|smallint|tinyint|double|date|timestamp|add_months|date_add|date_sub|dateadd|make_date)'
const exact = new RegExp(`^(?:${rows}|${counts}|${fields}|${casts}|redshift_date)$`)

const tests: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=', 'and', 'or'])

/**
 * Whether DuckDB gives a translated expression the type that the author's engine gives it, whatever the function: a
 * column keeps the type that it was made with, a cast says its own. Elsewhere a cast must make sure.
 */
export function hasOwnType(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
      // DuckDB counts the zero of 0.05 as a digit.
      return !/^-?0?\.|e/i.test(expression.digits)
    case 'unary':
      return expression.operator === 'not' || hasOwnType(expression.operand)
    case 'binary':
      return tests.has(expression.operator)
    case 'call':
      return exact.test(expression.name.at(-1)?.name ?? '')
    case 'case':
    case 'subscript':
    case 'field':
    case 'array':
    case 'struct':
    case 'row':
    case 'subquery':
    case 'extract':
    case 'at-time-zone':
      return false
    default:
      return true
  }
}
