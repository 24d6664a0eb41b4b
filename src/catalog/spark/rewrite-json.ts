import { array, call, cast, column, lambda, nullValue, number, string } from '../../sql/build.ts'
import { parseQuery } from '../../sql/parse-query.ts'
import type { DataType, Expression } from '../../sql/tree.ts'
import type { Rewrite } from '../entry.ts'
import { sqlTypeOf } from '../types/read-type.ts'
import type { ReturnRule } from '../types/return-type.ts'
import { isWholeType, type SqlType } from '../types/sql-type.ts'
import { macroCall, nameOf, values } from '../write.ts'
import { formatsOf } from './json-options.ts'
import { jsonText } from './json-text.ts'
import { jsonValue } from './json-value.ts'
import { formattedBy, parsedBy } from './rewrite-dates.ts'
import { sampleType } from './sample-schema.ts'

/** Text that is no JSON gives NULL, where DuckDB's functions would fail. */
function readableJson(value: Expression): Expression {
  return macroCall('json_of', [value], value.span)
}

export const jsonPath: Rewrite = (node, context) => {
  const [json, path] = values(node)
  if (!json || !path) return null
  if (path.kind === 'string' && path.value.includes('*')) {
    return context.refuse(path.span, 'Wildcards in a JSON path have no counterpart on DuckDB.')
  }
  // Spark knows names in single quotes only.
  const isUnknown = path.kind === 'string' && (!path.value.startsWith('$') || path.value.includes('["'))
  if (isUnknown) return cast(nullValue(node.span), 'varchar', node.span)
  const known = path.kind === 'string' ? string(path.value.replace(/\['([^']*)'\]/g, '."$1"'), path.span) : path
  return call('json_extract_string', [readableJson(json), known], node.span)
}

export const jsonAsType: Rewrite = (node, context) => {
  const [json, schema, options] = values(node)
  if (!json || !schema) return null
  const formats = formatsOf(options, context)
  if (!formats) return null
  const type = context.result
  const { span } = node
  const reader = (format: Expression | undefined, target: 'date' | 'timestamp') => (text: Expression) =>
    (format ? parsedBy(text, format, target, context) : macroCall(`spark_text_${target}`, [text], span)) ?? text
  const readers = {
    moment: reader(formats.timestampformat, 'timestamp'),
    date: reader(formats.dateformat, 'date'),
  }
  const value = type && jsonValue(column('_json', span), type, readers)
  if (!value) return context.refuse(schema.span, 'On DuckDB the schema must be a literal such as `a int, b string`.')
  // What cannot be read gives a struct of NULLs, but NULL for an array or map.
  const read = type.kind === 'struct' ? macroCall('json_or_empty', [json], span) : listed(readableJson(json), type)
  const list = call('list_transform', [array([read], span), lambda(['_json'], value, span)], span)
  return { kind: 'subscript', span, value: list, index: number(1, span) }
}

/** One object is read as an array of one. */
function listed(json: Expression, type: SqlType): Expression {
  return type.kind === 'array' && type.element?.kind === 'struct' ? macroCall('json_listed', [json], json.span) : json
}

/** A value whose type nobody knows is left to DuckDB's own JSON. */
export const asJson: Rewrite = (node, context) => {
  const [value, options] = values(node)
  if (!value) return null
  const formats = formatsOf(options, context)
  if (!formats) return null
  const { span } = node
  const writer = (format: Expression | undefined, plain: string) => (moment: Expression) =>
    (format ? formattedBy(moment, format, context) : macroCall(plain, [moment], span)) ?? moment
  const type = context.exactTypeOf(value)
  const text = jsonText(value, type, {
    moment: writer(formats.timestampformat, 'json_moment'),
    date: writer(formats.dateformat, 'json_date'),
  })
  if (!text && isWholeType(type)) return context.refuse(span, 'On DuckDB the keys of maps must be plain values.')
  return text ?? macroCall('spark_to_json', [value], span)
}

/** The type that the schema's text says, or that `schema_of_json` finds in its sample. */
export const schemaResult: ReturnRule = ({ call: node }) => {
  const [, schema] = values(node)
  if (schema?.kind === 'call' && nameOf(schema) === 'schema_of_json') {
    const [sample] = values(schema)
    return sample?.kind === 'string' ? sampleType(sample.value) : null
  }
  const type = schema?.kind === 'string' ? schemaType(schema.value) : null
  return type && sqlTypeOf(type, 'spark')
}

/** `a int, b string`, `struct<a: int>` or `array<int>`. */
function schemaType(schema: string): DataType | null {
  return parsedType(schema) ?? parsedType(`struct<${schema}>`)
}

function parsedType(type: string): DataType | null {
  if (!/^\s*(struct|array|map)\s*</i.test(type)) return null
  const { query } = parseQuery(`select cast(null as ${type})`, 'spark')
  const item = query?.body.kind === 'select' ? query.body.items[0] : undefined
  return item?.expression.kind === 'cast' ? item.expression.type : null
}
