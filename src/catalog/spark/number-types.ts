import type { Call, Expression } from '../../sql/tree.ts'
import { commonOfTwo } from '../types/common-type.ts'
import { boundedDecimal, decimalResult, mostDigits, operandDigits } from '../types/decimals.ts'
import type { ReturnRule } from '../types/return-type.ts'
import * as types from '../types/sql-type.ts'
import { decimalType, type SqlType } from '../types/sql-type.ts'
import { values } from '../write.ts'

/** `Sum`: whole numbers as bigint, decimals with ten digits more. */
export const sumType: ReturnRule = ({ args: [type = null] }) => {
  switch (type?.kind) {
    case undefined:
      return null
    case 'decimal':
      return boundedDecimal(type.precision + 10, type.scale)
    case 'integer':
      return types.bigintType
    case 'interval':
      return type
    default:
      return types.doubleType
  }
}

/** `Average`: decimals with four decimals more. */
export const averageType: ReturnRule = ({ args: [type = null] }) => {
  if (type?.kind === 'decimal') return boundedDecimal(type.precision + 4, type.scale + 4)
  return wholeInterval(type) ?? (type && types.doubleType)
}

/** Of intervals the mean reaches over all fields of their family; of all else it is a double. */
export const middleType: ReturnRule = ({ args: [type = null] }) => wholeInterval(type) ?? (type && types.doubleType)

function wholeInterval(type: SqlType | null): SqlType | null {
  if (type?.kind !== 'interval') return null
  if (type.family === 'year-month') return types.intervalType('year', 'month')
  return type.family === 'day-time' ? types.intervalType('day', 'second') : type
}

/** One percentage gives a value, an array of them an array. */
export function percentileType(rule: ReturnRule): ReturnRule {
  return (call) => {
    const value = rule(call)
    return call.args[1]?.kind === 'array' ? types.arrayType(value) : value
  }
}

/** `percentile_cont(0.5) within group (order by x)`: x comes behind the percentage. */
export const orderedPercentileType: ReturnRule = (call) => {
  const type = middleType({ ...call, args: call.args.slice(1) })
  return call.args[0]?.kind === 'array' ? types.arrayType(type) : type
}

/** Text in arithmetic is a double; other numbers stay what they are. */
export const numberType: ReturnRule = ({ args: [type = null] }) => numeric(type)

function numeric(type: SqlType | null): SqlType | null {
  return type?.kind === 'string' || type?.kind === 'null' ? types.doubleType : type
}

/** `Ceil` and `Floor` with one argument, `RoundCeil` and `RoundFloor` with two. */
export const ceilingType: ReturnRule = (call) => {
  const [type = null, places] = call.args
  if (type === null) return null
  if (places !== undefined) return rounded(asDecimal(type), placesOf(call.call))
  if (type.kind !== 'decimal') return types.bigintType
  return type.scale === 0 ? type : boundedDecimal(type.precision - type.scale + 1, 0)
}

export const roundedType: ReturnRule = ({ args: [type = null], call }) => rounded(numeric(type), placesOf(call))

/** `RoundBase`: one digit more in front, since 9.9 becomes 10. */
function rounded(type: SqlType | null, places: number | null): SqlType | null {
  if (type?.kind !== 'decimal') return type
  if (places === null) return null
  const whole = type.precision - type.scale + 1
  if (places < 0) return decimalType(Math.min(Math.max(whole, -places + 1), mostDigits), 0)
  const scale = Math.min(type.scale, places)
  return decimalType(Math.min(whole + scale, mostDigits), scale)
}

/** The places that a rounding call names; 0 when it names none, null when they are no literal. */
export function placesOf(node: Call): number | null {
  const [, places] = values(node)
  return places === undefined ? 0 : literalInteger(places)
}

export function literalInteger(value: Expression): number | null {
  if (value.kind === 'number') return Number(value.digits)
  if (value.kind !== 'unary' || value.operand.kind !== 'number') return null
  return value.operator === '-' ? -Number(value.operand.digits) : Number(value.operand.digits)
}

/** `DecimalType.forType`: what an implicit cast to a decimal makes. */
export function asDecimal(type: SqlType): SqlType {
  switch (type.kind) {
    case 'integer':
      return decimalType({ 8: 3, 16: 5, 32: 10, 64: 20 }[type.bits], 0)
    case 'float':
      return type.bits === 32 ? decimalType(14, 7) : decimalType(30, 15)
    case 'decimal':
      return type
    default:
      return decimalType(38, 18)
  }
}

/** `try_add(a, b)` and its like are what their operator gives. */
export function operatorType(operator: string): ReturnRule {
  return ({ args, call, dialect }) => {
    const [a = null, b = null] = args.map(numeric)
    if (a === null || b === null) return null
    if (a.kind === 'interval' || b.kind === 'interval') return intervalResult(operator, a, b)
    if (a.kind === 'date' && b.kind === 'integer') return a
    if (a.kind === 'decimal' || b.kind === 'decimal') {
      if (a.kind === 'float' || b.kind === 'float') return types.doubleType
      const [left, right] = values(call)
      const [x, y] = [operandDigits(a, left, dialect), operandDigits(b, right, dialect)]
      return x && y ? decimalResult(operator, x, y, dialect) : null
    }
    return operator === '/' ? types.doubleType : commonOfTwo(a, b, dialect)
  }
}

function intervalResult(operator: string, a: SqlType, b: SqlType): SqlType | null {
  if (operator === '*' || operator === '/') return wholeInterval(a) ?? wholeInterval(b)
  if (a.kind === 'interval' && b.kind === 'interval') return commonOfTwo(a, b, 'spark')
  const [moment, interval] = a.kind === 'interval' ? [b, a] : [a, b]
  if (moment.kind !== 'date' || interval.kind !== 'interval') return moment
  const days = interval.family === 'year-month' || (interval.family === 'day-time' && interval.to === 'day')
  return days ? moment : types.instantType
}

/** `pmod`: of decimals the type of the remainder. */
export const remainderType: ReturnRule = operatorType('%')

/** Bits are moved in an int or a bigint; narrower numbers become ints. */
export const shiftedType: ReturnRule = ({ args: [type = null] }) =>
  type?.kind === 'integer' && type.bits === 64 ? type : type && types.integerType

/** `getbit` and `bit_and`: whole numbers of their own width. */
export const bitsType: ReturnRule = ({ args: [type = null] }) =>
  type?.kind === 'integer' ? type : type && types.bigintType
