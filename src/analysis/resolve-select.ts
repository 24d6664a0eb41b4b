import type {
  Column,
  Expression,
  GroupBy,
  GroupingElement,
  Identifier,
  Node,
  Select,
  SelectItem,
  Star,
} from '../sql/tree.ts'
import { functionName, generatedColumns, isGenerator } from './generators.ts'
import { hide } from './join-columns.ts'
import { fold, foldAll } from './names.ts'
import { outputName } from './output-name.ts'
import { isReference, type NameSpace, resolveColumn } from './resolve-column.ts'
import { checkStar, resolveExpression } from './resolve-expression.ts'
import { resolveFrom } from './resolve-relation.ts'
import type { Attribute, AttributeOrigin, Making, OpenColumns, ResolvedSelect, Shape } from './resolved.ts'
import type { Resolver, Surroundings } from './resolver.ts'
import { itemsNamed, type Scope, scopeOf } from './scope.ts'
import { attribute, unknownShape } from './shape.ts'
import { columnsOfItem, leadersOf } from './star-order.ts'

/** What an `order by` behind a select can name. */
export interface BodyScope {
  readonly scope: Scope
  readonly aliases: readonly Attribute[]
}

export function resolveSelect(
  node: Select,
  surroundings: Surroundings,
  resolver: Resolver,
): { select: ResolvedSelect; scope: BodyScope } {
  const { ctes, outer } = surroundings
  const from = resolveFrom(node.from, node.lateralViews, surroundings, resolver)
  const scope = scopeOf(from.items, [...from.visible, ...timeWindows(node.groupBy)], outer)
  const resolve = (part: Node | null, names: NameSpace) => {
    if (part) resolveExpression(part, names, ctes, resolver)
  }

  const shape: (Attribute | OpenColumns)[] = []
  const aliases: Attribute[] = []
  for (const item of node.items) {
    if (item.expression.kind !== 'star') {
      resolve(item.expression, { scope, aliases, aliasesFirst: false, hidden: null })
    }
    const entries = outputOf(item, scope, from.visible, resolver)
    for (const entry of entries) {
      shape.push(entry)
      if (entry.kind === 'attribute' && entry.name !== null) aliases.push(entry)
    }
  }

  const columnsFirst: NameSpace = { scope, aliases, aliasesFirst: false, hidden: null }
  const aliasesFirst: NameSpace = { scope, aliases, aliasesFirst: true, hidden: null }
  const sparkWhere: NameSpace = { scope, aliases: [], aliasesFirst: false, hidden: { aliases, clause: 'where' } }
  resolve(node.where, resolver.dialect === 'spark' ? sparkWhere : columnsFirst)
  for (const element of node.groupBy?.items ?? []) resolve(element satisfies GroupingElement, columnsFirst)
  resolve(node.having, aliasesFirst)
  resolve(node.qualify, aliasesFirst)
  resolve(node.top, columnsFirst)
  for (const { window } of node.windows) resolve(window, columnsFirst)

  const select: ResolvedSelect = { kind: 'select', node, items: from.items, shape }
  return { select, scope: { scope, aliases } }
}

/** Spark: `group by window(…)` makes a column `window`. */
function timeWindows(groupBy: GroupBy | null): Attribute[] {
  if (!groupBy) return []
  return groupBy.items.flatMap((element) => {
    if (element.kind !== 'call') return []
    const name = functionName(element)
    if (name !== 'window' && name !== 'session_window') return []
    return [attribute(name, element.span, { kind: 'expression', expression: element })]
  })
}

function outputOf(item: SelectItem, scope: Scope, visible: Shape, resolver: Resolver): Shape {
  const { expression, alias, columnAliases, span } = item
  if (expression.kind === 'star') return starColumns(expression, scope, visible, resolver)
  if (columnAliases.length > 0) {
    return columnAliases.map((name, column) => attribute(fold(name), name.span, generatedBy(expression, column)))
  }
  if (expression.kind === 'call' && isGenerator(expression) && !alias) {
    const names = generatedColumns(expression, resolver.typeOf)
    return names?.map((name, column) => attribute(name, span, generatedBy(expression, column))) ?? unknownShape(span)
  }
  const name = alias ? fold(alias) : outputName(expression, resolver.dialect, resolver.references)
  const meaning = expression.kind === 'column' ? resolver.references.get(expression) : undefined
  if (meaning && meaning.fields.length === 0 && !meaning.outer) {
    return [attribute(name, span, { kind: 'same', of: meaning.attribute })]
  }
  return [attribute(name, span, { kind: 'expression', expression })]
}

function generatedBy(expression: Expression, column: number): AttributeOrigin {
  const as: Making = expression.kind === 'call' ? { kind: 'generated', call: expression, column } : { kind: 'unknown' }
  return { kind: 'made', from: [expression], as }
}

function starColumns(star: Star, scope: Scope, visible: Shape, resolver: Resolver): Shape {
  const except = star.except.map(fold)
  const qualifier = foldAll(star.qualifier)
  if (qualifier.length === 0) {
    resolver.leaders.set(star, leadersOf(visible, scope.items))
    return throughStar(visible, star, except)
  }
  checkStar(qualifier, star, scope, resolver)
  const items = itemsNamed(scope, qualifier)
  // Otherwise it is the fields of a struct, or an error that was reported.
  if (items.length === 0) return structColumns(star, scope, except, resolver)
  const shape = items.flatMap((item) => (resolver.dialect === 'spark' ? columnsOfItem(item, visible) : item.shape))
  resolver.leaders.set(star, leadersOf(shape, items))
  return throughStar(shape, star, except)
}

/** The fields of the struct that a star's qualifier names, when the type of the struct is known. */
function structColumns(star: Star, scope: Scope, except: readonly string[], resolver: Resolver): Shape {
  const { span, qualifier } = star
  const whole: Column = { kind: 'column', span, parts: qualifier }
  const meaning = resolveColumn(whole, { scope, aliases: [], aliasesFirst: false, hidden: null }, resolver)
  if (!isReference(meaning)) return unknownShape(span)
  resolver.references.set(whole, meaning)
  resolver.structStars.set(star, whole)
  const type = resolver.typeOf(whole)
  if (type?.kind !== 'struct') return unknownShape(span)
  return type.fields.flatMap(({ name }) => {
    const folded = name.toLowerCase()
    if (except.includes(folded)) return []
    const field: Identifier = { kind: 'identifier', span, name, quoted: true }
    const expression: Column = { kind: 'column', span, parts: [...qualifier, field] }
    resolver.references.set(expression, { ...meaning, fields: [...meaning.fields, field] })
    return [attribute(folded, span, { kind: 'expression', expression })]
  })
}

function throughStar(shape: Shape, { span }: Star, except: readonly string[]): Shape {
  const left: (Attribute | OpenColumns)[] = []
  for (const entry of shape) {
    if (entry.kind === 'open') left.push(hide({ kind: 'open', span, origin: entry.origin }, except))
    else if (entry.name === null || !except.includes(entry.name)) {
      left.push(attribute(entry.name, span, { kind: 'same', of: entry }))
    }
  }
  return left
}
