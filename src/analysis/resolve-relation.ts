import type {
  Identifier,
  InlineTable,
  Join,
  LateralView,
  Navigation,
  NestedRelation,
  Relation,
  SubqueryRelation,
  TableAlias,
  TableFunction,
  TableReference,
} from '../sql/tree.ts'
import { functionName, generatedColumns } from './generators.ts'
import { mergeJoinColumns, naturalColumns } from './join-columns.ts'
import { fold, foldAll } from './names.ts'
import { pivotShape, unpivotShape } from './pivot-shape.ts'
import type { NameSpace } from './resolve-column.ts'
import { resolveExpression } from './resolve-expression.ts'
import type { Attribute, FromItem, ItemSource, Making, OpenColumns, Shape } from './resolved.ts'
import type { Resolver, Surroundings } from './resolver.ts'
import { itemsNamed, type Scope, scopeOf, scopesOutward } from './scope.ts'
import { attribute, attributesOf, isOpen, ownOpen, rename, shapeThrough } from './shape.ts'

/** What a part of a `from` brings: the relations that a qualifier can name, and the columns without one. */
export interface FromPart {
  readonly items: readonly FromItem[]
  readonly visible: Shape
}

const nothing: FromPart = { items: [], visible: [] }

/** Resolves the relations of a `from` and its lateral views, from left to right. */
export function resolveFrom(
  relations: readonly Relation[],
  lateralViews: readonly LateralView[],
  surroundings: Surroundings,
  resolver: Resolver,
): FromPart {
  let part = nothing
  for (const relation of relations) part = beside(part, resolveRelation(relation, part, surroundings, resolver))
  for (const view of lateralViews) part = beside(part, lateralView(view, part, surroundings, resolver))
  return part
}

function resolveRelation(relation: Relation, left: FromPart, surroundings: Surroundings, resolver: Resolver): FromPart {
  const part = resolvePart(relation, left, surroundings, resolver)
  const [item] = part.items
  if (item?.node === relation) resolver.items.set(relation, item)
  return part
}

function resolvePart(relation: Relation, left: FromPart, surroundings: Surroundings, resolver: Resolver): FromPart {
  switch (relation.kind) {
    case 'table':
      return table(relation, left, surroundings, resolver)
    case 'subquery-relation':
      return subquery(relation, left, surroundings, resolver)
    case 'nested-relation':
      return nested(relation, left, surroundings, resolver)
    case 'table-function':
      return tableFunction(relation, left, surroundings, resolver)
    case 'inline-table':
      return inlineTable(relation, surroundings, resolver)
    case 'navigation':
      return navigation(relation, left, surroundings, resolver)
    case 'join':
      return join(relation, left, surroundings, resolver)
    case 'pivot': {
      const source = resolveRelation(relation.source, left, surroundings, resolver)
      const names = namesIn(scopeOf(source.items, source.visible, surroundings.outer))
      for (const node of [...relation.aggregates, ...relation.columns, ...relation.values]) {
        resolveExpression(node, names, surroundings.ctes, resolver)
      }
      return derived(relation, relation.alias, pivotShape(relation, source.visible, resolver))
    }
    case 'unpivot': {
      const source = resolveRelation(relation.source, left, surroundings, resolver)
      const names = namesIn(scopeOf(source.items, source.visible, surroundings.outer))
      for (const node of relation.inputs) resolveExpression(node, names, surroundings.ctes, resolver)
      return derived(relation, relation.alias, unpivotShape(relation, source.visible, resolver.references))
    }
  }
}

function table(node: TableReference, left: FromPart, surroundings: Surroundings, resolver: Resolver): FromPart {
  const { alias } = node
  const parts = foldAll(node.name)
  const cte = parts.length === 1 ? surroundings.ctes.get(parts[0] ?? '') : undefined
  const name = alias ? [fold(alias.name)] : parts
  const columns = alias?.columns ?? []
  if (cte) {
    resolver.cteUses.set(cte.node, (resolver.cteUses.get(cte.node) ?? 0) + 1)
    return one(node, name, { kind: 'cte', node, cte }, columns, (item) => shapeThrough(item, cte.shape))
  }
  const known = resolver.catalog(parts)
  const isKnown = known !== null && known !== 'unknown'
  if (!isKnown && resolver.dialect === 'redshift' && isNavigation(parts, left, surroundings)) {
    // The elements of a SUPER column of a relation to the left: their form is not known.
    return one(node, alias ? name : name.slice(-1), { kind: 'other' }, columns, (item) => [ownOpen(item)])
  }
  resolver.tables.push(node)
  return one(node, name, { kind: 'table', node }, columns, (item) =>
    isKnown
      ? known.columns.map((column) =>
          attribute(
            column.name.toLowerCase(),
            node.span,
            { kind: 'table', column: column.name.toLowerCase(), type: column.type ?? null },
            item,
          ),
        )
      : [ownOpen(item)],
  )
}

/** Whether `c.orders` begins with the name of a relation to the left or around, and so is no table. */
function isNavigation(parts: readonly string[], left: FromPart, surroundings: Surroundings): boolean {
  if (parts.length < 2) return false
  const scopes = scopesOutward(scopeOf(left.items, left.visible, surroundings.outer))
  return [...scopes].some((scope) => itemsNamed(scope, parts.slice(0, 1)).length > 0)
}

function subquery(node: SubqueryRelation, left: FromPart, surroundings: Surroundings, resolver: Resolver): FromPart {
  const inner = node.lateral ? { ...surroundings, outer: scopeBeside(left, surroundings) } : surroundings
  const query = resolver.resolveQuery(node.query, inner, resolver)
  return one(node, aliasName(node.alias), { kind: 'query', query }, node.alias?.columns ?? [], (item) =>
    shapeThrough(item, query.shape),
  )
}

function nested(node: NestedRelation, left: FromPart, surroundings: Surroundings, resolver: Resolver): FromPart {
  const inner = resolveRelation(node.relation, left, surroundings, resolver)
  return node.alias ? derived(node, node.alias, inner.visible) : inner
}

function tableFunction(node: TableFunction, left: FromPart, surroundings: Surroundings, resolver: Resolver): FromPart {
  resolveExpression(node.call, namesIn(scopeBeside(left, surroundings)), surroundings.ctes, resolver)
  const { alias, call } = node
  // A function of one value gives its column its own alias' name.
  const isScalar = functionName(call) === 'generate_series'
  const columns = isScalar && alias ? [fold(alias.name)] : generatedColumns(call, resolver.typeOf)
  const name = alias ? [fold(alias.name)] : [functionName(call)]
  return one(node, name, { kind: 'other' }, [], (item) => generated(item, call, columns, alias?.columns ?? []))
}

function lateralView(view: LateralView, left: FromPart, surroundings: Surroundings, resolver: Resolver): FromPart {
  resolveExpression(view.call, namesIn(scopeBeside(left, surroundings)), surroundings.ctes, resolver)
  return one(view, view.name ? [fold(view.name)] : [], { kind: 'other' }, [], (item) =>
    generated(item, view.call, generatedColumns(view.call, resolver.typeOf), view.columns),
  )
}

/** The columns of a table function: as its alias names them, else as the function does. */
function generated(
  item: FromItem,
  call: TableFunction['call'],
  columns: readonly string[] | null,
  aliases: readonly Identifier[],
): Shape {
  const names = aliases.length > 0 ? foldAll(aliases) : columns
  if (!names) return [ownOpen(item)]
  return names.map((name, column) =>
    attribute(name, item.node.span, { kind: 'made', from: [call], as: { kind: 'generated', call, column } }, item),
  )
}

function inlineTable(node: InlineTable, surroundings: Surroundings, resolver: Resolver): FromPart {
  for (const row of node.rows) {
    resolveExpression(row, namesIn(scopeBeside(nothing, surroundings)), surroundings.ctes, resolver)
  }
  const first = node.rows[0]?.items ?? []
  return one(node, aliasName(node.alias), { kind: 'other' }, node.alias?.columns ?? [], (item) =>
    first.map((_, index) => {
      const from = node.rows.flatMap((row) => row.items[index] ?? [])
      return attribute(`col${index + 1}`, node.span, { kind: 'made', from, as: { kind: 'rows' } }, item)
    }),
  )
}

function navigation(node: Navigation, left: FromPart, surroundings: Surroundings, resolver: Resolver): FromPart {
  resolveExpression(node.path, namesIn(scopeBeside(left, surroundings)), surroundings.ctes, resolver)
  const path = node.path.kind === 'column' ? node.path.parts.at(-1) : undefined
  const value = node.alias ?? path
  return one(node, value ? [fold(value)] : [], { kind: 'other' }, [], (item) => [
    ...navigated(node, value, { kind: 'first' }, item),
    ...navigated(node, node.at, { kind: node.unpivot ? 'name' : 'place' }, item),
  ])
}

function navigated(node: Navigation, name: Identifier | null | undefined, as: Making, item: FromItem): Attribute[] {
  return name ? [attribute(fold(name), node.span, { kind: 'made', from: [node.path], as }, item)] : []
}

function join(node: Join, siblings: FromPart, surroundings: Surroundings, resolver: Resolver): FromPart {
  const left = resolveRelation(node.left, siblings, surroundings, resolver)
  const right = resolveRelation(node.right, beside(siblings, left), surroundings, resolver)
  const both = beside(left, right)
  const { condition } = node
  if (condition?.kind === 'on') {
    const scope = scopeOf(both.items, both.visible, surroundings.outer)
    resolveExpression(condition.condition, namesIn(scope), surroundings.ctes, resolver)
  }
  const visible =
    condition?.kind === 'using'
      ? mergeJoinColumns(node, condition.columns, left, right, resolver)
      : node.natural
        ? naturalColumns(node, left, right)
        : both.visible
  if (condition?.kind === 'using') resolver.joinKeys.set(node, attributesOf(visible.slice(0, condition.columns.length)))
  else if (node.natural && !isOpen(visible)) {
    // Keys of joins inside are merged columns too; those of this one were made here.
    const keys = attributesOf(visible).filter(({ origin, span }) => origin.kind === 'using' && span === node.span)
    resolver.joinKeys.set(node, keys)
  }
  if (node.type === 'left semi' || node.type === 'left anti') {
    return {
      items: left.items,
      visible: resolver.dialect === 'spark' ? keysFirst(left.visible, visible) : left.visible,
    }
  }
  return { items: both.items, visible }
}

/** A relation of its own, made from others whose names it hides. */
function derived(node: Relation, alias: TableAlias | null, shape: Shape): FromPart {
  return one(node, aliasName(alias), { kind: 'other' }, alias?.columns ?? [], (item) => shapeThrough(item, shape))
}

/** A single relation. Its columns know the relation that they belong to, so that is made first. */
function one(
  node: FromItem['node'],
  name: readonly string[],
  source: ItemSource,
  columns: readonly Identifier[],
  shapeOf: (item: FromItem) => Shape,
): FromPart {
  const shape: (Attribute | OpenColumns)[] = []
  const item: FromItem = { node, name, source, shape }
  shape.push(...rename(shapeOf(item), columns, item))
  return { items: [item], visible: shape }
}

/** A semi join merges no columns, but has its keys first. */
function keysFirst(shape: Shape, merged: Shape): Shape {
  const keys = new Set(attributesOf(merged).flatMap(({ origin }) => (origin.kind === 'using' ? [origin.left] : [])))
  const own = [...keys].filter((key) => shape.includes(key))
  return [...own, ...shape.filter((entry) => entry.kind === 'open' || !own.includes(entry))]
}

function beside(left: FromPart, right: FromPart): FromPart {
  return { items: [...left.items, ...right.items], visible: [...left.visible, ...right.visible] }
}

function scopeBeside(left: FromPart, surroundings: Surroundings): Scope {
  return scopeOf(left.items, left.visible, surroundings.outer)
}

function aliasName(alias: TableAlias | null): readonly string[] {
  return alias ? [fold(alias.name)] : []
}

function namesIn(scope: Scope): NameSpace {
  return { scope, aliases: [], aliasesFirst: false, hidden: null }
}
