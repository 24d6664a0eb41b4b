import type { Attribute, FromItem, OpenColumns, Shape } from './resolved.ts'
import { attributesOf } from './shape.ts'

/**
 * The columns of `r.*` as Spark gives them: those that a join with `using` hides come first, the outermost join's before
 * all others, then what is visible of the relation.
 */
export function columnsOfItem(item: FromItem, visible: Shape): Shape {
  const merged = mergedIn(visible)
  if (merged.length === 0 && startsAlike(item, visible)) return item.shape
  const found = new Set<Attribute | OpenColumns>()
  for (const attribute of merged) {
    for (const side of hiddenSides(attribute)) if (side?.item === item) found.add(side)
  }
  for (const entry of visible) {
    if (entry.kind === 'open') {
      if (entry.origin.kind === 'item' && entry.origin.item === item) found.add(entry)
      continue
    }
    const owner = ownerOf(entry)
    if (owner?.item === item) found.add(owner)
  }
  const isOpen = [...found].some((entry) => entry.kind === 'open')
  for (const entry of item.shape) if (entry.kind === 'attribute' || !isOpen) found.add(entry)
  return [...found]
}

/** Only a semi join moves columns and merges none. */
function startsAlike(item: FromItem, visible: Shape): boolean {
  const own = attributesOf(visible).filter((attribute) => attribute.item === item)
  const shape = attributesOf(item.shape)
  return own.every((attribute, at) => attribute === shape[at])
}

/** All merged columns, those within others too: the outermost join's first. */
function mergedIn(visible: Shape): Attribute[] {
  const found: Attribute[] = []
  const open = attributesOf(visible)
  for (let next = open.shift(); next; next = open.shift()) {
    if (next.origin.kind !== 'using') continue
    found.push(next)
    open.push(next.origin.left, next.origin.right)
  }
  return found.sort((a, b) => joinEnd(b) - joinEnd(a) || a.span.start - b.span.start)
}

function joinEnd({ origin }: Attribute): number {
  return origin.kind === 'using' ? origin.node.span.end : 0
}

/** The relation's own column that a merged one is; that of a full join is neither side's. */
function ownerOf(attribute: Attribute): Attribute | null {
  const { origin } = attribute
  if (origin.kind !== 'using') return attribute
  if (origin.node.type === 'full') return null
  return ownerOf(origin.node.type === 'right' ? origin.right : origin.left)
}

function hiddenSides({ origin }: Attribute): readonly (Attribute | null)[] {
  if (origin.kind !== 'using') return []
  const { left, right, node } = origin
  if (node.type === 'full') return [ownerOf(left), ownerOf(right)]
  return [ownerOf(node.type === 'right' ? left : right)]
}

/**
 * The names of the columns that a star gives before those that stand first in its relations; the rest then follows in
 * their order. Null where this cannot be said by names.
 */
export function leadersOf(shape: Shape, items: readonly FromItem[]): readonly string[] | null {
  const places = shape.map((entry) => placeOf(entry, items))
  const known = places.filter((place) => place !== null)
  const isPresumed = shape.some((entry, at) => entry.kind === 'attribute' && places[at] === null)
  if (!isPresumed && known.every((place, at) => isBefore(place, known[at + 1] ?? null))) return []
  if (shape.some((entry, at) => entry.kind === 'open' && places[at] === null)) return null
  let first = places.length
  while (first > 0 && isBefore(places[first - 1] ?? null, places[first] ?? null)) first--
  const names = shape.map((entry) => (entry.kind === 'attribute' ? entry.name : null))
  const leaders = names.slice(0, first)
  const isRepeated = leaders.some((name, at) => name === null || names.indexOf(name, at + 1) >= 0)
  return isRepeated ? null : leaders.filter((name) => name !== null)
}

type Place = readonly [item: number, column: number]

function isBefore(place: Place | null, next: Place | null): boolean {
  if (place === null || next === null) return place !== null
  return place[0] < next[0] || (place[0] === next[0] && place[1] < next[1])
}

/** Where the engine's own order has the column: a merged one where its left side has it. */
function placeOf(entry: Attribute | OpenColumns, items: readonly FromItem[]): Place | null {
  if (entry.kind === 'open') {
    const { origin } = entry
    const item = origin.kind === 'item' ? items.indexOf(origin.item) : -1
    const column = item < 0 ? -1 : (items[item]?.shape.findIndex(({ kind }) => kind === 'open') ?? -1)
    return column < 0 ? null : [item, column]
  }
  const own = entry.origin.kind === 'using' ? leftmost(entry) : entry
  const item = own.item ? items.indexOf(own.item) : -1
  const column = item < 0 ? -1 : (items[item]?.shape.indexOf(own) ?? -1)
  return column < 0 ? null : [item, column]
}

function leftmost(attribute: Attribute): Attribute {
  return attribute.origin.kind === 'using' ? leftmost(attribute.origin.left) : attribute
}
