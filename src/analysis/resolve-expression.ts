import type { Call, Column, Identifier, Lambda, Node, Star } from '../sql/tree.ts'
import { children } from '../sql/walk.ts'
import { functionName } from './generators.ts'
import { fold, foldAll } from './names.ts'
import { isReference, type NameSpace, resolveColumn } from './resolve-column.ts'
import type { LambdaParameter, Shape } from './resolved.ts'
import { type Resolver, report, type Surroundings } from './resolver.ts'
import { hasOpenColumns, itemLabel, itemsNamed, type Scope, scopesOutward } from './scope.ts'
import { unknownShape } from './shape.ts'

interface Visit {
  readonly node: Node
  /** The call that it is an argument of. */
  readonly call?: Call | null
  /** The parameters of the lambdas around it. */
  readonly parameters: ReadonlyMap<string, LambdaParameter>
}

const noParameters: ReadonlyMap<string, LambdaParameter> = new Map()

/** Resolves every column in an expression, a window or an order; queries in it see `names` as their outer scope. */
export function resolveExpression(root: Node, names: NameSpace, ctes: Surroundings['ctes'], resolver: Resolver): void {
  // A list of its own, since a chain of thousands of operators is a tree of that depth.
  const open: Visit[] = [{ node: root, parameters: noParameters }]
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { node, parameters } = visit
    switch (node.kind) {
      case 'column': {
        const [first] = node.parts
        const parameter = first && parameters.size > 0 ? parameters.get(fold(first)) : undefined
        if (parameter) resolver.parameters.set(node, parameter)
        else noteColumn(node, names, resolver)
        break
      }
      case 'star':
        if (node.qualifier.length > 0) checkStar(foldAll(node.qualifier), node, names.scope, resolver)
        resolver.stars.set(node, starShape(node, names.scope))
        if (visit.call && (functionName(visit.call) !== 'count' || visit.call.distinct)) noteStar(node, resolver)
        break
      case 'query':
        resolver.subqueries.set(node, resolver.resolveQuery(node, { ctes, outer: withAliases(names) }, resolver))
        break
      case 'lambda':
        open.push({ node: node.body, parameters: new Map([...parameters, ...parametersOf(node, visit.call ?? null)]) })
        break
      default:
        for (const child of children(node))
          open.push({ node: child, parameters, call: node.kind === 'call' ? node : null })
    }
  }
}

function parametersOf(lambda: Lambda, call: Call | null): readonly (readonly [string, LambdaParameter])[] {
  return lambda.parameters.map((name, index) => [fold(name), { lambda, index, call }])
}

function noteColumn(column: Column, names: NameSpace, resolver: Resolver): void {
  const meaning = resolveColumn(column, names, resolver)
  if (meaning === null) return
  if (isReference(meaning)) resolver.references.set(column, meaning)
  else resolver.problems.push(meaning)
}

/** A subquery sees the aliases that its surroundings see, behind their columns. */
function withAliases({ scope, aliases }: NameSpace): Scope {
  if (aliases.length === 0) return scope
  const outer: Scope = { items: [], visible: aliases, outer: scope.outer }
  return { ...scope, outer }
}

/** The columns that a star stands for; unknown for the fields of a struct. */
function starShape({ qualifier, except, span }: Star, scope: Scope): Shape {
  const items = itemsNamed(scope, foldAll(qualifier))
  if (qualifier.length > 0 && items.length === 0) return unknownShape(span)
  const shape = qualifier.length > 0 ? items.flatMap((item) => item.shape) : scope.visible
  const names = foldAll(except)
  return shape.filter((entry) => entry.kind === 'open' || entry.name === null || !names.includes(entry.name))
}

/** The columns of a star within a call, each as if it were written; two of one name cannot be. */
function noteStar(star: Star, resolver: Resolver): void {
  const columns: Column[] = []
  const seen = new Set<string>()
  for (const entry of resolver.stars.get(star) ?? []) {
    if (entry.kind === 'open' || entry.name === null || seen.has(entry.name)) return
    seen.add(entry.name)
    const name: Identifier = { kind: 'identifier', span: star.span, name: entry.name, quoted: true }
    const column: Column = { kind: 'column', span: star.span, parts: [...star.qualifier, name] }
    resolver.references.set(column, { attribute: entry, fields: [], outer: false })
    columns.push(column)
  }
  resolver.starColumns.set(star, columns)
}

/** Reports a star whose qualifier is neither a relation nor, possibly, a struct. */
export function checkStar(qualifier: readonly string[], node: Star, scope: Scope, resolver: Resolver): void {
  const scopes = [...scopesOutward(scope)]
  if (scopes.some((one) => itemsNamed(one, qualifier).length > 0)) return
  const isColumn = scopes.some(({ visible }) =>
    visible.some((entry) => entry.kind === 'attribute' && entry.name === qualifier[0]),
  )
  if (isColumn || hasOpenColumns(scope)) return
  report(resolver, node.qualifier[0]?.span ?? node.span, {
    code: 'column/unknown-alias',
    qualifier: qualifier.join('.'),
    known: scopes.flatMap(({ items }) => items.map(itemLabel)).filter((label) => label !== ''),
    aliasOfTable: null,
  })
}
