import { extractType } from '../types/extract-type.ts'
import type { ReturnRule } from '../types/return-type.ts'
import type { SqlType } from '../types/sql-type.ts'
import * as types from '../types/sql-type.ts'
import { wordOf } from '../units.ts'
import { nameOf, values } from '../write.ts'

/** Functions of wall time bear it in their names; what `localtimestamp` and `convert_timezone` give is wall time too. */
const wallTimes: ReadonlySet<string> = new Set(['make_timestamp_ntz', 'to_timestamp_ntz', 'localtimestamp'])

export const momentType: ReturnRule = ({ call }) =>
  wallTimes.has(nameOf(call)) ? types.wallTimeType : types.instantType

/** `dateadd(d, 1)` is a date; with a unit a moment of the kind that it begins with. */
export const shiftedTime: ReturnRule = ({ args }) => {
  if (args.length < 3) return types.dateType
  return isWallTime(args[2] ?? null) ? types.wallTimeType : types.instantType
}

/** `datediff(a, b)` counts days in an int, with a unit in a bigint. */
export const differenceType: ReturnRule = ({ args }) => (args.length < 3 ? types.integerType : types.bigintType)

export const partType: ReturnRule = ({ args, call, dialect }) => {
  const [field] = values(call)
  return extractType(field ? (wordOf(field) ?? '') : '', args[1] ?? null, dialect)
}

/** `start` and `end`; text becomes an instant. */
export const timeWindowType: ReturnRule = ({ args: [moment = null] }) => {
  const type = isWallTime(moment) ? types.wallTimeType : types.instantType
  return types.structType([
    { name: 'start', type },
    { name: 'end', type },
  ])
}

export const windowTime: ReturnRule = ({ args: [window = null] }) =>
  window?.kind === 'struct' ? (window.fields[1]?.type ?? null) : null

function isWallTime(type: SqlType | null): boolean {
  return type?.kind === 'timestamp' && !type.zoned
}
