import { isQualifierOf } from './names.ts'
import type { Attribute, FromItem, OpenColumns, Shape } from './resolved.ts'
import { attributesNamed, isOpen, namesOf, presume } from './shape.ts'

/** What the names in an expression can mean. */
export interface Scope {
  /** What a qualifier can name. */
  readonly items: readonly FromItem[]
  /** What a name without qualifier can mean, and what `*` stands for. */
  readonly visible: Shape
  /** The scope around a subquery. */
  readonly outer: Scope | null
}

export function scopeOf(items: readonly FromItem[], visible: Shape, outer: Scope | null): Scope {
  return { items, visible, outer }
}

export const emptyScope: Scope = { items: [], visible: [], outer: null }

/** What looking for a name in one scope gave. `unsure`: too little is known to say. */
export type Found =
  | { readonly kind: 'found'; readonly attribute: Attribute }
  | { readonly kind: 'ambiguous'; readonly attributes: readonly Attribute[] }
  | { readonly kind: 'presumed'; readonly attribute: Attribute }
  | { readonly kind: 'unsure' }
  | { readonly kind: 'missing' }

/** Looks for a name in a list of columns. `byValue`: columns with one name and one value are no contradiction. */
export function findInShape(shape: Shape, name: string, byValue: boolean): Found {
  const known = distinct(attributesNamed(shape, name), byValue)
  const [first] = known
  if (first) return known.length === 1 ? { kind: 'found', attribute: first } : { kind: 'ambiguous', attributes: known }
  const open = shape.filter((entry): entry is OpenColumns => entry.kind === 'open' && mayHold(entry, name))
  if (open.length === 0) return { kind: 'missing' }
  const presumed = open.length === 1 && open[0] ? presume(open[0], name) : null
  return presumed ? { kind: 'presumed', attribute: presumed } : { kind: 'unsure' }
}

/** The relations that a qualifier names in this scope. */
export function itemsNamed(scope: Scope, qualifier: readonly string[]): FromItem[] {
  return scope.items.filter((item) => isQualifierOf(qualifier, item.name))
}

/** This scope and those around it, innermost first. */
export function* scopesOutward(scope: Scope): Iterable<Scope> {
  for (let current: Scope | null = scope; current; current = current.outer) yield current
}

/** Whether a scope, or one around it, has columns that are not known. */
export function hasOpenColumns(scope: Scope): boolean {
  for (const { visible, items } of scopesOutward(scope)) {
    if (isOpen(visible) || items.some((item) => isOpen(item.shape))) return true
  }
  return false
}

export function knownColumns(scope: Scope): string[] {
  return [...scopesOutward(scope)].flatMap(({ visible }) => namesOf(visible))
}

/** How a message calls a relation. */
export function itemLabel(item: FromItem): string {
  return item.name.join('.')
}

function mayHold({ origin }: OpenColumns, name: string): boolean {
  return origin.kind !== 'item' || !origin.except.includes(name)
}

function distinct(attributes: readonly Attribute[], byValue: boolean): readonly Attribute[] {
  if (!byValue) return attributes
  return attributes.filter((one, index) => attributes.findIndex((other) => sameValue(one, other)) === index)
}

/** Whether one is a read of the other's alias in the same select list. */
function reads(one: Attribute, other: Attribute): boolean {
  return one.origin.kind === 'same' && one.origin.of === other
}

/** Whether two attributes are one column of one relation, read side by side: `select id, id`. */
function sameValue(a: Attribute, b: Attribute): boolean {
  if (a === b || reads(a, b) || reads(b, a)) return true
  if (a.origin.kind !== 'same' || b.origin.kind !== 'same') return false
  return a.item === b.item && sameValue(a.origin.of, b.origin.of)
}
