import type { Identifier, TextSpan } from '../sql/tree.ts'
import { fold } from './names.ts'
import type { Attribute, AttributeOrigin, FromItem, OpenColumns, Shape } from './resolved.ts'

export function attribute(
  name: string | null,
  span: TextSpan,
  origin: AttributeOrigin,
  item: FromItem | null = null,
): Attribute {
  return { kind: 'attribute', name, span, item, origin }
}

export function isOpen(shape: Shape): boolean {
  return shape.some((entry) => entry.kind === 'open')
}

export function attributesOf(shape: Shape): Attribute[] {
  return shape.filter((entry) => entry.kind === 'attribute')
}

export function attributesNamed(shape: Shape, name: string): Attribute[] {
  const found: Attribute[] = []
  for (const entry of shape) if (entry.kind === 'attribute' && entry.name === name) found.push(entry)
  return found
}

/** The names that a shape is known to have. */
export function namesOf(shape: Shape): string[] {
  return attributesOf(shape).flatMap((entry) => entry.name ?? [])
}

/**
 * The one column called `name`: a known one, or one that the shape's unknown columns must hold if it exists at all.
 * Null when there is none, when there are several, and when more than one unknown part could hold it.
 */
export function columnNamed(shape: Shape, name: string): Attribute | null {
  const known = attributesNamed(shape, name)
  if (known.length > 0) return known.length === 1 ? (known[0] ?? null) : null
  const open = shape.filter((entry) => entry.kind === 'open')
  return open.length === 1 && open[0] ? presume(open[0], name) : null
}

const presumed = new WeakMap<OpenColumns, Map<string, Attribute | null>>()

/** The column `name` among unknown columns, taken to exist; null where even its origin would be a guess. */
export function presume(open: OpenColumns, name: string): Attribute | null {
  // Once for each name: a chain of CTEs that each read the one before twice has many ways to its end.
  const known = presumed.get(open) ?? new Map<string, Attribute | null>()
  presumed.set(open, known)
  const before = known.get(name)
  if (before !== undefined) return before
  const column = presumeColumn(open, name)
  known.set(name, column)
  return column
}

function presumeColumn({ origin, span }: OpenColumns, name: string): Attribute | null {
  switch (origin.kind) {
    case 'unknown':
      return null
    case 'union': {
      const branches = origin.branches.map((branch) => presume(branch, name))
      return branches.includes(null) ? null : attribute(name, span, { kind: 'union', branches })
    }
    case 'item':
      return origin.except.includes(name) ? null : presumeInItem(origin.item, name, span)
  }
}

function presumeInItem(item: FromItem, name: string, span: TextSpan): Attribute | null {
  const { source } = item
  if (source.kind === 'table') return attribute(name, span, { kind: 'table', column: name, type: null }, item)
  if (source.kind === 'other') return null
  const inner = columnNamed(source.kind === 'cte' ? source.cte.shape : source.query.shape, name)
  return inner && attribute(name, span, { kind: 'same', of: inner }, item)
}

/** The columns of a query or CTE as the relation `item` of a `from`. */
export function shapeThrough(item: FromItem, shape: Shape): Shape {
  return shape.map((entry) =>
    entry.kind === 'open' ? ownOpen(item) : attribute(entry.name, item.node.span, { kind: 'same', of: entry }, item),
  )
}

/** All that is not known of an item's columns. */
export function ownOpen(item: FromItem): OpenColumns {
  return { kind: 'open', span: item.node.span, origin: { kind: 'item', item, except: [] } }
}

export const unknownShape = (span: TextSpan): Shape => [{ kind: 'open', span, origin: { kind: 'unknown' } }]

/**
 * Gives the first columns other names, as `as t(a, b)` does. Where columns are not known, nobody can say which get the
 * names, nor whether more follow.
 */
export function rename(shape: Shape, names: readonly Identifier[], item: FromItem | null = null): Shape {
  if (names.length === 0) return shape
  const known = shape.findIndex((entry) => entry.kind === 'open')
  const renamed = names.map((name, index) => {
    const entry = known === -1 || index < known ? shape[index] : undefined
    if (entry?.kind === 'attribute') return { ...entry, name: fold(name) }
    return attribute(fold(name), name.span, { kind: 'made', from: [], as: { kind: 'unknown' } }, item)
  })
  const openFrom = shape.slice(0, names.length).find((entry) => entry.kind === 'open')
  return openFrom ? [...renamed, ...unknownShape(openFrom.span)] : [...renamed, ...shape.slice(names.length)]
}
