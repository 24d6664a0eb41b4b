import { cast } from '../../../sql/build.ts'
import type { Expression } from '../../../sql/tree.ts'

/** The value as text: a bare literal is taken for that already. */
export function asText(value: Expression): Expression {
  if (value.kind === 'string') return value
  const isText = value.kind === 'cast' && value.type.kind === 'simple-type' && value.type.name === 'text'
  return isText ? value : cast(value, 'text', value.span)
}
