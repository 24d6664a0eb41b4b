import { array, call, caseWhen, column, isNotNull, isNull, lambda, nullValue, number, struct } from '../../sql/build.ts'
import type { Expression, TextSpan } from '../../sql/tree.ts'
import type { SqlType } from '../types/sql-type.ts'

/**
 * What orders a value as Spark does: within a struct or an array a NULL comes first, where DuckDB puts it last. Null
 * where the value itself does, and for a type that is not known.
 */
export function orderKey(value: Expression, type: SqlType | null, depth = 1): Expression | null {
  const { span } = value
  switch (type?.kind) {
    case 'array': {
      const item = `_key${depth}`
      const part = keyPart(column(item, span), type.element, depth, span)
      return call('list_transform', [value, lambda([item], struct(part, span), span)], span)
    }
    case 'struct': {
      if (type.fields.length === 0) return null
      const whole = `_key${depth}`
      const fields = type.fields.flatMap((field, index) => {
        const named: Expression = {
          kind: 'field',
          span,
          value: column(whole, span),
          name: { kind: 'identifier', span, name: field.name, quoted: true },
        }
        return keyPart(named, field.type, depth, span).map(([name, part]) => [`${name}${index}`, part] as const)
      })
      const key = caseWhen([[isNull(column(whole, span), span), nullValue(span)]], struct(fields, span), span)
      const list = call('list_transform', [array([value], span), lambda([whole], key, span)], span)
      return { kind: 'subscript', span, value: list, index: number(1, span) }
    }
    default:
      return null
  }
}

function keyPart(
  value: Expression,
  type: SqlType | null,
  depth: number,
  span: TextSpan,
): readonly (readonly [string, Expression])[] {
  return [
    ['has', isNotNull(value, span)],
    ['is', orderKey(value, type, depth + 1) ?? value],
  ]
}
