import { column } from '../sql/build.ts'
import type { Column, Expression, Field, Node, TextSpan } from '../sql/tree.ts'
import { rewrite } from '../sql/walk.ts'
import type { Analysis } from './analyse-query.ts'
import { drivingPath, queryOf } from './driving-relation.ts'
import { findNode, isVolatileNode, rowUseOf } from './function-kinds.ts'
import type { Attribute, FromItem, ResolvedBody, ResolvedSelect, ResolvedSetOperation } from './resolved.ts'
import { sameExpression } from './same-expression.ts'
import { itemLabel } from './scope.ts'

/** Why a column is not made from columns of the driving relation alone; the reason is the rest of a sentence. */
export interface Refusal {
  readonly kind: 'refusal'
  readonly reason: string
  readonly span: TextSpan
}

export type Followed = Expression | Refusal

export function isRefusal(followed: Followed): followed is Refusal {
  return followed.kind === 'refusal'
}

/**
 * Makes a function that writes an output column of the query as an expression over the driving relation's columns,
 * which stand in it without qualifier. CTEs, subqueries, joins and unions in between are followed; whatever makes the
 * value depend on more than one row of the driving relation is a refusal.
 */
export function columnFollower(analysis: Analysis, driving: readonly string[]): (attribute: Attribute) => Followed {
  const relation = driving.join('.')
  const path = drivingPath(driving)
  const known = new Map<Attribute, Followed>()

  function inBody(body: ResolvedBody, attribute: Attribute): Followed {
    const before = known.get(attribute)
    if (before) return before
    const followed = followInBody(body, attribute)
    known.set(attribute, followed)
    return followed
  }

  function followInBody(body: ResolvedBody, attribute: Attribute): Followed {
    switch (body.kind) {
      case 'query':
        return inBody(body.body, attribute)
      case 'values':
        return refuse('it comes from values in the query', attribute.span)
      case 'set-operation':
        return inSetOperation(body, attribute)
      case 'select': {
        const item = path.itemOf(body)
        return item
          ? outputOf(attribute, body, item)
          : refuse(`this part of the query does not read "${relation}"`, attribute.span)
      }
    }
  }

  function inSetOperation(body: ResolvedSetOperation, attribute: Attribute): Followed {
    const { origin, span } = attribute
    // Behind `except` and `intersect` the columns are those of the first branch.
    if (body.giving.length === 1 && body.giving[0]) return inBody(body.giving[0], attribute)
    if (origin.kind !== 'union') return refuse('the columns of the branches are not known', span)
    const [first, ...rest] = origin.branches.map((branch, index): Followed => {
      const giving = body.giving[index]
      if (!branch || !giving) return refuse('the columns of a branch are not known', span)
      return inBody(giving, branch)
    })
    if (!first || isRefusal(first)) return first ?? refuse('the columns of the branches are not known', span)
    for (const [index, other] of rest.entries()) {
      if (isRefusal(other)) return other
      if (!sameExpression(first, other)) {
        return refuse('the branches do not make it in the same way', origin.branches[index + 1]?.span ?? span)
      }
    }
    return first
  }

  /** An output column, or an alias, of a select whose rows are those of `item`. */
  function outputOf(attribute: Attribute, select: ResolvedSelect, item: FromItem): Followed {
    const { origin, span } = attribute
    if (attribute.item || origin.kind === 'using') return inputOf(attribute, select, item, span)
    switch (origin.kind) {
      case 'same':
        return inputOf(origin.of, select, item, span)
      case 'expression':
        return inExpression(origin.expression, select, item)
      default:
        return refuse('it is made by something that changes the rows', span)
    }
  }

  /** A column that a select reads; or one of its own aliases, read further on in the list. */
  function inputOf(attribute: Attribute, select: ResolvedSelect, item: FromItem, span: TextSpan): Followed {
    const { origin } = attribute
    if (origin.kind === 'using') {
      const side = sideOf(attribute, item)
      return side ? inputOf(side, select, item, span) : refuse('the join can take it from another relation', span)
    }
    if (attribute.item === null) return outputOf(attribute, select, item)
    if (attribute.item !== item) return refuse(`it uses ${describe(attribute)}`, span)
    if (origin.kind === 'table') return column(origin.column, span)
    const inner = queryOf(item)
    if (!inner || origin.kind !== 'same') return refuse('it is made by something that changes the rows', span)
    return inBody(inner, origin.of)
  }

  function inExpression(expression: Expression, select: ResolvedSelect, item: FromItem): Followed {
    const obstacle = findNode(expression, (node) => obstacleIn(node) !== null)
    if (obstacle) return refuse(obstacleIn(obstacle) ?? '', obstacle.span)
    let refusal: Refusal | null = null
    const result = rewrite<Expression>(expression, (node) => {
      if (node.kind !== 'column' || analysis.parameters.has(node)) return node
      const followed = reference(node, select, item)
      if (!isRefusal(followed)) return followed
      refusal ??= followed
      return node
    })
    return refusal ?? result
  }

  function reference(node: Column, select: ResolvedSelect, item: FromItem): Followed {
    const meaning = analysis.references.get(node)
    const name = node.parts.map((part) => part.name).join('.')
    if (!meaning) return refuse(`it cannot be told which relation "${name}" belongs to`, node.span)
    if (meaning.outer) return refuse(`it uses "${name}" of the query around it`, node.span)
    const value = inputOf(meaning.attribute, select, item, node.span)
    if (isRefusal(value)) return value
    if (value.kind === 'column') return { ...value, parts: [...value.parts, ...meaning.fields], span: node.span }
    return meaning.fields.reduce<Expression>(
      (inner, field): Field => ({ kind: 'field', span: node.span, value: inner, name: field }),
      value,
    )
  }

  return (attribute) => inBody(analysis.query, attribute)
}

/** The side of a join with `using` that holds the rows of `item`, where the column always has that side's value. */
function sideOf({ origin }: Attribute, item: FromItem): Attribute | null {
  if (origin.kind !== 'using') return null
  const { join, left, right } = origin
  if (join !== 'right' && join !== 'full' && belongsTo(left, item)) return left
  if (join !== 'left' && join !== 'full' && belongsTo(right, item)) return right
  return null
}

function belongsTo(attribute: Attribute, item: FromItem): boolean {
  return attribute.item === item || sideOf(attribute, item) !== null
}

/** What in an expression makes its value more than a function of one row's columns. */
function obstacleIn(node: Node): string | null {
  if (node.kind === 'query') return 'it uses a subquery'
  if (isVolatileNode(node)) return 'it has another value each time it is computed'
  if (node.kind !== 'call') return null
  switch (rowUseOf(node)) {
    case 'aggregate':
      return 'it is an aggregate of several rows'
    case 'window':
      return 'it is computed by a window function'
    case 'generator':
      return 'it is made by something that changes the rows'
    case null:
      return null
  }
}

function describe({ name, item }: Attribute): string {
  const label = item ? itemLabel(item) : ''
  return label === '' ? `"${name}" of another relation` : `"${name}" of "${label}"`
}

function refuse(reason: string, span: TextSpan): Refusal {
  return { kind: 'refusal', reason, span }
}
