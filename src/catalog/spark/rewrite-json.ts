import { call, string, tryCast } from '../../sql/build.ts'
import { parseQuery } from '../../sql/parse-query.ts'
import type { DataType, Expression } from '../../sql/tree.ts'
import { duckdbTypeText } from '../duckdb-type.ts'
import type { Rewrite } from '../entry.ts'
import { sqlTypeOf } from '../types/read-type.ts'
import type { ReturnRule } from '../types/return-type.ts'
import { macroCall, values } from '../write.ts'

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

export const jsonAsType: Rewrite = (node, context) => {
  const [json, schema, options] = values(node)
  if (!json || !schema) return null
  if (options) return context.refuse(options.span, 'Options of from_json have no counterpart on DuckDB.')
  const type = schema.kind === 'string' ? schemaType(schema.value) : null
  const structure = type && jsonStructure(type)
  if (!structure)
    return context.refuse(schema.span, 'On DuckDB the schema must be a literal such as `a int, b string`.')
  // What cannot be read gives a struct of NULLs, but NULL for an array or map.
  const lenient = type.kind === 'struct-type' ? macroCall('json_or_empty', [json], json.span) : readableJson(json)
  return call('from_json', [lenient, string(structure, schema.span)], node.span)
}

/** The type that the schema's text says. */
export const schemaResult: ReturnRule = ({ call }) => {
  const [, schema] = values(call)
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

/** The type as DuckDB's `from_json` takes it: JSON with a type's name for each value. */
function jsonStructure(type: DataType): string | null {
  const structure = structureOf(type)
  return structure === null ? null : JSON.stringify(structure)
}

type Structure = string | readonly Structure[] | { readonly [name: string]: Structure }

function structureOf(type: DataType): Structure | null {
  if (type.kind === 'array-type') {
    const element = structureOf(type.element)
    return element === null ? null : [element]
  }
  if (type.kind !== 'struct-type') return duckdbTypeText(type, 'spark')
  const fields: Record<string, Structure> = {}
  for (const field of type.fields) {
    const structure = structureOf(field.type)
    if (structure === null) return null
    fields[field.name.name] = structure
  }
  return fields
}
