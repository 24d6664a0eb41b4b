import { string } from '../../sql/build.ts'
import type { Rewrite } from '../entry.ts'
import { commonOfTwo } from '../types/common-type.ts'
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
import { values } from '../write.ts'

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

/** The type of a value of JSON; null for what is none. */
export function sampleType(text: string): SqlType | null {
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
