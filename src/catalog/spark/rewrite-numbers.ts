import { binary, call, number } from '../../sql/build.ts'
import type { Rewrite } from '../entry.ts'
import { values } from '../write.ts'

/** DuckDB's rounding keeps decimals and integers as they are when the places are a literal. */
export function roundingCall(name: 'round' | 'round_even'): Rewrite {
  return (node) => {
    const [value, places] = values(node)
    return value ? call(name, [value, places ?? number(0, node.span)], node.span) : null
  }
}

/** `try_add` and its like: NULL instead of an overflow. */
export function safeArithmetic(operator: '+' | '-' | '*'): Rewrite {
  return (node) => {
    const [left, right] = values(node)
    return left && right ? call('try', [binary(operator, left, right, node.span)], node.span) : null
  }
}
