import type { Identifier, Join } from '../sql/tree.ts'
import { fold } from './names.ts'
import type { Attribute, FromItem, OpenColumns, Shape } from './resolved.ts'
import { type Resolver, report } from './resolver.ts'
import { findInShape, itemLabel } from './scope.ts'
import { attribute, attributesNamed, isOpen, namesOf, unknownShape } from './shape.ts'

interface Side {
  readonly items: readonly FromItem[]
  readonly visible: Shape
}

/** The columns of `a join b using (…)`: the key columns once and first, then the others of both sides. */
export function mergeJoinColumns(
  join: Join,
  columns: readonly Identifier[],
  left: Side,
  right: Side,
  resolver: Resolver,
): Shape {
  const names = columns.map(fold)
  const keys = new Set<Attribute>()
  const merged = columns.map((column): Attribute => {
    const a = keyColumn(column, left, resolver)
    const b = keyColumn(column, right, resolver)
    if (a) keys.add(a)
    if (b) keys.add(b)
    if (!a || !b) return attribute(fold(column), column.span, { kind: 'made', from: [], as: { kind: 'unknown' } })
    return attribute(fold(column), column.span, { kind: 'using', join: join.type, node: join, left: a, right: b })
  })
  // What Spark did not choose stays.
  const chosen = resolver.dialect === 'spark' ? keys : null
  return [...merged, ...without(left.visible, names, chosen), ...without(right.visible, names, chosen)]
}

/** The columns of a natural join; unknown when one of its sides is, since any column may be a key then. */
export function naturalColumns(join: Join, left: Side, right: Side): Shape {
  if (isOpen(left.visible) || isOpen(right.visible)) return unknownShape(join.span)
  const names = [...new Set(namesOf(left.visible))].filter((name) => attributesNamed(right.visible, name).length > 0)
  const merged = names.flatMap((name) => {
    const a = attributesNamed(left.visible, name)[0]
    const b = attributesNamed(right.visible, name)[0]
    return a && b ? [attribute(name, join.span, { kind: 'using', join: join.type, node: join, left: a, right: b })] : []
  })
  return [...merged, ...without(left.visible, names, null), ...without(right.visible, names, null)]
}

/** Of several columns with the name Spark takes the first. */
function keyColumn(column: Identifier, side: Side, resolver: Resolver): Attribute | null {
  const name = fold(column)
  const found = findInShape(side.visible, name, resolver.dialect === 'spark')
  const searched = side.items.map(itemLabel).filter((label) => label !== '')
  if (found.kind === 'missing') {
    const known = namesOf(side.visible)
    report(resolver, column.span, { code: 'column/unknown', column: name, searched, known, hiddenAliasIn: null })
  }
  if (found.kind === 'ambiguous') {
    if (resolver.dialect === 'spark') return found.attributes[0] ?? null
    report(resolver, column.span, { code: 'column/ambiguous', column: name, owners: searched })
  }
  return found.kind === 'found' || found.kind === 'presumed' ? found.attribute : null
}

/** What is left without the keys: all columns of those names, unless it is known which were chosen. */
function without(shape: Shape, names: readonly string[], chosen: ReadonlySet<Attribute> | null): Shape {
  return shape.flatMap((entry): Shape => {
    if (entry.kind === 'attribute') {
      const isKey = chosen ? chosen.has(entry) : entry.name !== null && names.includes(entry.name)
      return isKey ? [] : [entry]
    }
    return [hide(entry, names)]
  })
}

/** Unknown columns, of which some are known not to be meant any more. */
export function hide(open: OpenColumns, names: readonly string[]): OpenColumns {
  const { origin } = open
  if (origin.kind === 'unknown') return open
  if (origin.kind === 'union') {
    return { ...open, origin: { kind: 'union', branches: origin.branches.map((branch) => hide(branch, names)) } }
  }
  return { ...open, origin: { ...origin, except: [...origin.except, ...names] } }
}
