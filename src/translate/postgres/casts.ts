import { asSuper } from '../../catalog/redshift/on-postgres/super.ts'
import { sqlTypeOf } from '../../catalog/types/read-type.ts'
import { familyOf } from '../../catalog/types/return-type.ts'
import type { ValueType } from '../../catalog/value-type.ts'
import { macroCall } from '../../catalog/write.ts'
import { binary, call, caseWhen, cast, simpleType, string } from '../../sql/build.ts'
import type { DataType, Expression, TextSpan } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { noTruth } from '../redshift/casts.ts'
import { isoMoment } from '../redshift/moment-text.ts'
import { floatText } from '../redshift/padding.ts'
import { postgresDataType } from './types.ts'

/** Redshift's cast is PostgreSQL's, but that Redshift is in UTC whatever the session says, and for SUPER. */
export function postgresCast(value: Expression, type: DataType, span: TextSpan, translation: Translation): Expression {
  const from = translation.typeOf(value)
  const to = familyOf(sqlTypeOf(type, 'redshift'), 'redshift')
  const target = postgresDataType(type, translation)
  if (value.kind === 'null') return cast(value, target, span)
  if (to === 'boolean' && (from === 'decimal' || from === 'double')) {
    translation.reject(span, `Redshift casts no ${from} to boolean.`, 'Compare it with 0.')
  }
  if (to === 'string') noTruth(value, from, span, translation)
  if (to === 'json') return superOf(value, from, span, translation)
  if (from === 'json' && to === 'boolean') return macroCall('redshift_super_boolean', [value], span)
  if (from === 'json') return cast(macroCall('redshift_super_text', [value], span), target, span)
  if (to === 'timestamptz') return instantOf(value, from, target, span)
  if (from === 'timestamptz') {
    const wall = utc(value, span)
    if (to === 'string') return cast(binary('||', cast(wall, 'text', span), string('+00', span), span), target, span)
    return to === 'date' || to === 'timestamp' ? cast(wall, target, span) : cast(value, target, span)
  }
  if ((to === 'date' || to === 'timestamp') && value.kind === 'string') {
    const iso = isoMoment(value.value, to)
    return cast(iso ? string(iso, value.span) : value, target, span)
  }
  const exact = translation.exactTypeOf(value)
  if (to === 'string' && exact?.kind === 'float') return cast(floatText(value, exact.bits), target, span)
  // Redshift's booleans and wide integers are cast by way of integers.
  if (to === 'boolean' && from === 'bigint')
    return binary('<>', value, { kind: 'number', span, digits: '0', suffix: null }, span)
  if (from === 'boolean' && to === 'bigint') return cast(cast(value, 'integer', span), target, span)
  const known = sqlTypeOf(type, 'redshift')
  const isCut = known?.kind === 'string' && !known.padded && known.length !== null && known.length < 65_535
  if (isCut && type.kind === 'simple-type' && type.parameters.length > 0) {
    const bytes = { kind: 'number', span, digits: String(known.length), suffix: null } as const
    return cast(macroCall('redshift_cut', [cast(value, 'text', span), bytes], span), target, span)
  }
  return cast(value, target, span)
}

function superOf(value: Expression, from: ValueType | null, span: TextSpan, translation: Translation): Expression {
  if (from === 'date' || from === 'timestamp') {
    translation.reject(span, `Redshift casts no ${from} to super.`, 'Cast it to varchar before.')
  }
  return from === 'json' ? value : asSuper(value)
}

/** Text without a zone is in UTC. */
function instantOf(value: Expression, from: ValueType | null, target: DataType, span: TextSpan): Expression {
  if (from === 'timestamptz') return value
  const inUtc = utc(cast(value, 'timestamp', span), span)
  if (from !== 'string' && from !== null) return inUtc
  const zone = String.raw`\d:\d.*([A-Za-z]+|[+-]\d{1,2}(:?\d{2})?)\s*$`
  if (value.kind === 'string') return new RegExp(zone).test(value.value) ? cast(value, target, span) : inUtc
  const text = cast(value, 'text', span)
  const hasZone = binary('~', text, string(zone, span), span)
  return caseWhen([[hasZone, cast(text, target, span)]], utc(cast(text, 'timestamp', span), span), span)
}

function utc(value: Expression, span: TextSpan): Expression {
  return call('timezone', [string('UTC', span), value], span)
}

/** The implicit cast of an argument. */
export function postgresCoercion(value: Expression, type: ValueType, translation: Translation): Expression {
  const { span } = value
  if (type === 'date' || type === 'timestamp') return postgresCast(value, simpleType(type, span), span, translation)
  // PostgreSQL takes a bare literal for text where it can.
  if (type !== 'string' || value.kind === 'string' || translation.typeOf(value) === 'binary') return value
  return translation.typeOf(value) === 'string' ? value : cast(value, 'text', span)
}
