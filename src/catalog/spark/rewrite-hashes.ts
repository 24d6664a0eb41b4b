import { array, call, caseWhen, cast, column, isNull, lambda, nullValue, number, struct } from '../../sql/build.ts'
import type { Expression } from '../../sql/tree.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import type { SqlType } from '../types/sql-type.ts'
import { macroCall, values } from '../write.ts'
import { inType } from './arithmetic.ts'

/** What a value gives to a hash: a whole number of 4 or 8 bytes, or bytes. */
interface Part {
  readonly size: 4 | 8 | null
  readonly value: Expression
}

/** `hash` (Murmur 3) and `xxhash64` go through their arguments one by one; elements of arrays and fields likewise. */
export function hashOf(kind: 'murmur' | 'xxhash'): Rewrite {
  return (node, context) => {
    const { span } = node
    const pieces: Expression[] = []
    for (const value of values(node)) {
      const piece = partsOf(value, context.exactTypeOf(value), kind, context)
      if (!piece) return context.refuse(value.span, 'On DuckDB it takes values whose type is known, and no maps.')
      pieces.push(piece)
    }
    return macroCall(kind, [pieces.reduce((all, piece) => call('list_concat', [all, piece], span))], span)
  }
}

/** The list of what a value gives. */
function partsOf(
  value: Expression,
  type: SqlType | null,
  kind: 'murmur' | 'xxhash',
  context: RewriteContext,
): Expression | null {
  const { span } = value
  if (type?.kind === 'array') {
    const item = column('_item', span)
    const inner = partsOf(item, type.element, kind, context)
    const all = inner && call('flatten', [call('list_transform', [value, lambda(['_item'], inner, span)], span)], span)
    return all && call('coalesce', [all, array([], span)], span)
  }
  if (type?.kind === 'struct') {
    const fields = type.fields.map((field) =>
      partsOf(
        { kind: 'field', span, value, name: { kind: 'identifier', span, name: field.name, quoted: true } },
        field.type,
        kind,
        context,
      ),
    )
    const known = fields.filter((field) => field !== null)
    return known.length < fields.length ? null : known.reduce((all, one) => call('list_concat', [all, one], span))
  }
  const part = type && partOf(value, type)
  if (!part) return null
  return array([kind === 'murmur' ? wordsOf(part) : digitsOf(part)], span)
}

function partOf(value: Expression, type: SqlType): Part | null {
  const { span } = value
  switch (type.kind) {
    case 'null':
      return { size: 4, value: cast(nullValue(span), 'integer', span) }
    case 'boolean':
      return { size: 4, value: cast(value, 'integer', span) }
    case 'integer':
      return { size: type.bits === 64 ? 8 : 4, value }
    case 'date':
      return { size: 4, value: macroCall('spark_unix_date', [value], span) }
    case 'timestamp':
      return { size: 8, value: call('epoch_us', [value], span) }
    case 'float':
      return type.bits === 64
        ? { size: 8, value: macroCall('double_bits', [value], span) }
        : { size: 4, value: macroCall('float_bits', [value], span) }
    case 'interval':
      if (type.family === 'mixed') return null
      return type.family === 'year-month'
        ? { size: 4, value: macroCall('months_of', [value], span) }
        : { size: 8, value: call('epoch_us', [value], span) }
    case 'decimal':
      if (type.precision > 18) {
        return {
          size: null,
          value: macroCall('whole_bytes', [macroCall('unscaled_digits', [inType(value, type)], span)], span),
        }
      }
      return { size: 8, value: macroCall('unscaled_digits', [inType(value, type)], span) }
    case 'string':
      return { size: null, value: call('encode', [value], span) }
    case 'binary':
      return { size: null, value }
    default:
      return null
  }
}

/** `{words, size}`, all NULL for NULL. */
function wordsOf({ size, value }: Part): Expression {
  const { span } = value
  const words = size
    ? macroCall('number_words', [value, number(32, span), number(size / 4, span)], span)
    : macroCall('murmur_bytes', [value], span)
  const length = size ? number(size, span) : call('octet_length', [value], span)
  return struct(
    [
      ['words', cast(whole(value, words), 'bigint[]', span)],
      ['size', cast(length, 'bigint', span)],
    ],
    span,
  )
}

function digitsOf({ size, value }: Part): Expression {
  const { span } = value
  const digits = size
    ? macroCall('little_digits', [value, number(size, span)], span)
    : call('lower', [call('hex', [value], span)], span)
  return whole(value, digits)
}

function whole(value: Expression, made: Expression): Expression {
  return caseWhen([[isNull(value, value.span), nullValue(value.span)]], made, value.span)
}
