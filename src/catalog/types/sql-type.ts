/**
 * The types of both dialects as plain data, exact as the engines have them: widths, precision, length, zones. Where a
 * part is not known (the elements of an array whose source nobody can see) it is null.
 */
export type SqlType =
  /** What a bare NULL is: Spark's `void`, Redshift's `unknown`. */
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly bits: 8 | 16 | 32 | 64 }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'float'; readonly bits: 32 | 64 }
  /** `length` in bytes on Redshift, in characters on Spark; null for text without a limit. `padded`: `char(n)`. */
  | { readonly kind: 'string'; readonly length: number | null; readonly padded: boolean }
  | { readonly kind: 'binary' }
  | { readonly kind: 'date' }
  | { readonly kind: 'time'; readonly zoned: boolean }
  /** `zoned`: an instant (Spark's `timestamp`, Redshift's `timestamptz`), else wall time (`timestamp_ntz`, `timestamp`). */
  | { readonly kind: 'timestamp'; readonly zoned: boolean }
  | IntervalSqlType
  | { readonly kind: 'array'; readonly element: SqlType | null }
  | { readonly kind: 'map'; readonly key: SqlType | null; readonly value: SqlType | null }
  | { readonly kind: 'struct'; readonly fields: readonly SqlField[] }
  /** Redshift's semi-structured value; on DuckDB JSON. */
  | { readonly kind: 'super' }

/** Spark keeps months and times apart; `mixed` is its `interval` of `make_interval`, and Redshift's only one. */
export interface IntervalSqlType {
  readonly kind: 'interval'
  readonly family: 'year-month' | 'day-time' | 'mixed'
  /** The greatest and the least field, as `day` and `second`; null for `mixed`. */
  readonly from: IntervalField | null
  readonly to: IntervalField | null
}

export type IntervalField = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'

export interface SqlField {
  readonly name: string
  readonly type: SqlType | null
}

export type SqlTypeKind = SqlType['kind']

export const nullType: SqlType = { kind: 'null' }
export const booleanType: SqlType = { kind: 'boolean' }
export const binaryType: SqlType = { kind: 'binary' }
export const dateType: SqlType = { kind: 'date' }
export const superType: SqlType = { kind: 'super' }
export const stringType: SqlType = { kind: 'string', length: null, padded: false }
export const tinyintType: SqlType = { kind: 'integer', bits: 8 }
export const smallintType: SqlType = { kind: 'integer', bits: 16 }
export const integerType: SqlType = { kind: 'integer', bits: 32 }
export const bigintType: SqlType = { kind: 'integer', bits: 64 }
export const floatType: SqlType = { kind: 'float', bits: 32 }
export const doubleType: SqlType = { kind: 'float', bits: 64 }
export const instantType: SqlType = { kind: 'timestamp', zoned: true }
export const wallTimeType: SqlType = { kind: 'timestamp', zoned: false }
export const mixedInterval: SqlType = { kind: 'interval', family: 'mixed', from: null, to: null }

export function decimalType(precision: number, scale: number): SqlType {
  return { kind: 'decimal', precision, scale }
}

export function arrayType(element: SqlType | null): SqlType {
  return { kind: 'array', element }
}

export function mapType(key: SqlType | null, value: SqlType | null): SqlType {
  return { kind: 'map', key, value }
}

export function structType(fields: readonly SqlField[]): SqlType {
  return { kind: 'struct', fields }
}

export function varcharType(length: number | null): SqlType {
  return { kind: 'string', length, padded: false }
}

const timeFields = ['day', 'hour', 'minute', 'second'] as const
const monthFields = ['year', 'month'] as const

/** The interval whose fields reach from one to the other; null where they are of both families. */
export function intervalType(from: IntervalField, to: IntervalField): SqlType | null {
  const [first, last] = [from, to].map((field) => intervalFields.indexOf(field)).sort((a, b) => a - b)
  const [greatest, least] = [intervalFields[first ?? 0], intervalFields[last ?? 0]]
  const isMonths = (field: string | undefined) => monthFields.some((one) => one === field)
  if (!greatest || !least || isMonths(greatest) !== isMonths(least)) return null
  return { kind: 'interval', family: isMonths(greatest) ? 'year-month' : 'day-time', from: greatest, to: least }
}

/** Greatest first. */
export const intervalFields: readonly IntervalField[] = [...monthFields, ...timeFields]

/** Whether two types are the same in every part; what is not known equals only itself. */
export function sameType(a: SqlType | null, b: SqlType | null): boolean {
  if (a === b) return true
  if (a === null || b === null || a.kind !== b.kind) return false
  switch (a.kind) {
    case 'integer':
    case 'float':
      return b.kind === a.kind && a.bits === b.bits
    case 'decimal':
      return b.kind === 'decimal' && a.precision === b.precision && a.scale === b.scale
    case 'string':
      return b.kind === 'string' && a.length === b.length && a.padded === b.padded
    case 'time':
    case 'timestamp':
      return b.kind === a.kind && a.zoned === b.zoned
    case 'interval':
      return b.kind === 'interval' && a.family === b.family && a.from === b.from && a.to === b.to
    case 'array':
      return b.kind === 'array' && sameType(a.element, b.element)
    case 'map':
      return b.kind === 'map' && sameType(a.key, b.key) && sameType(a.value, b.value)
    case 'struct':
      return (
        b.kind === 'struct' &&
        a.fields.length === b.fields.length &&
        a.fields.every((field, index) => {
          const other = b.fields[index]
          return other !== undefined && field.name === other.name && sameType(field.type, other.type)
        })
      )
    default:
      return true
  }
}

/** Whether the fields of two structs are called alike, whatever the case. */
export function sameStructNames(a: SqlType, b: SqlType): boolean {
  if (a.kind !== 'struct' || b.kind !== 'struct') return false
  return (
    a.fields.length === b.fields.length &&
    a.fields.every(({ name }, at) => name.toLowerCase() === b.fields[at]?.name.toLowerCase())
  )
}

/** Whether every part of a type is known. */
export function isWholeType(type: SqlType | null): type is SqlType {
  switch (type?.kind) {
    case undefined:
      return false
    case 'array':
      return isWholeType(type.element)
    case 'map':
      return isWholeType(type.key) && isWholeType(type.value)
    case 'struct':
      return type.fields.every((field) => isWholeType(field.type))
    default:
      return true
  }
}

export function isNumber(type: SqlType | null): boolean {
  return type?.kind === 'integer' || type?.kind === 'decimal' || type?.kind === 'float'
}
