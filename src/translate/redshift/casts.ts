import { sqlTypeOf } from '../../catalog/types/read-type.ts'
import { familyOf } from '../../catalog/types/return-type.ts'
import type { ValueType } from '../../catalog/value-type.ts'
import { macroCall } from '../../catalog/write.ts'
import { call, cast, number, simpleType, string } from '../../sql/build.ts'
import type { DataType, Expression, TextSpan } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { duckdbDataType } from '../duckdb-cast.ts'
import { withinScalar } from '../scalar.ts'
import { isoMoment, isoTime } from './moment-text.ts'
import { asText } from './padding.ts'
import { superTextAt } from './super.ts'

/** Redshift's cast: an error for what it cannot read; `varchar(n)` cuts, whole numbers are rounded. */
export function redshiftCast(value: Expression, type: DataType, span: TextSpan, translation: Translation): Expression {
  if (value.kind === 'subquery') return withinScalar(value, (inner) => redshiftCast(inner, type, span, translation))
  const from = translation.typeOf(value)
  const to = familyOf(sqlTypeOf(type, translation.dialect), translation.dialect)
  const target = duckdbDataType(type, translation)
  if (value.kind === 'null') return cast(value, target, span)
  if (to === 'boolean' && (from === 'decimal' || from === 'double')) {
    translation.reject(span, `Redshift casts no ${from} to boolean.`, 'Compare it with 0.')
  }
  if (to === 'string') noTruth(value, from, span, translation)
  if (to === 'json' && (from === 'date' || from === 'timestamp')) {
    translation.reject(span, `Redshift casts no ${from} to super.`, 'Cast it to varchar before.')
  }
  switch (to) {
    case 'string':
      return cutText(textOf(value, from, span, translation), type, span)
    case 'integer':
    case 'bigint':
      return wholeOf(value, target, from, span)
    case 'date':
    case 'timestamp':
      return timeOf(value, to, from, span)
    case 'timestamptz':
      return from === 'timestamptz' ? value : macroCall('redshift_instant', [value], span)
    case 'json':
      return call('to_json', [value], span)
    default:
      return cast(type.kind === 'simple-type' && type.name === 'time' ? withIsoTime(value) : value, target, span)
  }
}

function withIsoTime(value: Expression): Expression {
  const iso = value.kind === 'string' ? isoTime(value.value) : null
  return iso === null ? value : string(iso, value.span)
}

/** Redshift writes booleans as texts for clients, and nowhere else. */
export function noTruth(value: Expression, from: ValueType | null, span: TextSpan, translation: Translation): void {
  if (from !== 'boolean' || value.kind === 'null') return
  translation.reject(span, 'Redshift casts no boolean to varchar.', "Write `case when … then 'true' … end`.")
}

/** `varchar(max)` and `text` are not cut; `char(n)` is filled up. */
function cutText(text: Expression, type: DataType, span: TextSpan): Expression {
  const known = sqlTypeOf(type, 'redshift')
  const length = known?.kind === 'string' ? known.length : null
  if (length === null || known?.kind !== 'string' || isUnbounded(type)) return text
  const literal = text.kind === 'cast' && text.value.kind === 'string' ? text.value.value : null
  if (known.padded) {
    if (literal !== null && literal.length === length) return text
    return call('rpad', [text, number(length, span), string(' ', span)], span)
  }
  if (literal !== null && Buffer.byteLength(literal) <= length) return text
  return macroCall('redshift_cut', [text, number(length, span)], span)
}

/** Without a length a cast to `varchar` does not cut, whatever a column of that type does. */
function isUnbounded(type: DataType): boolean {
  if (type.kind !== 'simple-type') return true
  const [length] = type.parameters
  if (length !== undefined) return !/^\d+$/.test(length)
  return !['bpchar', 'char', 'character', 'nchar'].includes(type.name)
}

function textOf(value: Expression, from: ValueType | null, span: TextSpan, translation: Translation): Expression {
  if (from === 'json') return superTextAt(value, translation) ?? macroCall('redshift_text', [value], span)
  const text = asText(value, translation)
  if (from === 'double' || from === 'timestamptz') return text
  return from === null ? macroCall('redshift_text', [text], span) : cast(text, 'varchar', span)
}

function wholeOf(value: Expression, target: DataType, from: ValueType | null, span: TextSpan): Expression {
  if (value.kind === 'string' && /^\s*[+-]?\d+\s*$/.test(value.value)) return cast(value, target, span)
  if (from === 'string') return cast(macroCall('redshift_whole', [value], span), target, span)
  if (from !== null) return cast(value, target, span)
  return cast(macroCall('redshift_bigint', [value], span), target, span)
}

/** Text that every engine reads alike is left to it; other forms of literals are written in that way. */
export function timeOf(
  value: Expression,
  to: 'date' | 'timestamp',
  from: ValueType | null,
  span: TextSpan,
): Expression {
  if (from === to) return value
  if (value.kind === 'string') {
    const iso = isoMoment(value.value, to)
    if (iso) return { kind: 'typed-literal', span, type: simpleType(to, span), value: string(iso, value.span) }
    return cast(value, to, span)
  }
  if (from === 'timestamptz') return cast(utc(value, span), to, span)
  if (from === 'string') return macroCall(`redshift_text_${to}`, [value], span)
  if (from === null) return macroCall(`redshift_${to}`, [value], span)
  return cast(value, to, span)
}

function utc(value: Expression, span: TextSpan): Expression {
  return call('timezone', [string('UTC', span), value], span)
}

/** The implicit cast of an argument. */
export function redshiftCoercion(value: Expression, type: ValueType, translation: Translation): Expression {
  if (type === 'date' || type === 'timestamp') {
    return redshiftCast(value, simpleType(type, value.span), value.span, translation)
  }
  return type === 'string' && translation.typeOf(value) !== 'binary' ? cast(value, 'varchar', value.span) : value
}
