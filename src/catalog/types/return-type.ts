import type { Call } from '../../sql/tree.ts'
import type { SourceDialect } from '../entry.ts'
import type { ValueType } from '../value-type.ts'
import { commonType } from './common-type.ts'
import type { SqlType } from './sql-type.ts'
import * as types from './sql-type.ts'

/** What a call is made with. */
export interface CallTypes {
  readonly dialect: SourceDialect
  readonly call: Call
  /** Of each argument, that of a lambda being its body's; null for what is not known. */
  readonly args: readonly (SqlType | null)[]
}

/** The type that a call gives, by those of its arguments; null when it cannot be told. */
export type ReturnRule = (call: CallTypes) => SqlType | null

/** The types of a lambda's parameters, by those of the arguments that are no lambdas; `index` counts the lambdas. */
export type ParameterRule = (args: readonly (SqlType | null)[], index: number) => readonly (SqlType | null)[]

/** A type that says no more than its family, as far as there is one. */
export function typeOfFamily(family: ValueType, dialect: SourceDialect): SqlType | null {
  switch (family) {
    case 'integer':
      return types.integerType
    case 'bigint':
      return types.bigintType
    case 'double':
      return types.doubleType
    case 'string':
      return types.stringType
    case 'timestamp':
      return dialect === 'spark' ? types.instantType : types.wallTimeType
    case 'timestamptz':
      return types.instantType
    case 'interval':
      return types.mixedInterval
    case 'array':
      return types.arrayType(null)
    case 'map':
      return types.mapType(null, null)
    case 'struct':
      return types.structType([])
    case 'json':
      return types.superType
    case 'decimal':
      return null
    default:
      return { kind: family }
  }
}

/** The family that decides how an expression is translated. */
export function familyOf(type: SqlType | null, dialect: SourceDialect): ValueType | null {
  if (type === null) return null
  switch (type.kind) {
    case 'null':
    case 'time':
      return null
    case 'integer':
      return type.bits === 64 ? 'bigint' : 'integer'
    case 'float':
      return 'double'
    case 'timestamp':
      return type.zoned && dialect === 'redshift' ? 'timestamptz' : 'timestamp'
    case 'super':
      return 'json'
    default:
      return type.kind
  }
}

// ---- Rules that several functions share

/** The type of an argument, counted from zero. */
export function typeOfArgument(index: number): ReturnRule {
  return ({ args }) => args[index] ?? null
}

/** The one type that the arguments from `first` on take. */
export function commonOfArguments(first = 0): ReturnRule {
  return ({ args, dialect }) => commonType(args.slice(first), dialect)
}

export function arrayOf(rule: ReturnRule | SqlType): ReturnRule {
  return (call) => types.arrayType(typeof rule === 'function' ? rule(call) : rule)
}

/** The type of the elements of an array argument. */
export function elementOf(index: number): ReturnRule {
  return ({ args }) => {
    const type = args[index]
    return type?.kind === 'array' ? type.element : null
  }
}
