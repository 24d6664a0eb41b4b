import type { Expression } from '../sql/tree.ts'

/** Calls whose DuckDB type is that of the dialect by what they are; those that make rows are no values. */
const exact =
  /^((pos)?explode(_outer)?|inline(_outer)?|stack|json_tuple|count|wrapped_\w+|spark_(bigint|integer|smallint|tinyint|double|date|timestamp))$/

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
