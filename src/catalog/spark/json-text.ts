import { call, caseWhen, cast, column, isNull, lambda, nullValue, string } from '../../sql/build.ts'
import type { Expression, TextSpan } from '../../sql/tree.ts'
import type { SqlType } from '../types/sql-type.ts'
import { joined, macroCall } from '../write.ts'

/** How moments and dates are written; null as Spark writes them unless told. */
export interface JsonFormats {
  moment(value: Expression): Expression
  date(value: Expression): Expression
}

/**
 * A value as JSON text, as Spark's JacksonGenerator writes it: fields that are NULL are left out, elements and values of
 * maps are `null`. Null where a part's type is not known.
 */
export function jsonText(value: Expression, type: SqlType | null, formats: JsonFormats, depth = 1): Expression | null {
  if (type === null) return null
  const { span } = value
  const name = `_json${depth}`
  const part = (inner: Expression, innerType: SqlType | null) => jsonText(inner, innerType, formats, depth + 1)
  const orNull = (text: Expression) => call('coalesce', [text, string('null', span)], span)
  switch (type.kind) {
    case 'null':
      return cast(nullValue(span), 'varchar', span)
    case 'array': {
      const item = part(column(name, span), type.element)
      if (!item) return null
      const items = call('list_transform', [value, lambda([name], orNull(item), span)], span)
      return macroCall('json_list', [string('[', span), items, string(']', span)], span)
    }
    case 'map': {
      const key = part(column([name, 'key'], span), type.key)
      const item = part(column([name, 'value'], span), type.value)
      const isPlain =
        type.key?.kind !== 'date' &&
        type.key?.kind !== 'timestamp' &&
        type.key?.kind !== 'struct' &&
        type.key?.kind !== 'array' &&
        type.key?.kind !== 'map'
      if (!key || !item || !isPlain) return null
      const entry = joined([macroCall('json_key', [key], span), string(':', span), orNull(item)], span)
      const entries = call('list_transform', [call('map_entries', [value], span), lambda([name], entry, span)], span)
      return macroCall('json_list', [string('{', span), entries, string('}', span)], span)
    }
    case 'struct':
      return structText(value, type.fields, part, span)
    case 'string':
      return cast(call('to_json', [value], span), 'varchar', span)
    case 'date':
      return macroCall('json_quoted', [formats.date(value)], span)
    case 'timestamp':
      return macroCall('json_quoted', [formats.moment(value)], span)
    case 'float':
      return macroCall('json_number', [macroCall('spark_string', [value], span)], span)
    case 'binary':
      return macroCall('json_quoted', [call('to_base64', [value], span)], span)
    case 'integer':
    case 'boolean':
    case 'decimal':
      return cast(value, 'varchar', span)
    default:
      return null
  }
}

function structText(
  value: Expression,
  fields: Extract<SqlType, { kind: 'struct' }>['fields'],
  part: (inner: Expression, type: SqlType | null) => Expression | null,
  span: TextSpan,
): Expression | null {
  const texts = fields.map((field) => {
    const inner: Expression = {
      ...{ kind: 'field', span, value },
      name: { kind: 'identifier', span, name: field.name, quoted: true },
    }
    const text = part(inner, field.type)
    return text && joined([string(`${JSON.stringify(field.name)}:`, span), text], span)
  })
  const known = texts.filter((text) => text !== null)
  if (known.length < texts.length) return null
  const list = macroCall('json_list', [string('{', span), call('list_value', known, span), string('}', span)], span)
  return caseWhen([[isNull(value, span), nullValue(span)]], list, span)
}
