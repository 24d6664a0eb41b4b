import type { JoinedStar } from '../analysis/query-names.ts'
import type { Attribute, FromItem } from '../analysis/resolved.ts'
import { call, column, identifier } from '../sql/build.ts'
import { revised } from '../sql/node-forms.ts'
import type { Column, Expression, Identifier, Relation, Select, SelectItem, Star, TextSpan } from '../sql/tree.ts'
import type { Translation } from './context.ts'

/**
 * `select * from a join b using (k)`: the keys come first, where DuckDB leaves them in their place among the columns of
 * the left side; and where the keys are written out (`isWrittenOut`), a `*` would give both of them.
 */
export function withJoinedStars(node: Select, original: Select, translation: Translation): Select {
  const changed = node.items.map((item): readonly SelectItem[] => {
    if (item.expression.kind !== 'star') return [item]
    const star = translation.names.starOf(item.expression)
    return (star && listed(item, item.expression, star, translation)) ?? [item]
  })
  if (changed.every((items) => items.length === 1 && node.items.includes(items[0] as SelectItem))) return node
  const result = revised(node, { items: changed.flat(), from: node.from.map(withName) })
  translation.setOrigin(result, original)
  return result
}

/** Null where the target's own `*` gives the same. */
function listed(
  item: SelectItem,
  star: Star,
  { shape, first }: JoinedStar,
  translation: Translation,
): readonly SelectItem[] | null {
  const keys = new Set<Attribute>()
  for (const entry of shape) if (entry.kind === 'attribute' && entry.origin.kind === 'using') keys.add(entry)
  if (keys.size === 0) return null
  const isOut = [...keys].some((key) => isWrittenOut(key, translation))
  if (!isOut && (translation.target === 'postgres' || standFirst(keys, first))) return null
  const isOpen = shape.some(({ kind }) => kind === 'open')
  if (isOpen && translation.target === 'postgres') {
    translation.refuse(star.span, 'join … using', 'On PostgreSQL all columns behind `*` must be known.')
    return null
  }
  // Of columns that are not known nobody can say which relation an excluded one is of.
  if (isOpen && star.except.length > 0) return null
  return shape.map((entry): SelectItem => {
    const { span } = item
    if (entry.kind === 'open') return itemOf(restOf(entry.origin, keys, span), null, span)
    const name = entry.name === null ? null : identifier(entry.name, span)
    return itemOf(keyOf(entry, translation, span), name, span)
  })
}

function standFirst(keys: ReadonlySet<Attribute>, first: FromItem | null): boolean {
  return [...keys].every(({ name }, at) => {
    const column = first?.shape[at]
    return column?.kind === 'attribute' && column.name === name
  })
}

function keyOf(key: Attribute, translation: Translation, span: TextSpan): Expression {
  const isMerged = key.origin.kind === 'using' && !isWrittenOut(key, translation)
  const written = isMerged ? column(key.name ?? '', span) : writtenOut(key, span, translation)
  translation.setType(written, translation.typeOfAttribute(key))
  return written
}

function itemOf(expression: Expression, alias: Identifier | null, span: TextSpan): SelectItem {
  return { kind: 'select-item', span, expression, alias, columnAliases: [] }
}

type OpenOrigin = Extract<JoinedStar['shape'][number], { kind: 'open' }>['origin']

/** The columns of a relation that are not known, without the keys that it has. */
function restOf(origin: OpenOrigin, keys: ReadonlySet<Attribute>, span: TextSpan): Star {
  const from = origin.kind === 'item' ? origin.item : null
  const own = [...keys].flatMap((key) => leavesOf(key).filter(({ item }) => item === from))
  const except = [...new Set(own.flatMap(({ name }) => name ?? []))].map((name) => identifier(name, span))
  return { kind: 'star', span, qualifier: from ? [qualifierOf(from, span)] : [], except }
}

/** The columns that `using` made one, of the relations themselves. */
function leavesOf(key: Attribute): readonly Attribute[] {
  const { origin } = key
  return origin.kind === 'using' ? [...leavesOf(origin.left), ...leavesOf(origin.right)] : [key]
}

/** A key column as one of the relations', or the first of both that there is; any other column with its relation. */
export function writtenOut(key: Attribute, span: TextSpan, translation: Translation): Expression {
  const { origin, item, name } = key
  const typed = <T extends Expression>(expression: T): T => {
    translation.setType(expression, translation.typeOfAttribute(key))
    return expression
  }
  if (origin.kind === 'using') {
    const sides = { left: [origin.left], right: [origin.right], full: [origin.left, origin.right] }
    const [first, second] = origin.join === 'full' ? sides.full : origin.join === 'right' ? sides.right : sides.left
    const values = [first, second].flatMap((side) => (side ? [writtenOut(side, span, translation)] : []))
    const [only] = values
    return typed(values.length === 1 && only ? only : call('coalesce', values, span))
  }
  const own = identifier(name ?? '', span)
  const parts: readonly Identifier[] = item ? [qualifierOf(item, span), own] : [own]
  return typed({ kind: 'column', span, parts } satisfies Column)
}

function qualifierOf({ name, node }: FromItem, span: TextSpan): Identifier {
  return identifier(name.at(-1) ?? invented(node.span), span)
}

function invented({ start }: TextSpan): string {
  return `_q${start}`
}

/** A sub-query without a name gets one, so that its columns can be told from others. */
export function withName(relation: Relation): Relation {
  if (relation.kind === 'join') {
    const [left, right] = [withName(relation.left), withName(relation.right)]
    return left === relation.left && right === relation.right ? relation : revised(relation, { left, right })
  }
  if (relation.kind !== 'subquery-relation' || relation.alias) return relation
  const { span } = relation
  const name = identifier(invented(span), span)
  return revised(relation, { alias: { kind: 'table-alias', span, name, columns: [] } })
}

/**
 * Whether the dialect compares the keys of this one's join in a way that `using` does not: then the join says so itself,
 * and its keys are two columns again. So are those of a join that goes on from it.
 */
export function isWrittenOut(key: Attribute, translation: Translation): boolean {
  const known = translation.writtenOut.get(key)
  if (known !== undefined) return known
  const join = translation.names.joinOf(key)
  const keys = join ? translation.names.keysOf(join) : []
  const result = keys.some(({ origin }) => {
    if (origin.kind !== 'using') return false
    const { left, right } = origin
    if (isWrittenOut(left, translation) || isWrittenOut(right, translation)) return true
    const types = [translation.typeOfAttribute(left), translation.typeOfAttribute(right)] as const
    return translation.rules.comparesKeys?.(...types) ?? false
  })
  for (const one of keys) translation.writtenOut.set(one, result)
  return result
}
