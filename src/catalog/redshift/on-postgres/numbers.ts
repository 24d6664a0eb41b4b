import { call, cast } from '../../../sql/build.ts'
import type { Expression } from '../../../sql/tree.ts'
import type { Rewrite } from '../../entry.ts'
import { recall, values } from '../../write.ts'

/** CEIL and FLOOR of a whole number are the number, where PostgreSQL makes a double of it. */
export function wholeOnPostgres(name: string): Rewrite {
  return (node, context) => {
    const [value] = values(node)
    if (!value) return null
    return context.exactTypeOf(value)?.kind === 'integer' ? value : recall(node, name)
  }
}

/** PostgreSQL rounds doubles to the even neighbour, and not at all to decimal places. */
export const roundedOnPostgres: Rewrite = (node, context) => {
  const [value, ...places] = values(node)
  if (!value || context.exactTypeOf(value)?.kind !== 'float') return recall(node, 'round')
  return asDouble(recall(node, 'round', [asDecimal(value), ...places]))
}

/** Of a moment its date. */
export const truncatedOnPostgres: Rewrite = (node, context) => {
  const [value, ...places] = values(node)
  if (!value) return null
  switch (context.exactTypeOf(value)?.kind) {
    case 'date':
      return value
    case 'timestamp':
      return context.cast(value, 'date', node.span)
    case 'float':
      return places.length > 0
        ? asDouble(call('trunc', [asDecimal(value), ...places], node.span))
        : call('trunc', [value], node.span)
    case 'integer':
    case 'decimal':
      return recall(node, 'trunc')
    default:
      return context.refuse(node.span, 'Cast the value: whether it is a number or a moment cannot be told.')
  }
}

function asDecimal(value: Expression): Expression {
  return cast(value, 'numeric', value.span)
}

function asDouble(value: Expression): Expression {
  return cast(value, 'double precision', value.span)
}
