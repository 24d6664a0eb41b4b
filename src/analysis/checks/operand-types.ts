import type { SourceDialect } from '../../catalog/entry.ts'
import { commonOfTwo } from '../../catalog/types/common-type.ts'
import { type IntervalSqlType, type SqlType, sameStructNames } from '../../catalog/types/sql-type.ts'

/**
 * Which types go together, by families of types. Spark's answers are those of Spark 3.5.6; for Redshift only what both
 * PostgreSQL refuses and Redshift's guide knows no implicit cast for is refused.
 */
type Family = 'number' | 'text' | 'truth' | 'date' | 'timestamp' | 'binary' | 'array' | 'map' | 'struct'

/** Null for types that go with anything as far as we know: NULL, intervals, times, SUPER. */
function familyOf(type: SqlType): Family | null {
  switch (type.kind) {
    case 'integer':
    case 'decimal':
    case 'float':
      return 'number'
    case 'string':
      return 'text'
    case 'boolean':
      return 'truth'
    case 'date':
    case 'timestamp':
    case 'binary':
    case 'array':
    case 'map':
    case 'struct':
      return type.kind
    default:
      return null
  }
}

type Pairs = ReadonlySet<string>

function pairs(...list: readonly (readonly [Family, Family])[]): Pairs {
  return new Set(list.flatMap(([one, other]) => [`${one} ${other}`, `${other} ${one}`]))
}

const withText = (...families: readonly Family[]) => families.map((family) => ['text', family] as const)

const comparable: Readonly<Record<SourceDialect, Pairs>> = {
  spark: pairs(...withText('number', 'truth', 'date', 'timestamp', 'binary'), ['date', 'timestamp']),
  // Redshift casts text in more places than PostgreSQL does, by rules that are not written down.
  redshift: pairs(...withText('number', 'truth', 'date', 'timestamp', 'binary'), ['date', 'timestamp']),
}

/** Whether `a <operator> b` compares. */
export function compares(operator: string, a: SqlType, b: SqlType, dialect: SourceDialect): boolean {
  if (dialect === 'spark' && (a.kind === 'interval' || b.kind === 'interval')) {
    return isNull(a) || isNull(b) || sameFamily(a, b)
  }
  if (dialect === 'spark' && a.kind === 'struct' && b.kind === 'struct') return sameStructNames(a, b)
  const [one, other] = [familyOf(a), familyOf(b)]
  if (one === null || other === null) return true
  if (one === other) return one !== 'map' || dialect !== 'spark'
  if (comparable[dialect].has(`${one} ${other}`)) return true
  const isEquality = operator === '=' || operator === '<=>' || operator === '<>'
  return dialect === 'spark' && isEquality && pairs(['number', 'truth']).has(`${one} ${other}`)
}

const united: Readonly<Record<SourceDialect, Pairs>> = {
  spark: pairs(...withText('number', 'date', 'timestamp'), ['date', 'timestamp']),
  redshift: pairs(['date', 'timestamp']),
}

/** Whether columns of a union have a type in common. */
export function unites(a: SqlType, b: SqlType, dialect: SourceDialect): boolean {
  if (dialect === 'spark' && (a.kind === 'interval' || b.kind === 'interval')) {
    return isNull(a) || isNull(b) || commonOfTwo(a, b, dialect) !== null
  }
  const [one, other] = [familyOf(a), familyOf(b)]
  return one === null || other === null || one === other || united[dialect].has(`${one} ${other}`)
}

function isNull(type: SqlType): boolean {
  return type.kind === 'null'
}

/** Spark's intervals of months and those of time have nothing in common; its older ones of both have no order. */
function sameFamily(a: SqlType, b: SqlType): boolean {
  return a.kind === 'interval' && b.kind === 'interval' && a.family === b.family && a.family !== 'mixed'
}

/** Whether an interval goes into a list with values of the type: beside texts all become texts. */
export function listed(a: SqlType, b: SqlType, dialect: SourceDialect): boolean {
  const isText = a.kind === 'string' || b.kind === 'string'
  return (isText && (a.kind === 'interval' || b.kind === 'interval')) || compares('=', a, b, dialect)
}

/** Spark's arithmetic of an interval and another value. */
function intervalAdds(operator: string, a: SqlType, b: SqlType): boolean {
  if (isNull(a) || isNull(b)) return true
  if (a.kind === 'interval' && b.kind === 'interval') {
    if (operator === '+' || operator === '-') return a.family === b.family
    return operator === 'div' && sameFamily(a, b)
  }
  const isFactor = (type: SqlType) => isExact(type) || type.kind === 'float' || type.kind === 'string'
  const isMoment = (type: SqlType, interval: SqlType) =>
    type.kind === 'date' ||
    type.kind === 'timestamp' ||
    (type.kind === 'string' && (interval as IntervalSqlType).family !== 'year-month')
  const [interval, other, isFirst] = a.kind === 'interval' ? [a, b, true] : [b, a, false]
  switch (operator) {
    case '+':
      return isMoment(other, interval)
    case '-':
      return !isFirst && isMoment(other, interval)
    case '*':
      return isFactor(other)
    case '/':
      return isFirst && isFactor(other)
    default:
      return false
  }
}

/** Whether there is an `a <operator> b` of bits. */
export function hasBits(a: SqlType, b: SqlType): boolean {
  return [a, b].every((type) => type.kind === 'integer' || isNull(type))
}

/** Whether there is an `a <operator> b` of arithmetic. */
export function adds(operator: string, a: SqlType, b: SqlType, dialect: SourceDialect): boolean {
  if (dialect === 'spark' && (a.kind === 'interval' || b.kind === 'interval')) return intervalAdds(operator, a, b)
  const [one, other] = [familyOf(a), familyOf(b)]
  if (one === null || other === null) return true
  if (operator === 'div') return isExact(a) && isExact(b)
  const isCounted = (family: Family) => family === 'number' || family === 'text'
  if (isCounted(one) && isCounted(other)) return true
  const isMoment = (family: Family) => family === 'date' || family === 'timestamp'
  if (operator === '-' && isMoment(one) && isMoment(other)) return true
  // Days are whole, and a text may hold a date.
  const days = (moment: Family, count: SqlType) =>
    count.kind === 'integer' &&
    (dialect === 'redshift' ? moment === 'date' || moment === 'timestamp' : moment === 'date' && count.bits < 64)
  if (operator === '+') return days(one, b) || days(other, a) || isLenient(one, other, dialect)
  if (operator === '-') return days(one, b) || (one === 'text' && other === 'date') || isLenient(one, other, dialect)
  return false
}

/** Redshift may read a text as the moment that is wanted. */
function isLenient(one: Family, other: Family, dialect: SourceDialect): boolean {
  return dialect === 'redshift' && pairs(...withText('date', 'timestamp')).has(`${one} ${other}`)
}

/** Whether it is a map, or has one within. */
export function holdsMap(type: SqlType | null): boolean {
  switch (type?.kind) {
    case 'map':
      return true
    case 'array':
      return holdsMap(type.element)
    case 'struct':
      return type.fields.some((field) => holdsMap(field.type))
    default:
      return false
  }
}

function isExact(type: SqlType): boolean {
  return type.kind === 'integer' || type.kind === 'decimal'
}

/** Whether `sum` and `avg` take it. */
export function sums(type: SqlType, dialect: SourceDialect): boolean {
  const family = familyOf(type)
  if (dialect === 'spark' && type.kind === 'interval') return type.family !== 'mixed'
  if (family === null || family === 'number') return true
  return dialect === 'spark' && (family === 'text' || family === 'timestamp')
}
