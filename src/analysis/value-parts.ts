import { compose, type KindSet, kindSet } from '../manifest/lineage-kinds.ts'
import { wordSet } from '../sql/dialects/words.ts'
import type { Call, Case, Column, Node, Query, Star, Window, WindowName } from '../sql/tree.ts'
import { children } from '../sql/walk.ts'
import { combinesRows } from './function-kinds.ts'
import { functionName } from './generators.ts'
import type { LineageContext } from './lineage-context.ts'
import { Parts } from './lineage-graph.ts'
import { fold } from './names.ts'
import { isPseudoColumn } from './resolve-column.ts'
import type { Attribute, Shape } from './resolved.ts'

const identity = kindSet('identity')
const transformation = kindSet('transformation')
const aggregation = kindSet('aggregation')
const conditional = kindSet('conditional')
const window = kindSet('window')
const filter = kindSet('filter')
const sort = kindSet('sort')

/** Aggregates whose `within group` orders the very values that they answer with. */
const orderedSets = wordSet('percentile_cont percentile_disc mode median approx_percentile percentile')

/** What a column's value is made from in one step. */
export function partsOfAttribute(attribute: Attribute, context: LineageContext): Parts {
  const parts = new Parts()
  const { origin, item } = attribute
  if (item && context.isBoundary(item) && item.source.kind === 'cte') {
    const column = origin.kind === 'same' ? origin.of.name : attribute.name
    if (column !== null) parts.reads(context.column([item.source.cte.name], column), identity)
    return parts
  }
  switch (origin.kind) {
    case 'table': {
      const relation = item && context.relationOf(item)
      parts.reads(relation ? context.column(relation, origin.column) : context.unknownColumns(origin.column), identity)
      break
    }
    case 'same':
      parts.using(originalOf(recursiveColumn(attribute, context) ?? origin.of, context), identity)
      break
    case 'using':
      // An outer join takes the key from the side whose rows are all kept.
      if (origin.join !== 'right') parts.using(origin.left, identity)
      if (origin.join !== 'left') parts.using(origin.right, identity)
      break
    case 'union':
      for (const branch of origin.branches) {
        if (branch) parts.using(branch, identity)
        else parts.reads(context.unknownColumns(attribute.name ?? '*'), identity)
      }
      break
    case 'expression':
      addExpression(origin.expression, identity, parts, context)
      break
    case 'made':
      for (const expression of origin.from) addExpression(expression, transformation, parts, context)
      for (const expression of origin.chosenBy ?? []) addExpression(expression, conditional, parts, context)
      if (origin.as.kind === 'unknown') parts.reads(context.unknownColumns(attribute.name ?? '*'), identity)
  }
  return parts
}

/**
 * The attribute whose value this one passes on, through subqueries and stars. Not to the end of very long ways, so that
 * one which is entered at every step is not walked from each of them.
 */
export function originalOf(attribute: Attribute, context: LineageContext): Attribute {
  let current = attribute
  for (let steps = 0; steps < 50; steps++) {
    const { origin, item } = current
    if (origin.kind !== 'same' || (item && context.isBoundary(item))) break
    current = recursiveColumn(current, context) ?? origin.of
  }
  return current
}

/** A recursive query reads its own column, which is more than what its first branch gives. */
function recursiveColumn({ item, origin }: Attribute, context: LineageContext): Attribute | null {
  if (item?.source.kind !== 'cte' || origin.kind !== 'same') return null
  const { cte } = item.source
  const whole = context.finished(cte)
  if (whole === cte) return null
  const column = whole.shape[cte.shape.indexOf(origin.of)]
  return column?.kind === 'attribute' ? column : null
}

interface Visit {
  readonly node: Node
  readonly kinds: KindSet
}

/** Adds what an expression reads; `kinds` says how the expression as a whole is used. */
export function addExpression(root: Node, kinds: KindSet, parts: Parts, context: LineageContext): void {
  // A list of its own, since a chain of thousands of operators is a tree of that depth.
  const open: Visit[] = [{ node: root, kinds }]
  const windows = new Set<Node>()
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { node } = visit
    const push = (inner: Node | null, step: KindSet) => {
      if (inner) open.push({ node: inner, kinds: compose((visit as Visit).kinds, step) })
    }
    switch (node.kind) {
      case 'column':
        addColumn(node, visit.kinds, parts, context)
        break
      case 'star':
        addStar(node, compose(visit.kinds, transformation), parts, context)
        break
      case 'case':
        visitCase(node, push)
        break
      case 'call':
        visitCall(node, push)
        break
      case 'window':
      case 'window-name':
        if (windows.has(node)) break
        windows.add(node)
        if (node.kind === 'window') for (const child of children(node)) push(child, window)
        for (const named of basesOf(node, context)) push(named, window)
        break
      case 'lambda':
        push(node.body, transformation)
        break
      case 'subquery':
        push(node.query, identity)
        break
      case 'named-argument':
        push(node.value, identity)
        break
      case 'exists':
        addRows(node.query, parts, context)
        break
      case 'query':
        addShape(context.analysis.subqueries.get(node)?.shape ?? [], visit.kinds, parts, context)
        addRows(node, parts, context)
        break
      default:
        for (const child of children(node)) push(child, transformation)
    }
  }
}

/** Adds columns, and a note of those that are not known. */
export function addShape(shape: Shape, kinds: KindSet, parts: Parts, context: LineageContext): void {
  for (const entry of shape) {
    if (entry.kind === 'attribute') parts.using(originalOf(entry, context), kinds)
    else parts.reads(context.openColumns(entry), kinds)
  }
}

/** A query's rows decide over whatever is computed from it. */
function addRows(node: Query, parts: Parts, { analysis }: LineageContext): void {
  const query = analysis.subqueries.get(node)
  if (query) parts.using(query, identity)
}

function addColumn(column: Column, kinds: KindSet, parts: Parts, context: LineageContext): void {
  const { references, parameters } = context.analysis
  const meaning = references.get(column)
  if (meaning) {
    const how = meaning.fields.length > 0 ? compose(kinds, transformation) : kinds
    parts.using(originalOf(meaning.attribute, context), how)
  }
  // A lambda's parameter has no meaning of its own: its values are those of the call's other arguments.
  else if (!parameters.has(column) && !isPseudoColumn(column)) parts.reads(context.unresolved(column), kinds)
}

function addStar(star: Star, kinds: KindSet, parts: Parts, context: LineageContext): void {
  addShape(context.analysis.stars.get(star) ?? [], kinds, parts, context)
}

type Push = (inner: Node | null, step: KindSet) => void

function visitCase({ operand, branches, otherwise }: Case, push: Push): void {
  push(operand, conditional)
  for (const { when, result } of branches) {
    push(when, conditional)
    push(result, transformation)
  }
  push(otherwise, transformation)
}

function visitCall(call: Call, push: Push): void {
  const name = functionName(call)
  const made = combinesRows(call) ? aggregation : transformation
  const isCount = name === 'count' && !call.distinct
  call.args.forEach((argument, index) => {
    // It counts rows, whatever their columns hold.
    if (isCount && argument.kind === 'star' && argument.qualifier.length === 0) return
    push(argument, isCondition(name, index, call.args.length) ? conditional : made)
  })
  for (const { expression } of call.orderBy) push(expression, sort)
  for (const { expression } of call.withinGroup) push(expression, orderedSets.has(name) ? made : sort)
  push(call.filter, filter)
  push(call.over, identity)
}

/** Whether an argument only chooses among the others, as a case's conditions do. */
function isCondition(name: string, index: number, count: number): boolean {
  switch (name) {
    case 'if':
    case 'iff':
    case 'nvl2':
      return index === 0
    case 'decode':
      // `decode(value, search, result, …, otherwise)`; with two arguments it reads bytes as text.
      return count > 2 && (index === 0 || (index % 2 === 1 && index < count - 1))
    default:
      return false
  }
}

function basesOf(node: Window | WindowName, context: LineageContext): readonly Node[] {
  const base = node.kind === 'window' ? node.base : node.name
  return base ? context.windowsNamed(node, fold(base)).map((named) => named.window) : []
}
