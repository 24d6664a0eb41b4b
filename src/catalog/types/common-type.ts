import type { SourceDialect } from '../entry.ts'
import { digitsOf, widerDecimal } from './decimals.ts'
import { doubleType, instantType, nullType, type SqlField, type SqlType, sameType, stringType } from './sql-type.ts'

/**
 * The one type that all these values take: branches of a `case`, arguments of `coalesce`, rows of a union. Null when it
 * is not known, or when there is none.
 *
 * Spark: TypeCoercion.findWiderTypeForTwo, where text wins over all but booleans and binary. Redshift: PostgreSQL's
 * "UNION, CASE, and Related Constructs".
 */
export function commonType(types: readonly (SqlType | null)[], dialect: SourceDialect): SqlType | null {
  if (types.length === 0) return nullType
  // Text first: Spark's rule does not associate, and it looks for text before all else.
  const ordered = dialect === 'spark' ? [...types].sort((a, b) => textFirst(a) - textFirst(b)) : types
  return ordered.reduce((one, other) => (one && other ? commonOfTwo(one, other, dialect) : null))
}

function textFirst(type: SqlType | null): number {
  return type?.kind === 'string' ? 0 : 1
}

/** The type that two values share; null when there is none. */
export function commonOfTwo(a: SqlType, b: SqlType, dialect: SourceDialect): SqlType | null {
  if (a.kind === 'null') return b
  if (b.kind === 'null' || sameType(a, b)) return a
  return numbers(a, b, dialect) ?? texts(a, b, dialect) ?? moments(a, b) ?? nested(a, b, dialect)
}

function numbers(a: SqlType, b: SqlType, dialect: SourceDialect): SqlType | null {
  if (a.kind === 'integer' && b.kind === 'integer') return a.bits >= b.bits ? a : b
  if (a.kind === 'float' && b.kind === 'float') return a.bits >= b.bits ? a : b
  const [x, y] = [digitsOf(a, dialect), digitsOf(b, dialect)]
  if (x && y) return widerDecimal(x, y)
  if ((a.kind === 'float' && y) || (b.kind === 'float' && x)) {
    // Spark keeps a float beside an integer, for all that it loses; a decimal makes it a double.
    const [one, other] = a.kind === 'float' ? [a, b] : [b, a]
    return dialect === 'spark' && other.kind === 'integer' ? one : doubleType
  }
  return null
}

function texts(a: SqlType, b: SqlType, dialect: SourceDialect): SqlType | null {
  if (a.kind === 'string' && b.kind === 'string') {
    const bounded = a.length !== null && b.length !== null
    return bounded ? { kind: 'string', length: Math.max(a.length, b.length), padded: false } : stringType
  }
  if (dialect !== 'spark') return null
  const [text, other] = a.kind === 'string' ? [a, b] : [b, a]
  if (text.kind !== 'string') return null
  if (other.kind === 'interval') return other.family === 'mixed' ? null : stringType
  return ['integer', 'decimal', 'float', 'date', 'timestamp'].includes(other.kind) ? stringType : null
}

function moments(a: SqlType, b: SqlType): SqlType | null {
  if (a.kind === 'date' && b.kind === 'timestamp') return b
  if (a.kind === 'timestamp' && b.kind === 'date') return a
  if (a.kind === 'timestamp' && b.kind === 'timestamp') return instantType
  if (a.kind === 'interval' && b.kind === 'interval' && a.family === b.family) return widerInterval(a, b)
  return null
}

const order = ['year', 'month', 'day', 'hour', 'minute', 'second']

function widerInterval(
  a: Extract<SqlType, { kind: 'interval' }>,
  b: Extract<SqlType, { kind: 'interval' }>,
): SqlType | null {
  const rank = (field: string | null) => order.indexOf(field ?? '')
  return {
    kind: 'interval',
    family: a.family,
    from: rank(a.from) <= rank(b.from) ? a.from : b.from,
    to: rank(a.to) >= rank(b.to) ? a.to : b.to,
  }
}

function nested(a: SqlType, b: SqlType, dialect: SourceDialect): SqlType | null {
  if (a.kind === 'array' && b.kind === 'array') {
    return { kind: 'array', element: commonPart(a.element, b.element, dialect) }
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const [key, value] = [commonPart(a.key, b.key, dialect), commonPart(a.value, b.value, dialect)]
    return { kind: 'map', key, value }
  }
  if (a.kind === 'struct' && b.kind === 'struct' && a.fields.length === b.fields.length) {
    const fields = a.fields.map(
      ({ name, type }, index): SqlField => ({ name, type: commonPart(type, b.fields[index]?.type ?? null, dialect) }),
    )
    return { kind: 'struct', fields }
  }
  return null
}

function commonPart(a: SqlType | null, b: SqlType | null, dialect: SourceDialect): SqlType | null {
  return a && b ? commonOfTwo(a, b, dialect) : null
}
