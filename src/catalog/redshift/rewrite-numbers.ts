import { binary, call, cast } from '../../sql/build.ts'
import type { Expression } from '../../sql/tree.ts'
import type { Rewrite } from '../entry.ts'
import { macroCall, values } from '../write.ts'

/** A division by zero is an error; only a literal is known not to be zero. */
export function divisor(value: Expression): Expression {
  if (value.kind === 'number' && Number(value.digits) !== 0) return value
  return macroCall('redshift_divisor', [value], value.span)
}

export const remainderCall: Rewrite = (node) => {
  const [left, right] = values(node)
  return left && right ? binary('%', left, divisor(right), node.span) : null
}

/** `trunc` of a moment is its date. */
export const truncated: Rewrite = (node, context) => {
  const [value, places] = values(node)
  if (!value) return null
  const type = context.typeOf(value)
  if (places) return macroCall('truncated_to', [value, places], node.span)
  if (type === 'date') return value
  if (type === 'timestamp') return cast(value, 'date', node.span)
  if (type !== null && type !== 'timestamptz') return call('trunc', [value], node.span)
  return macroCall('truncated', [value], node.span)
}
