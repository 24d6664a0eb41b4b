import type { SqlType } from '../../catalog/types/sql-type.ts'
import type { Argument, Column, Expression, Lambda, Star } from '../../sql/tree.ts'
import type { Attribute, LambdaParameter, Resolution } from '../resolved.ts'
import { attributesOf } from '../shape.ts'
import { attributeType, originsOf } from './attribute-type.ts'
import { expressionType, lambdasOf, operandsOf, parameterTypes } from './expression-type.ts'
import { withFields } from './field-type.ts'

/** Something with a type: the values of an expression, or of a column. */
export type Typed = Expression | Attribute

/** What names have been found to mean, so far as the types that are asked for need them. */
export type KnownNames = Pick<
  Resolution,
  'dialect' | 'references' | 'parameters' | 'subqueries' | 'structStars' | 'starColumns'
>

/** A call with the columns of its stars in their places. */
export function withStarColumns<Value extends Expression>(
  value: Value,
  columns: Pick<ReadonlyMap<Star, readonly Column[]>, 'get'>,
): Value {
  if (value.kind !== 'call' || !value.args.some(({ kind }) => kind === 'star')) return value
  const args = value.args.flatMap((argument): readonly Argument[] =>
    argument.kind === 'star' ? (columns.get(argument) ?? [argument]) : [argument],
  )
  return { ...value, args }
}

/**
 * Tells types over names that have been resolved. Nothing is computed before it is asked for, and nothing twice; no chain
 * is too long, since what is still needed waits on a list and not on the stack.
 */
export function solveTypes(names: KnownNames): (typed: Typed) => SqlType | null {
  const { dialect, references, parameters, subqueries, structStars, starColumns } = names
  // Undefined for what waits for others.
  const known = new Map<Typed, SqlType | null | undefined>()
  const lambdaTypes = new Map<Lambda, readonly (SqlType | null)[]>()

  /** Where a value that is passed on comes from: most columns have the type of one far below, which alone is kept. */
  const sourceOf = (typed: Typed): Typed => {
    for (let source = typed; ; ) {
      if (source.kind === 'attribute') {
        const { origin } = source
        if (origin.kind === 'same' && !origin.beside) source = origin.of
        else if (origin.kind === 'expression') source = origin.expression
        else return source
      } else if (source.kind === 'column') {
        const reference = references.get(source)
        if (!reference || reference.fields.length > 0) return source
        source = reference.attribute
      } else return source
    }
  }

  const typeSoFar = (typed: Typed) => known.get(sourceOf(typed)) ?? null

  const needs = (typed: Typed): readonly Typed[] => {
    if (typed.kind === 'attribute') return originsOf(typed)
    if (typed.kind === 'column') {
      const call = parameters.get(typed)?.call
      if (call) return operandsOf(call)
      const reference = references.get(typed)
      return reference ? [reference.attribute] : []
    }
    if (typed.kind === 'star') return starsColumn(typed)
    if (typed.kind === 'subquery') return attributesOf(subqueries.get(typed.query)?.shape ?? []).slice(0, 1)
    return operandsOf(withStarColumns(typed, starColumns))
  }

  /** A star over a struct has the struct's type. */
  const starsColumn = (star: Star): readonly Column[] => {
    const column = structStars.get(star)
    return column ? [column] : []
  }

  /** The types of a lambda's parameters, once the call's other arguments are known. */
  const typesOfParameters = ({ lambda, call }: LambdaParameter): readonly (SqlType | null)[] => {
    const before = lambdaTypes.get(lambda)
    if (before || !call) return before ?? []
    const types = parameterTypes(call, dialect, typeSoFar)(lambdasOf(call).indexOf(lambda))
    lambdaTypes.set(lambda, types)
    return types
  }

  const compute = (typed: Typed): SqlType | null => {
    if (typed.kind === 'attribute') return attributeType(typed, dialect, typeSoFar)
    if (typed.kind === 'column') {
      const parameter = parameters.get(typed)
      if (parameter) {
        const type = typesOfParameters(parameter)[parameter.index] ?? null
        return withFields(
          type,
          typed.parts.slice(1).map((part) => part.name),
        )
      }
      const reference = references.get(typed)
      if (!reference) return null
      return withFields(
        typeSoFar(reference.attribute),
        reference.fields.map((field) => field.name),
      )
    }
    if (typed.kind === 'subquery') {
      const [column] = attributesOf(subqueries.get(typed.query)?.shape ?? [])
      return column ? typeSoFar(column) : null
    }
    if (typed.kind === 'star') return starsColumn(typed).map(typeSoFar)[0] ?? null
    return expressionType(withStarColumns(typed, starColumns), dialect, typeSoFar)
  }

  const waiting: Typed[] = []

  /** What is neither known nor waiting already, as a recursive query is, whose type its first branch decides. */
  const isMissing = (typed: Typed) => !known.has(typed)

  const solve = (asked: Typed): SqlType | null => {
    const root = sourceOf(asked)
    const before = known.get(root)
    if (before !== undefined) return before
    waiting.push(root)
    for (let typed = waiting.at(-1); typed; typed = waiting.at(-1)) {
      if (known.get(typed) !== undefined) {
        waiting.pop()
        continue
      }
      const ready = waiting.length
      for (const need of needs(typed)) {
        const one = sourceOf(need)
        if (one !== typed && isMissing(one)) waiting.push(one)
      }
      if (waiting.length === ready && typed.kind === 'call') {
        const body = lambdasOf(typed)
          .map((lambda) => sourceOf(lambda.body))
          .find(isMissing)
        if (body) waiting.push(body)
      }
      if (waiting.length > ready) {
        known.set(typed, undefined)
        continue
      }
      known.set(typed, compute(typed))
      waiting.pop()
    }
    return known.get(root) ?? null
  }

  return solve
}
