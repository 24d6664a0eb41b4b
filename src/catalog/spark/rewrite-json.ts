import { array, call, column, lambda, number, string, tryCast } from '../../sql/build.ts'
import { parseQuery } from '../../sql/parse-query.ts'
import type { DataType, Expression } from '../../sql/tree.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import { commonOfTwo } from '../types/common-type.ts'
import { sqlTypeOf } from '../types/read-type.ts'
import type { ReturnRule } from '../types/return-type.ts'
import {
  arrayType,
  bigintType,
  booleanType,
  dateType,
  doubleType,
  integerType,
  nullType,
  type SqlType,
  stringType,
  structType,
} from '../types/sql-type.ts'
import { typeName } from '../types/write-type.ts'
import { macroCall, nameOf, values } from '../write.ts'
import { jsonText } from './json-text.ts'
import { jsonValue } from './json-value.ts'
import { formattedBy, parsedBy } from './rewrite-dates.ts'

/** Text that is no JSON gives NULL, where DuckDB's functions would fail. */
function readableJson(value: Expression): Expression {
  return tryCast(value, 'json', value.span)
}

export const jsonPath: Rewrite = (node, context) => {
  const [json, path] = values(node)
  if (!json || !path) return null
  if (path.kind === 'string' && path.value.includes('*')) {
    return context.refuse(path.span, 'Wildcards in a JSON path have no counterpart on DuckDB.')
  }
  const known = path.kind === 'string' ? string(path.value.replace(/\['([^']*)'\]/g, '."$1"'), path.span) : path
  return call('json_extract_string', [readableJson(json), known], node.span)
}

/** Options that say how moments and dates are written; any other is refused. */
function formatsOf(
  options: Expression | undefined,
  context: RewriteContext,
): Readonly<Record<string, Expression>> | null {
  if (!options) return {}
  const pairs = options.kind === 'call' && nameOf(options) === 'map' ? values(options) : []
  const [keys, items] = pairs
  const found: Record<string, Expression> = {}
  if (keys?.kind === 'array' && items?.kind === 'array') {
    for (const [index, key] of keys.items.entries()) {
      const item = items.items[index]
      const name = key.kind === 'string' ? key.value.toLowerCase() : ''
      if (!item || !/^(timestampformat|dateformat)$/.test(name)) {
        return context.refuse(key.span, 'The options that DuckDB can follow are timestampFormat and dateFormat.')
      }
      found[name] = item
    }
    return found
  }
  return context.refuse(options.span, 'Write the options as map(…) of literals.')
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
  const read = type.kind === 'struct' ? macroCall('json_or_empty', [json], span) : readableJson(json)
  const list = call('list_transform', [array([read], span), lambda(['_json'], value, span)], span)
  return { kind: 'subscript', span, value: list, index: number(1, span) }
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
  const text = jsonText(value, context.exactTypeOf(value), {
    moment: writer(formats.timestampformat, 'json_moment'),
    date: writer(formats.dateformat, 'json_date'),
  })
  return text ?? macroCall('spark_to_json', [value], span)
}

/** The schema of a literal, which Spark wants as well. */
export const jsonSchema: Rewrite = (node, context) => {
  const [sample] = values(node)
  const type = sample?.kind === 'string' ? sampleType(sample.value) : null
  if (type) return string(schemaName(type), node.span)
  return context.refuse(node.span, 'On DuckDB the sample must be a literal of JSON.')
}

export const csvSchema: Rewrite = (node, context) => {
  const [sample, options] = values(node)
  if (sample?.kind !== 'string' || options)
    return context.refuse(node.span, 'On DuckDB the sample must be a literal, without options.')
  const fields = sample.value.split(',').map((text, index) => ({ name: `_c${index}`, type: csvType(text) }))
  return string(schemaName(structType(fields)), node.span)
}

function csvType(text: string): SqlType {
  const plain = text.trim()
  if (/^[+-]?\d+$/.test(plain)) {
    const value = BigInt(plain)
    return value >= -2147483648n && value <= 2147483647n ? integerType : bigintType
  }
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return doubleType
  if (/^\d{4}-\d{2}-\d{2}$/.test(plain)) return dateType
  return /^(true|false)$/i.test(plain) ? booleanType : stringType
}

function sampleType(text: string): SqlType | null {
  try {
    // Leading zeros are an option of Spark's that costs nothing here.
    return typeOfSample(JSON.parse(text.replace(/([[:,]\s*)0+(\d)/g, '$1$2')))
  } catch {
    return null
  }
}

function typeOfSample(value: unknown): SqlType {
  if (Array.isArray(value)) {
    const element = value
      .map(typeOfSample)
      .reduce<SqlType>((one, other) => commonOfTwo(one, other, 'spark') ?? stringType, nullType)
    return arrayType(element.kind === 'null' ? stringType : element)
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return structType(fields.map(([name, item]) => ({ name, type: orText(typeOfSample(item)) })))
  }
  if (typeof value === 'number') return Number.isInteger(value) ? bigintType : doubleType
  return typeof value === 'boolean' ? booleanType : typeof value === 'string' ? stringType : nullType
}

function orText(type: SqlType): SqlType {
  return type.kind === 'null' ? stringType : type
}

/** As `DataType.sql` writes it: `STRUCT<a: BIGINT>`. */
function schemaName(type: SqlType): string {
  if (type.kind === 'array') return `ARRAY<${type.element ? schemaName(type.element) : 'STRING'}>`
  if (type.kind !== 'struct') return typeName(type, 'spark').toUpperCase()
  const fields = type.fields.map(
    (field) => `${fieldName(field.name)}: ${field.type ? schemaName(field.type) : 'STRING'}`,
  )
  return `STRUCT<${fields.join(', ')}>`
}

function fieldName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``
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
