import { isNumeric, type ValueType } from '../../catalog/value-type.ts'
import { macroCall } from '../../catalog/write.ts'
import { boolean, call, caseWhen, string, tryCast } from '../../sql/build.ts'
import type { Binary, Expression } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'

/** A SUPER value as one of the plain type that it meets. */
export function plainSuper(value: Expression, plain: ValueType, translation: Translation): Expression {
  if (translation.typeOf(value) !== 'json') return value
  const { span } = value
  if (plain === 'boolean') return tryCast(value, 'boolean', span)
  const text = call('json_extract_string', [value, string('$', span)], span)
  if (isNumeric(plain)) return macroCall('redshift_json_number', [value], span)
  if (plain === 'string') return macroCall('redshift_super_string', [value], span)
  return plain === 'date' || plain === 'timestamp' ? tryCast(text, plain, span) : text
}

/** `=` and `<>` know values of other types to differ, where all else gives NULL. */
export function superEquality(node: Binary, original: Binary, translation: Translation): Expression {
  if (node.operator !== '=' && node.operator !== '<>') return node
  const [a, b] = [translation.typeOf(original.left), translation.typeOf(original.right)]
  const [value, plain] = a === 'json' ? [original.left, b] : [original.right, a]
  const kind = plain === 'string' || plain === 'boolean' ? plain : isNumeric(plain) ? 'number' : null
  if (kind === null || (a === 'json') === (b === 'json')) return node
  const { span } = node
  const differs = macroCall('redshift_super_differs', [value, string(kind, span)], span)
  return caseWhen([[differs, boolean(node.operator === '<>', span)]], node, span)
}
