import { binary, call, number } from '../../sql/build.ts'
import type { Rewrite } from '../entry.ts'
import { macroCall, values } from '../write.ts'

/** DuckDB's rounding keeps decimals and integers as they are when the places are a literal. */
export function roundingCall(name: 'round' | 'round_even'): Rewrite {
  return (node, context) => {
    const [value, places] = values(node)
    if (!value) return null
    const args = [value, places ?? number(0, node.span)]
    if (name === 'round' && context.typeOf(value) === 'double') return macroCall('rounded_double', args, node.span)
    return call(name, args, node.span)
  }
}

/** `try_add` and its like: NULL instead of an overflow. */
export function safeArithmetic(operator: '+' | '-' | '*'): Rewrite {
  return (node) => {
    const [left, right] = values(node)
    return left && right ? call('try', [binary(operator, left, right, node.span)], node.span) : null
  }
}
