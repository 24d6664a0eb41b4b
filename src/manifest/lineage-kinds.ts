/**
 * How a column reaches another, in the words of OpenLineage's column-lineage facet. Direct: the value is made from it,
 * unchanged, by a computation on one row, or by one over several. Indirect: it decides which value or which rows there
 * are.
 */
export type LineageKind = DirectKind | IndirectKind

export type DirectKind = 'identity' | 'transformation' | 'aggregation'

export type IndirectKind = 'join' | 'group_by' | 'filter' | 'sort' | 'window' | 'conditional'

export const directKinds: readonly DirectKind[] = ['identity', 'transformation', 'aggregation']

export const lineageKinds: readonly LineageKind[] = [
  ...directKinds,
  'join',
  'group_by',
  'filter',
  'sort',
  'window',
  'conditional',
]

/** Several kinds at once, one bit for each: columns meet in many ways, and whole projects are walked. */
export type KindSet = number

export const noKinds: KindSet = 0

const bits = new Map(lineageKinds.map((kind, index): [LineageKind, KindSet] => [kind, 1 << index]))

export function kindSet(...kinds: readonly LineageKind[]): KindSet {
  return kinds.reduce((set, kind) => set | (bits.get(kind) ?? noKinds), noKinds)
}

/** In the order of `lineageKinds`. */
export function kindsOf(set: KindSet): LineageKind[] {
  return lineageKinds.filter((_, index) => (set & (1 << index)) !== 0)
}

export function isDirect(kind: LineageKind): kind is DirectKind {
  return directKinds.some((direct) => direct === kind)
}

export const directOf = (set: KindSet): KindSet => set & direct
export const indirectOf = (set: KindSet): KindSet => set & ~direct

const direct = kindSet(...directKinds)
const identity = kindSet('identity')

/**
 * What becomes of kinds when what they lead to is used further: `inner` is how a column was made from another, `outer`
 * how it is used. A value that is made in two steps is made by the stronger of both. A value that decides, decides with
 * all that it was made or chosen from; what decided over rows before stays what it was.
 */
export function compose(outer: KindSet, inner: KindSet): KindSet {
  if (outer === identity || inner === noKinds) return inner
  if (inner === identity) return outer
  let result = noKinds
  for (let left = 0; outer >> left !== 0; left++) {
    if ((outer & (1 << left)) === 0) continue
    for (let right = 0; inner >> right !== 0; right++) {
      if ((inner & (1 << right)) !== 0) result |= composed[left]?.[right] ?? noKinds
    }
  }
  return result
}

const composed: readonly (readonly KindSet[])[] = lineageKinds.map((outer, left) =>
  lineageKinds.map((inner, right) => {
    if (isDirect(outer)) return isDirect(inner) ? 1 << Math.max(left, right) : 1 << right
    return isDirect(inner) || inner === 'conditional' ? 1 << left : 1 << right
  }),
)
