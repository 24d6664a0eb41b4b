import { commonOfTwo, commonType } from '../types/common-type.ts'
import type { ReturnRule } from '../types/return-type.ts'
import type { SqlType } from '../types/sql-type.ts'
import * as types from '../types/sql-type.ts'

/**
 * What Spark 3.5 gives for what it gets, where a family says too little. Each rule follows the `dataType` of the
 * expression of Spark's that the function is.
 */
export const givesTinyint: ReturnRule = () => types.tinyintType
export const givesStrings: ReturnRule = () => types.arrayType(types.stringType)
export const givesTextMap: ReturnRule = () => types.mapType(types.stringType, types.stringType)
export const givesWallTime: ReturnRule = () => types.wallTimeType
export const givesNothing: ReturnRule = () => types.nullType
export const givesMonths: ReturnRule = () => types.intervalType('year', 'month')
export const givesTime: ReturnRule = () => types.intervalType('day', 'second')

/** Bytes stay bytes, all else is text. */
export const textOrBytes: ReturnRule = ({ args: [type = null] }) => {
  if (type === null) return null
  return type.kind === 'binary' ? type : types.stringType
}

/** `concat`: arrays, bytes when all are, else text. */
export const joinedType: ReturnRule = ({ args, dialect }) => {
  if (args.length === 0) return types.stringType
  if (args.some((type) => type?.kind === 'array')) return commonType(args, dialect)
  if (args.some((type) => type === null)) return args.some(isText) ? types.stringType : null
  return args.every((type) => type?.kind === 'binary') ? types.binaryType : types.stringType
}

/** `elt`: bytes when all of the list are, else text. */
export const listedType: ReturnRule = (call) => joinedType({ ...call, args: call.args.slice(1) })

/** `reverse`: an array, or text. */
export const reversedType: ReturnRule = ({ args: [type = null] }) =>
  type === null || type.kind === 'array' ? type : types.stringType

function isText(type: SqlType | null): boolean {
  return type?.kind === 'string'
}

/** `decode(bytes, charset)` is text; with more arguments it chooses among its results, of which one not said is a text. */
export const decodedType: ReturnRule = ({ args, dialect }) => {
  if (args.length === 2) return types.stringType
  const results = args.filter((_, index) => index >= 2 && (index % 2 === 0 || index === args.length - 1))
  const type = commonType(results, dialect)
  const isOpen = dialect === 'spark' && args.length % 2 === 1
  return isOpen ? type && commonOfTwo(type, types.stringType, dialect) : type
}
