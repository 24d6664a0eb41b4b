import { isNumeric, type ValueType } from '../../catalog/value-type.ts'
import { macroCall } from '../../catalog/write.ts'
import { call, string, tryCast } from '../../sql/build.ts'
import type { Expression } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'

/** A SUPER value as one of the plain type that it meets. */
export function plainSuper(value: Expression, plain: ValueType, translation: Translation): Expression {
  if (translation.typeOf(value) !== 'json') return value
  const { span } = value
  if (plain === 'boolean') return tryCast(value, 'boolean', span)
  const text = call('json_extract_string', [value, string('$', span)], span)
  if (isNumeric(plain)) return macroCall('redshift_json_number', [value], span)
  return plain === 'date' || plain === 'timestamp' ? tryCast(text, plain, span) : text
}
