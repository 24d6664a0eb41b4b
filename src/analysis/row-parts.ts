import { type KindSet, kindSet } from '../manifest/lineage-kinds.ts'
import type { GroupBy, Join, Node, Pivot, Relation } from '../sql/tree.ts'
import { findNode, rowUseOf } from './function-kinds.ts'
import { isGenerator } from './generators.ts'
import type { LineageContext } from './lineage-context.ts'
import { Parts } from './lineage-graph.ts'
import type { ResolvedBody, ResolvedQuery, ResolvedSelect, ResolvedSetOperation, Shape } from './resolved.ts'
import { addExpression, addShape } from './value-parts.ts'

const identity = kindSet('identity')
const join = kindSet('join')
const filter = kindSet('filter')
const group = kindSet('group_by')
const sort = kindSet('sort')

/**
 * What decides in one step which rows a body gives: its clauses, and the rows of all that it reads. An order decides only
 * where a limit follows.
 */
export function partsOfRows(body: ResolvedBody, context: LineageContext): Parts {
  const parts = new Parts()
  switch (body.kind) {
    case 'query':
      addQuery(body, parts, context)
      break
    case 'select':
      addSelect(body, parts, context)
      break
    case 'set-operation':
      addSetOperation(body, parts, context)
      break
    case 'values':
  }
  return parts
}

function addQuery({ node, body, shape }: ResolvedQuery, parts: Parts, context: LineageContext): void {
  parts.using(body, identity)
  const top = body.kind === 'select' ? body.node.top : null
  const limits = [node.limit, node.offset, top].filter((limit) => limit !== null)
  if (limits.length === 0) return
  for (const limit of limits) addExpression(limit, filter, parts, context)
  for (const { expression } of [...node.orderBy, ...node.sortBy]) addNamed(expression, sort, shape, parts, context)
}

function addSelect({ node, shape }: ResolvedSelect, parts: Parts, context: LineageContext): void {
  for (const relation of node.from) addRelation(relation, parts, context)
  // A row is there once for each of the elements that it is joined with.
  for (const view of node.lateralViews) addExpression(view.call, join, parts, context)
  for (const { expression } of node.items) {
    if (expression.kind === 'call' && isGenerator(expression)) addExpression(expression, join, parts, context)
  }
  for (const condition of [node.where, node.having, node.qualify]) {
    if (condition) addExpression(condition, filter, parts, context)
  }
  if (node.groupBy) addGroups(node.groupBy, shape, parts, context)
  if (node.distinct) addShape(shape, group, parts, context)
}

function addGroups({ all, items }: GroupBy, shape: Shape, parts: Parts, context: LineageContext): void {
  if (all) addShape(shape.filter(isGroupedByAll), group, parts, context)
  const open: Node[] = [...items]
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'grouping-sets' || node.kind === 'row') open.push(...node.items)
    else addNamed(node, group, shape, parts, context)
  }
}

function isGroupedByAll(entry: Shape[number]): boolean {
  if (entry.kind === 'open' || entry.origin.kind !== 'expression') return true
  const isAggregate = (node: Node) => node.kind === 'call' && rowUseOf(node) === 'aggregate'
  return findNode(entry.origin.expression, isAggregate) === null
}

/** An expression of a clause in which a number stands for the output at that place. */
function addNamed(node: Node, kinds: KindSet, shape: Shape, parts: Parts, context: LineageContext): void {
  if (node.kind !== 'number') {
    addExpression(node, kinds, parts, context)
    return
  }
  const position = Number(node.digits)
  const open = shape.slice(0, position).find((entry) => entry.kind === 'open')
  const entry = open ?? shape[position - 1]
  if (entry) addShape([entry], kinds, parts, context)
}

/** Rows that are compared as a whole are there or not by all of their columns. */
function addSetOperation(
  { node, branches, giving, shape }: ResolvedSetOperation,
  parts: Parts,
  context: LineageContext,
) {
  for (const branch of branches) parts.using(branch, identity)
  const takesAway = node.rest.some(({ operator }) => operator !== 'union')
  if (takesAway) for (const branch of branches) addShape(branch.shape, filter, parts, context)
  if (giving.length > 1 && node.rest.some(({ operator, all }) => operator === 'union' && !all)) {
    addShape(shape, group, parts, context)
  }
}

function addRelation(root: Relation, parts: Parts, context: LineageContext): void {
  // A list of its own: thousands of joins are a tree of that depth.
  const open: Relation[] = [root]
  for (let relation = open.pop(); relation; relation = open.pop()) {
    switch (relation.kind) {
      case 'table':
      case 'subquery-relation':
        addRowsOfItem(relation, parts, context)
        break
      case 'nested-relation':
        open.push(relation.relation)
        break
      case 'join':
        open.push(relation.right, relation.left)
        addJoin(relation, parts, context)
        break
      case 'table-function':
        addExpression(relation.call, join, parts, context)
        break
      case 'navigation':
        addExpression(relation.path, join, parts, context)
        break
      case 'pivot':
        open.push(relation.source)
        addPivot(relation, parts, context)
        break
      case 'unpivot':
        open.push(relation.source)
        if (relation.includeNulls) break
        for (const { expression } of relation.inputs) addExpression(expression, filter, parts, context)
        break
      case 'inline-table':
    }
  }
}

function addRowsOfItem(node: Relation, parts: Parts, context: LineageContext): void {
  const item = context.analysis.items.get(node)
  if (!item || context.isBoundary(item)) return
  const { source } = item
  if (source.kind === 'query') parts.using(source.query, identity)
  if (source.kind !== 'cte') return
  const { query } = context.finished(source.cte)
  // A recursive query's own rows bring nothing that it has not got.
  if (query && source.cte.query) parts.using(query, identity)
}

function addJoin(node: Join, parts: Parts, context: LineageContext): void {
  if (node.condition?.kind === 'on') addExpression(node.condition.condition, join, parts, context)
  const keys = context.analysis.joinKeys.get(node)
  for (const key of keys ?? []) {
    if (key.origin.kind !== 'using') {
      addShape([key], join, parts, context)
      continue
    }
    parts.using(key.origin.left, join)
    parts.using(key.origin.right, join)
  }
  if (node.natural && !keys) parts.reads(context.unknownColumns('*'), join)
}

/** A pivot makes one row of all that agree in the columns which it leaves as they are. */
function addPivot(node: Pivot, parts: Parts, context: LineageContext): void {
  const shape = context.analysis.items.get(node)?.shape ?? []
  const isMade = (entry: Shape[number]) =>
    entry.kind === 'attribute' &&
    entry.origin.kind === 'same' &&
    entry.origin.of.origin.kind === 'made' &&
    entry.origin.of.span === node.span
  addShape(
    shape.filter((entry) => !isMade(entry)),
    group,
    parts,
    context,
  )
}
