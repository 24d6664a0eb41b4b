import type { Call } from '../../sql/tree.ts'
import { commonOfTwo, commonType } from '../types/common-type.ts'
import type { ParameterRule, ReturnRule } from '../types/return-type.ts'
import type { SqlType } from '../types/sql-type.ts'
import * as types from '../types/sql-type.ts'
import { values } from '../write.ts'

/** An array and a value that comes into it. */
export function arrayWith(index: number): ReturnRule {
  return ({ args, dialect }) => {
    const [list = null] = args
    const value = args[index] ?? null
    if (list?.kind !== 'array') return list?.kind === 'null' && value ? types.arrayType(value) : null
    if (list.element === null || value === null) return list
    return types.arrayType(commonOfTwo(list.element, value, dialect))
  }
}

export const arrayOfArguments: ReturnRule = ({ args, dialect }) => types.arrayType(commonType(args, dialect))

export const flattenedType: ReturnRule = ({ args: [type = null] }) => (type?.kind === 'array' ? type.element : null)

/** The element of an array, or the value of a map. */
export const memberType: ReturnRule = ({ args: [type = null] }) =>
  type?.kind === 'array' ? type.element : type?.kind === 'map' ? type.value : null

export const mapOfArguments: ReturnRule = ({ args, dialect }) =>
  types.mapType(
    commonType(
      args.filter((_, index) => index % 2 === 0),
      dialect,
    ),
    commonType(
      args.filter((_, index) => index % 2 === 1),
      dialect,
    ),
  )

export const mapOfArrays: ReturnRule = ({ args: [keys = null, entries = null] }) =>
  types.mapType(elementOf(keys), elementOf(entries))

export const mapOfEntries: ReturnRule = ({ args: [entries = null] }) => {
  const entry = elementOf(entries)
  if (entry?.kind !== 'struct') return types.mapType(null, null)
  return types.mapType(entry.fields[0]?.type ?? null, entry.fields[1]?.type ?? null)
}

export const keysType: ReturnRule = ({ args: [map = null] }) => types.arrayType(map?.kind === 'map' ? map.key : null)
export const valuesType: ReturnRule = ({ args: [map = null] }) =>
  types.arrayType(map?.kind === 'map' ? map.value : null)

export const entriesType: ReturnRule = ({ args: [map = null] }) => {
  const [key, value] = map?.kind === 'map' ? [map.key, map.value] : [null, null]
  return types.arrayType(
    types.structType([
      { name: 'key', type: key },
      { name: 'value', type: value },
    ]),
  )
}

/** The body of a lambda, which comes last, makes the new elements, keys or values. */
export const transformedType: ReturnRule = ({ args }) => types.arrayType(args.at(-1) ?? null)

export const newKeysType: ReturnRule = ({ args: [map = null, body = null] }) =>
  types.mapType(body, map?.kind === 'map' ? map.value : null)

export const newValuesType: ReturnRule = ({ args: [map = null, body = null] }) =>
  types.mapType(map?.kind === 'map' ? map.key : null, body)

export const zippedMapType: ReturnRule = ({ args: [map = null, , body = null] }) =>
  types.mapType(map?.kind === 'map' ? map.key : null, body)

/** `aggregate`: what the last lambda gives; without a finish the accumulator keeps the type of its start. */
export const foldedType: ReturnRule = ({ args }) => (args.length > 3 ? (args[3] ?? null) : (args[1] ?? null))

export const namedStructType: ReturnRule = ({ args, call }) => {
  const given = values(call)
  const fields = []
  for (let at = 0; at + 1 < given.length; at += 2) {
    const name = given[at]
    fields.push({ name: name?.kind === 'string' ? name.value : '', type: args[at + 1] ?? null })
  }
  return types.structType(fields)
}

/** Fields are named by `as`, else after their column, else by their place. */
export const structOfArguments: ReturnRule = ({ args, call }) =>
  types.structType(
    call.args.map((argument, index) => ({
      name: fieldNameOf(argument) ?? `col${index + 1}`,
      type: args[index] ?? null,
    })),
  )

/** The name that an argument of `struct` or a part of `(a, b)` gives its field; null when it gives none. */
export function fieldNameOf(argument: Call['args'][number]): string | null {
  if (argument.kind === 'named-argument') return argument.name.name
  if (argument.kind === 'field') return argument.name.name
  return argument.kind === 'column' ? (argument.parts.at(-1)?.name ?? null) : null
}

export const zippedType: ReturnRule = ({ args, call }) =>
  types.arrayType(
    types.structType(
      values(call).map((list, index) => ({
        name: fieldNameOf(list) ?? String(index),
        type: elementOf(args[index] ?? null),
      })),
    ),
  )

/** `sequence`: moments by an interval, else whole numbers of the type that both ends share. */
export const sequenceType: ReturnRule = ({ args: [low = null, high = null], dialect }) =>
  types.arrayType(low && high ? commonOfTwo(low, high, dialect) : null)

function elementOf(type: SqlType | null): SqlType | null {
  return type?.kind === 'array' ? type.element : null
}

// ---- Parameters of lambdas

const place = types.integerType

/** `x -> …` and `(x, index) -> …` over an array. */
export const itemParameters: ParameterRule = ([list = null]) => [elementOf(list), place]

/** `(left, right) -> …` of `array_sort`. */
export const pairParameters: ParameterRule = ([list = null]) => [elementOf(list), elementOf(list)]

export const keyAndValue: ParameterRule = ([map = null]) => (map?.kind === 'map' ? [map.key, map.value] : [])

export const foldParameters: ParameterRule = ([list = null, start = null], index) =>
  index === 0 ? [start, elementOf(list)] : [start]

export const bothItems: ParameterRule = ([left = null, right = null]) => [elementOf(left), elementOf(right)]

export const keyAndValues: ParameterRule = ([left = null, right = null]) =>
  left?.kind === 'map' ? [left.key, left.value, right?.kind === 'map' ? right.value : null] : []
