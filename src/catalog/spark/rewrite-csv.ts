import {
  array,
  call,
  caseWhen,
  cast,
  column,
  isNull,
  lambda,
  nullValue,
  number,
  string,
  struct,
  tryCast,
} from '../../sql/build.ts'
import type { Expression, TextSpan } from '../../sql/tree.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import type { SqlType } from '../types/sql-type.ts'
import { duckdbTypeName } from '../types/write-type.ts'
import { macroCall, values } from '../write.ts'
import { formatsOf } from './json-options.ts'
import { formattedBy, parsedBy } from './rewrite-dates.ts'

type Formats = Readonly<Record<string, Expression>>

/** A struct as a row of CSV: NULL is nothing, and quotes stand where a comma or a quote would be read otherwise. */
export const asCsv: Rewrite = (node, context) => {
  const [value, options] = values(node)
  const type = value ? context.exactTypeOf(value) : null
  const formats = formatsOf(options, context)
  if (!value || !formats) return null
  const { span } = node
  if (type?.kind !== 'struct') return context.refuse(span, 'On DuckDB it takes a struct whose fields are known.')
  const texts = type.fields.map((field) => {
    const inner: Expression = {
      ...{ kind: 'field', span, value },
      name: { kind: 'identifier', span, name: field.name, quoted: true },
    }
    const text = field.type && fieldText(inner, field.type, formats, context)
    return text && call('coalesce', [text, string('', span)], span)
  })
  const known = texts.filter((text) => text !== null)
  if (known.length < texts.length) return context.refuse(span, 'CSV holds no nested values.')
  const row = call('array_to_string', [array(known, span), string(',', span)], span)
  return caseWhen([[isNull(value, span), nullValue(span)]], row, span)
}

function fieldText(value: Expression, type: SqlType, formats: Formats, context: RewriteContext): Expression | null {
  const { span } = value
  switch (type.kind) {
    case 'null':
      return cast(nullValue(span), 'varchar', span)
    case 'string':
      return macroCall('csv_text', [value], span)
    case 'timestamp':
      return formats.timestampformat
        ? formattedBy(value, formats.timestampformat, context)
        : macroCall('json_moment', [value], span)
    case 'date':
      return formats.dateformat
        ? formattedBy(value, formats.dateformat, context)
        : macroCall('json_date', [value], span)
    case 'integer':
    case 'float':
    case 'decimal':
    case 'boolean':
      return macroCall('spark_string', [value], span)
    default:
      return null
  }
}

/** A row of CSV as a struct; what cannot be read is NULL. */
export const csvAsType: Rewrite = (node, context) => {
  const [text, schema, options] = values(node)
  if (!text || !schema) return null
  const formats = formatsOf(options, context)
  if (!formats) return null
  const { span } = node
  const type = context.result
  const fields = type?.kind === 'struct' ? type.fields : []
  const read = fields.map((field, index): readonly [string, Expression | null] => [
    field.name,
    field.type && fieldValue(partOf(index, span), field.type, formats, context),
  ])
  const known = read.filter((field): field is readonly [string, Expression] => field[1] !== null)
  if (known.length < read.length || known.length === 0) {
    return context.refuse(schema.span, 'On DuckDB the schema must be a literal such as `a int, b string`.')
  }
  const row = lambda(['_parts'], struct(known, span), span)
  const rows = call('list_transform', [array([macroCall('csv_parts', [text], span)], span), row], span)
  const first: Expression = { kind: 'subscript', span, value: rows, index: number(1, span) }
  return caseWhen([[isNull(text, span), nullValue(span)]], first, span)
}

function partOf(index: number, span: TextSpan): Expression {
  const part: Expression = { kind: 'subscript', span, value: column('_parts', span), index: number(index + 1, span) }
  return call('nullif', [part, string('', span)], span)
}

function fieldValue(text: Expression, type: SqlType, formats: Formats, context: RewriteContext): Expression | null {
  const { span } = text
  const name = duckdbTypeName(type, 'spark')
  switch (type.kind) {
    case 'string':
      return text
    case 'date':
      return formats.dateformat
        ? parsedBy(text, formats.dateformat, 'date', context)
        : macroCall('spark_text_date', [text], span)
    case 'timestamp':
      return formats.timestampformat
        ? parsedBy(text, formats.timestampformat, 'timestamp', context)
        : macroCall('spark_text_timestamp', [text], span)
    case 'integer': {
      const whole = call('regexp_extract', [text, string('^[+-]?[0-9]+$', span)], span)
      return name === null ? null : tryCast(call('nullif', [whole, string('', span)], span), name, span)
    }
    case 'float':
    case 'decimal':
      return name === null ? null : tryCast(cast(call('trim', [text], span), 'varchar', span), name, span)
    case 'boolean':
      return macroCall('csv_boolean', [text], span)
    default:
      return null
  }
}
