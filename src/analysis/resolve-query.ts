import type { Cte, Query, QueryBody, SetOperation, Values } from '../sql/tree.ts'
import { fold } from './names.ts'
import { outputSpan } from './output-span.ts'
import type { NameSpace } from './resolve-column.ts'
import { resolveExpression } from './resolve-expression.ts'
import { type BodyScope, resolveSelect } from './resolve-select.ts'
import type {
  Attribute,
  OpenColumns,
  ResolvedBody,
  ResolvedCte,
  ResolvedQuery,
  ResolvedSetOperation,
  ResolvedValues,
  Shape,
} from './resolved.ts'
import { type Resolver, report, type Surroundings } from './resolver.ts'
import { scopeOf } from './scope.ts'
import { attribute, attributesOf, isOpen, rename, unknownShape } from './shape.ts'

/** Resolves the names of a query and of all that it holds. */
export function resolveQuery(node: Query, surroundings: Surroundings, resolver: Resolver): ResolvedQuery {
  const ctes: ResolvedCte[] = []
  const visible = new Map(surroundings.ctes)
  for (const cte of node.with?.ctes ?? []) {
    const resolved = resolveCte(cte, node.with?.recursive ?? false, { ...surroundings, ctes: visible }, resolver)
    ctes.push(resolved)
    visible.set(resolved.name, resolved)
  }
  const inner = { ...surroundings, ctes: visible }
  const { body, scope } = resolveBody(node.body, inner, resolver)
  const order = orderNames(body, scope, surroundings, resolver)
  for (const part of [...node.orderBy, ...node.sortBy, ...node.distributeBy, ...node.clusterBy]) {
    resolveExpression(part, order, visible, resolver)
  }
  for (const part of [node.limit, node.offset]) {
    if (part) resolveExpression(part, order, visible, resolver)
  }
  return { kind: 'query', node, ctes, body, shape: body.shape }
}

/** A recursive query sees itself with the columns of its first branch. */
function resolveCte(node: Cte, recursive: boolean, surroundings: Surroundings, resolver: Resolver): ResolvedCte {
  const name = fold(node.name)
  const { query } = node
  const withItself = (first: Shape): Surroundings => {
    const itself: ResolvedCte = { name, node, query: null, shape: rename(first, node.columns) }
    return { ...surroundings, ctes: new Map([...surroundings.ctes, [name, itself]]) }
  }
  if (recursive && query.body.kind === 'set-operation' && query.with === null) {
    const body = resolveSetOperation(query.body, surroundings, resolver, withItself)
    const resolved: ResolvedQuery = { kind: 'query', node: query, ctes: [], body, shape: body.shape }
    return { name, node, query: resolved, shape: rename(body.shape, node.columns) }
  }
  const resolved = resolveQuery(query, recursive ? withItself(unknownShape(node.span)) : surroundings, resolver)
  return { name, node, query: resolved, shape: rename(resolved.shape, node.columns) }
}

function resolveBody(
  node: QueryBody,
  surroundings: Surroundings,
  resolver: Resolver,
): { body: ResolvedBody; scope: BodyScope | null } {
  switch (node.kind) {
    case 'select': {
      const { select, scope } = resolveSelect(node, surroundings, resolver)
      return { body: select, scope }
    }
    case 'set-operation':
      return { body: resolveSetOperation(node, surroundings, resolver), scope: null }
    case 'values':
      return { body: resolveValues(node, surroundings, resolver), scope: null }
    case 'query':
      return { body: resolver.resolveQuery(node, surroundings, resolver), scope: null }
  }
}

function resolveSetOperation(
  node: SetOperation,
  surroundings: Surroundings,
  resolver: Resolver,
  afterFirst: (first: Shape) => Surroundings = () => surroundings,
): ResolvedSetOperation {
  const first = resolveBody(node.first, surroundings, resolver).body
  const inner = afterFirst(first.shape)
  const rest = node.rest.map((branch) => {
    const { body } = resolveBody(branch.body, inner, resolver)
    if (!isOpen(first.shape) && !isOpen(body.shape) && first.shape.length !== body.shape.length) {
      report(resolver, outputSpan(body), {
        code: 'column/union-width',
        expected: first.shape.length,
        found: body.shape.length,
        first: outputSpan(first),
      })
    }
    return body
  })
  const operators = node.rest.map((branch) => branch.operator)
  // `except` and `intersect` give rows of the first branch only.
  const giving = [first, ...rest.filter((_, index) => operators[index] === 'union')]
  const matching = rest.filter((_, index) => operators[index] !== 'union')
  const shape = unitedShape(unionShape(giving), matching)
  return { kind: 'set-operation', node, branches: [first, ...rest], giving, shape }
}

/** The branches of `except` and `intersect` that give no rows still have a say in the types. */
function unitedShape(shape: Shape, matching: readonly ResolvedBody[]): Shape {
  if (matching.length === 0) return shape
  return shape.map((entry, index) => {
    if (entry.kind === 'open') return entry
    const beside = matching.map((body) => {
      const known = body.shape.slice(0, index + 1)
      const other = known[index]
      return other?.kind === 'attribute' && !isOpen(known) ? other : null
    })
    const { name, span, origin } = entry
    return attribute(name, span, origin.kind === 'union' ? { ...origin, beside } : { kind: 'same', of: entry, beside })
  })
}

/** Names come from the first branch, values from all of them by position. */
function unionShape(branches: readonly ResolvedBody[]): Shape {
  const [first] = branches
  if (!first || branches.length === 1) return first?.shape ?? []
  const knownWidths = branches.map(({ shape }) => shape.findIndex((entry) => entry.kind === 'open'))
  return first.shape.map((entry, index): Attribute | OpenColumns => {
    // Behind unknown columns positions only agree where all branches have them in the same place.
    const entries = branches.map(({ shape }, branch) => {
      const width = knownWidths[branch] ?? -1
      return width === -1 || index <= width || width === knownWidths[0] ? shape[index] : undefined
    })
    if (entry.kind === 'attribute') {
      const origins = entries.map((one) => (one?.kind === 'attribute' ? one : null))
      return attribute(entry.name, entry.span, { kind: 'union', branches: origins })
    }
    const opens = entries.filter((one): one is OpenColumns => one?.kind === 'open')
    const origin: OpenColumns['origin'] =
      opens.length === branches.length ? { kind: 'union', branches: opens } : { kind: 'unknown' }
    return { kind: 'open', span: entry.span, origin }
  })
}

function resolveValues(node: Values, surroundings: Surroundings, resolver: Resolver): ResolvedValues {
  const names: NameSpace = {
    scope: scopeOf([], [], surroundings.outer),
    aliases: [],
    aliasesFirst: false,
    hidden: null,
  }
  for (const row of node.rows) resolveExpression(row, names, surroundings.ctes, resolver)
  const width = node.rows[0]?.items.length ?? 0
  const prefix = resolver.dialect === 'spark' ? 'col' : 'column'
  const shape = Array.from({ length: width }, (_, index) => {
    const from = node.rows.flatMap((row) => row.items[index] ?? [])
    return attribute(`${prefix}${index + 1}`, node.span, { kind: 'made', from, as: { kind: 'rows' } })
  })
  return { kind: 'values', node, shape }
}

/** `order by` sees the output, and for a plain select what the select could read. */
function orderNames(
  body: ResolvedBody,
  scope: BodyScope | null,
  { outer }: Surroundings,
  { dialect }: Resolver,
): NameSpace {
  if (scope) return { scope: scope.scope, aliases: scope.aliases, aliasesFirst: true, hidden: null }
  // Through parentheses, and in Spark through a union, an order may reach what is behind: nothing is reported there.
  const reachesBehind = body.kind === 'query' || dialect === 'spark'
  const visible = reachesBehind ? [...body.shape, ...unknownShape(body.node.span)] : body.shape
  return { scope: scopeOf([], visible, outer), aliases: attributesOf(body.shape), aliasesFirst: true, hidden: null }
}
