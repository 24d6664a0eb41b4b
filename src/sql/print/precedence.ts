import type { Expression } from '../tree.ts'
import type { PrintStyle } from './style.ts'

/** Above all operators: what a subscript or a field can stand behind. */
export const operandPrecedence = 100
/** `x::type`, `date '…'`: a subscript behind them would be read as part of something else. */
export const castPrecedence = 90

/** How closely an expression holds together as this dialect writes it. */
export function precedenceOf(expression: Expression, style: PrintStyle): number {
  const { precedences, operators } = style
  switch (expression.kind) {
    case 'binary':
      return operators.get(expression.operator)?.precedence ?? 0
    case 'unary':
      if (expression.operator === 'not') return precedences.not
      return expression.operator === '-' || expression.operator === '+' ? precedences.sign : precedences.prefix
    case 'number':
      return expression.digits.startsWith('-') ? precedences.sign : operandPrecedence
    case 'is':
    case 'is-distinct':
      return precedences.is
    case 'between':
    case 'in-list':
    case 'in-subquery':
    case 'like':
    case 'like-quantified':
      return precedences.predicate
    case 'quantified':
      return precedences.comparison
    // It binds closely, but PostgreSQL's grammar and DuckDB's do not have it within `between … and`.
    case 'at-time-zone':
    case 'lambda':
      return 0
    case 'cast':
      return expression.form === '::' && style.castSymbol && !expression.safe ? castPrecedence : operandPrecedence
    case 'interval':
      if (style.plainIntervals && expression.parts.length > 1) return operators.get('+')?.precedence ?? 0
      return castPrecedence
    case 'typed-literal':
      return castPrecedence
    default:
      return operandPrecedence
  }
}
