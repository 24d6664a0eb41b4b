import { array, call, caseWhen, cast, column, lambda, number, string, struct, tryCast } from '../../sql/build.ts'
import type { Expression } from '../../sql/tree.ts'
import type { SqlType } from '../types/sql-type.ts'
import { duckdbTypeName } from '../types/write-type.ts'
import { macroCall } from '../write.ts'

/** How text becomes a moment or a date. */
export interface JsonReaders {
  moment(text: Expression): Expression
  date(text: Expression): Expression
}

/**
 * JSON (of DuckDB's type `json`) as a value of a type, as Spark's JacksonParser reads it: what has another shape is NULL.
 * Null for a type that JSON does not hold.
 */
export function jsonValue(json: Expression, type: SqlType | null, readers: JsonReaders, depth = 1): Expression | null {
  const name = duckdbTypeName(type, 'spark')
  if (type === null || name === null) return null
  const { span } = json
  switch (type.kind) {
    case 'integer':
      return tryCast(macroCall('json_whole', [json], span), name, span)
    case 'decimal':
      return tryCast(macroCall('json_decimal', [json], span), name, span)
    case 'float':
      return tryCast(macroCall('json_double', [json], span), name, span)
    case 'boolean':
      return macroCall('json_boolean', [json], span)
    case 'string':
      return macroCall('json_string', [json], span)
    case 'date':
      return call(
        'coalesce',
        [readers.date(macroCall('json_text', [json], span)), macroCall('json_day', [json], span)],
        span,
      )
    case 'timestamp':
      return call(
        'coalesce',
        [readers.moment(macroCall('json_text', [json], span)), macroCall('json_second', [json], span)],
        span,
      )
    case 'array': {
      const item = `_item${depth}`
      const element = jsonValue(column(item, span), type.element, readers, depth + 1)
      const items = macroCall('json_elements', [json], span)
      const read = element && call('list_transform', [items, lambda([item], element, span)], span)
      return read && macroCall('json_sound', [items, read], span)
    }
    case 'map': {
      if (type.key?.kind !== 'string') return null
      const entry = `_entry${depth}`
      const value = jsonValue(column([entry, 'value'], span), type.value, readers, depth + 1)
      if (!value) return null
      const pair = struct(
        [
          ['key', column([entry, 'key'], span)],
          ['value', value],
        ],
        span,
      )
      const given = macroCall('json_pairs', [json], span)
      const pairs = call('list_transform', [given, lambda([entry], pair, span)], span)
      const read = type.value?.kind === 'struct' ? pairs : macroCall('json_sound_pairs', [given, pairs], span)
      return cast(call('map_from_entries', [read], span), name, span)
    }
    case 'struct': {
      const object = `_object${depth}`
      const fields = type.fields.map((field): readonly [string, Expression | null] => {
        const path = string(`$."${field.name}"`, span)
        const part = call('json_extract', [column(object, span), path], span)
        return [field.name, jsonValue(part, field.type, readers, depth + 1)]
      })
      const known = fields.filter((field): field is readonly [string, Expression] => field[1] !== null)
      if (known.length < fields.length || fields.length === 0) return null
      const value = caseWhen(
        [[macroCall('json_is_object', [column(object, span)], span), struct(known, span)]],
        null,
        span,
      )
      const list = call('list_transform', [array([json], span), lambda([object], value, span)], span)
      return { kind: 'subscript', span, value: list, index: number(1, span) }
    }
    default:
      return null
  }
}
