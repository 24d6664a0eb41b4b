import { commonType } from '../types/common-type.ts'
import { decimalResult, digitsOf } from '../types/decimals.ts'
import type { ReturnRule } from '../types/return-type.ts'
import { bigintType, decimalType, doubleType, type SqlType, superType, wallTimeType } from '../types/sql-type.ts'

/** A rule that looks at the first argument alone; what it says nothing of is not known. */
function byFirst(rule: (type: SqlType, index: number) => SqlType | null): ReturnRule {
  return ({ args }) => {
    const [type] = args
    if (!type) return null
    if (type.kind === 'super') return superType
    return rule(type, 0)
  }
}

/** SUM: whole numbers are bigint, decimals have 38 digits and keep their scale. */
export const sumType = byFirst((type) => {
  switch (type.kind) {
    case 'integer':
      return bigintType
    case 'decimal':
      return decimalType(38, type.scale)
    case 'float':
      return doubleType
    default:
      return null
  }
})

/** AVG keeps whole numbers whole. */
export const averageType = sumType

/** MEDIAN and PERCENTILE_CONT interpolate: whole numbers become decimals. */
export const interpolatedType: ReturnRule = ({ args }) => {
  // `within group (order by x)` stands behind the arguments.
  const type = args.at(-1)
  switch (type?.kind) {
    case 'integer':
      return decimalType(38, interpolatedDigits)
    case 'decimal':
      return decimalType(38, Math.min(type.scale + interpolatedDigits, 37))
    case 'float':
      return doubleType
    case 'date':
    case 'timestamp':
      return type
    default:
      return null
  }
}

/** How many decimals an interpolated value has beyond those of its neighbours. */
export const interpolatedDigits = 4

export const lastArgument: ReturnRule = ({ args }) => args.at(-1) ?? null

/** Implicitly a whole number is a double here. */
export const signType = byFirst((type) => {
  if (type.kind === 'decimal') return decimalType(1, 0)
  return type.kind === 'integer' || type.kind === 'float' ? doubleType : null
})

/** CEIL and FLOOR keep the type; of a decimal no decimals are left. */
export const wholeNumberType = byFirst((type) => {
  if (type.kind === 'decimal') return decimalType(type.precision, 0)
  return type.kind === 'integer' || type.kind === 'float' ? type : null
})

/** ROUND and TRUNC take decimals and doubles; whole numbers become one of them. */
export const roundedType: ReturnRule = ({ args, call }) => {
  const [type] = args
  const [, places] = call.args
  switch (type?.kind) {
    case 'decimal':
      return decimalType(type.precision, keptScale(type.scale, places))
    case 'integer':
      return places ? decimalType(digitsOf(type, 'redshift')?.precision ?? 19, 0) : doubleType
    case 'float':
      return doubleType
    case 'super':
      return type
    default:
      return null
  }
}

function keptScale(scale: number, places: { readonly kind: string } | undefined): number {
  if (!places) return 0
  const digits = places.kind === 'number' && 'digits' in places ? Number(places.digits) : null
  if (places.kind === 'unary') return 0
  return digits === null ? scale : Math.min(Math.max(digits, 0), scale)
}

/** TRUNC of a moment is its date. */
export const truncatedType: ReturnRule = (call) => {
  const [type] = call.args
  return type?.kind === 'timestamp' || type?.kind === 'date' ? { kind: 'date' } : roundedType(call)
}

export const remainderType: ReturnRule = ({ args, dialect }) => {
  const [a, b] = args
  if (!a || !b) return null
  if (a.kind === 'float' || b.kind === 'float') return doubleType
  const [x, y] = [digitsOf(a, dialect), digitsOf(b, dialect)]
  if (a.kind === 'integer' && b.kind === 'integer') return commonType([a, b], dialect)
  return x && y ? decimalResult('%', x, y, dialect) : null
}

/** TO_NUMBER has as many decimals as its pattern. */
export const parsedNumberType: ReturnRule = ({ call }) => {
  const [, pattern] = call.args
  return pattern?.kind === 'string' ? decimalType(38, patternScale(pattern.value)) : null
}

export function patternScale(pattern: string): number {
  const [, after = ''] = pattern.split(/[.D]/i)
  return after.replace(/[^09]/g, '').length
}

/** DATE_PART gives a whole number for a part that is written as a word, a double for one that is written as text. */
export const datePartType: ReturnRule = ({ call }) => {
  const [part] = call.args
  if (part?.kind === 'string') return doubleType
  return { kind: 'integer', bits: 32 }
}

/** DATEADD keeps times and instants; dates become moments. */
export const shiftedType: ReturnRule = ({ args }) => {
  const type = args.at(-1)
  return type?.kind === 'time' ? type : wallTimeType
}

/** DECODE: the results, of which the last may be the default. */
export const decodedType: ReturnRule = ({ args, dialect }) => {
  const results = args
    .slice(1)
    .filter((_, index, { length }) => index % 2 === 1 || (index === length - 1 && length % 2 === 1))
  return commonType(results, dialect)
}
