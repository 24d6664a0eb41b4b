import type { SqlType } from '../../catalog/types/sql-type.ts'
import { macroCall } from '../../catalog/write.ts'
import { call, column, lambda, string } from '../../sql/build.ts'
import type { Expression, TextSpan } from '../../sql/tree.ts'

type TextOf = (value: Expression, type: SqlType) => Expression | null

/**
 * Arrays, maps, structs and intervals as Spark writes them: `[1, null]`, `{k -> 1}`, `{1, a}`. Null where a part's type
 * is not known. `plain` says all else.
 */
export function nestedText(value: Expression, type: SqlType, plain: TextOf, depth = 1): Expression | null {
  const { span } = value
  const part = (inner: Expression, innerType: SqlType | null) => {
    const text = innerType && nestedText(inner, innerType, plain, depth + 1)
    return text && call('coalesce', [text, string('null', span)], span)
  }
  const name = `_part${depth}`
  switch (type.kind) {
    case 'array': {
      const item = part(column(name, span), type.element)
      return item && enclosed('[', call('list_transform', [value, lambda([name], item, span)], span), ']', span)
    }
    case 'map': {
      const key = type.key && nestedText(column([name, 'key'], span), type.key, plain, depth + 1)
      const item = part(column([name, 'value'], span), type.value)
      if (!key || !item) return null
      const entry = joinedAll([key, string(' -> ', span), item], span)
      const entries = call('map_entries', [value], span)
      return enclosed('{', call('list_transform', [entries, lambda([name], entry, span)], span), '}', span)
    }
    case 'struct': {
      const fields = type.fields.map((field) => part(fieldOf(value, field.name, span), field.type))
      const known = fields.filter((field) => field !== null)
      return known.length < fields.length
        ? null
        : macroCall('struct_text', [value, call('list_value', known, span)], span)
    }
    case 'interval':
      return macroCall(
        'interval_text',
        [value, string(type.family, span), string(type.from ?? '', span), string(type.to ?? '', span)],
        span,
      )
    default:
      return plain(value, type)
  }
}

function fieldOf(value: Expression, name: string, span: TextSpan): Expression {
  return { kind: 'field', span, value, name: { kind: 'identifier', span, name, quoted: true } }
}

function enclosed(open: string, texts: Expression, close: string, span: TextSpan): Expression {
  return macroCall('enclosed', [string(open, span), texts, string(close, span)], span)
}

function joinedAll(parts: readonly Expression[], span: TextSpan): Expression {
  return parts.reduce((left, right) => ({ kind: 'binary', span, operator: '||', operatorSpan: span, left, right }))
}
