import { compose, type KindSet, kindSet, noKinds } from '../manifest/lineage-kinds.ts'
import type { Attribute, ResolvedBody } from './resolved.ts'

/** What has a lineage: a column's value, or a body for the rows that it gives. */
export type Subject = Attribute | ResolvedBody

/** A column outside the query, or a name whose column could not be told. Its identity is the object; it is sorted by `label`. */
export type Leaf =
  | { readonly kind: 'column'; readonly label: string; readonly relation: readonly string[]; readonly column: string }
  | { readonly kind: 'unresolved'; readonly label: string; readonly reason: 'unknown-columns' | 'unknown-name' }

/** What one subject is made from in one step. */
export class Parts {
  readonly leaves = new Map<Leaf, KindSet>()
  readonly uses = new Map<Subject, KindSet>()

  reads(leaf: Leaf, kinds: KindSet): void {
    this.leaves.set(leaf, (this.leaves.get(leaf) ?? noKinds) | kinds)
  }

  using(subject: Subject, kinds: KindSet): void {
    this.uses.set(subject, (this.uses.get(subject) ?? noKinds) | kinds)
  }
}

/** All that a subject comes from in the end, and how. */
export type Origins = ReadonlyMap<Leaf, KindSet>

const identity = kindSet('identity')
const nothing: Origins = new Map()

/**
 * The origins of some subjects and of all below them. `partsOf` is asked once for each. Needs no stack, so a chain of
 * thousands of subqueries is followed to its end; recursive queries go round until nothing is added.
 */
export function solve(roots: readonly Subject[], partsOf: (subject: Subject) => Parts): (subject: Subject) => Origins {
  const { order, hasCircles } = orderFrom(roots, partsOf)
  const known = new Map<Subject, Origins>()
  for (let again = true; again; ) {
    again = false
    for (const [subject, parts] of order) {
      const before = known.get(subject)
      const origins = originsOf(parts, known)
      known.set(subject, origins)
      if (hasCircles && !sameOrigins(before, origins)) again = true
    }
  }
  return (subject) => known.get(subject) ?? nothing
}

function originsOf(parts: Parts, known: ReadonlyMap<Subject, Origins>): Origins {
  if (parts.leaves.size === 0 && parts.uses.size === 1) {
    for (const [subject, kinds] of parts.uses) if (kinds === identity) return known.get(subject) ?? nothing
  }
  const origins = new Map(parts.leaves)
  for (const [subject, kinds] of parts.uses) {
    for (const [leaf, inner] of known.get(subject) ?? nothing) {
      origins.set(leaf, (origins.get(leaf) ?? noKinds) | compose(kinds, inner))
    }
  }
  return origins
}

/** Each after those that it uses, as far as there are no circles. */
function orderFrom(roots: readonly Subject[], partsOf: (subject: Subject) => Parts) {
  interface Visit {
    readonly subject: Subject
    readonly parts: Parts
    readonly rest: Iterator<Subject>
  }
  const order = new Map<Subject, Parts>()
  const entered = new Set<Subject>()
  const path: Visit[] = []
  let hasCircles = false
  const enter = (subject: Subject) => {
    if (order.has(subject)) return
    if (entered.has(subject)) {
      hasCircles = true
      return
    }
    entered.add(subject)
    const parts = partsOf(subject)
    path.push({ subject, parts, rest: parts.uses.keys() })
  }
  for (const root of roots) {
    enter(root)
    for (let visit = path.at(-1); visit; visit = path.at(-1)) {
      const next = visit.rest.next()
      if (!next.done) {
        enter(next.value)
        continue
      }
      order.set(visit.subject, visit.parts)
      path.pop()
    }
  }
  return { order, hasCircles }
}

function sameOrigins(before: Origins | undefined, after: Origins): boolean {
  if (before === undefined || before.size !== after.size) return false
  for (const [leaf, kinds] of after) if (before.get(leaf) !== kinds) return false
  return true
}
