/** A value as it compares, and as people read it. */
export interface Cell {
  readonly key: string
  readonly shown: string
}

export type Row = readonly Cell[]

export type RowDifference =
  | { readonly kind: 'changed'; readonly expected: Row; readonly actual: Row }
  | { readonly kind: 'missing'; readonly expected: Row }
  | { readonly kind: 'unexpected'; readonly actual: Row }

export interface RowDiff {
  /** In the order of the expected rows; those that nobody expected come last. */
  readonly differences: readonly RowDifference[]
  /** How many rows are as they should be. */
  readonly equal: number
}

/**
 * How rows differ from those expected, whatever their order; a row that comes twice is expected twice. Rows that have
 * most cells in common are taken for one that changed; those with none in common are not.
 */
export function diffRows(expected: readonly Row[], actual: readonly Row[]): RowDiff {
  const left = new Map<string, Row[]>()
  for (const row of actual) {
    const key = keyOf(row)
    left.set(key, [...(left.get(key) ?? []), row])
  }
  const lost: { readonly row: Row; readonly at: number }[] = []
  for (const [at, row] of expected.entries()) {
    const same = left.get(keyOf(row))
    if (same === undefined || same.length === 0) lost.push({ row, at })
    else same.pop()
  }
  const found = actual.filter((row) => {
    const same = left.get(keyOf(row)) ?? []
    const at = same.indexOf(row)
    if (at >= 0) same.splice(at, 1)
    return at >= 0
  })
  const partners = closest(
    lost.map(({ row }) => row),
    found,
  )
  const differences = lost.map(({ row }, index): RowDifference => {
    const partner = partners.get(index)
    const actualRow = partner === undefined ? undefined : found[partner]
    return actualRow ? { kind: 'changed', expected: row, actual: actualRow } : { kind: 'missing', expected: row }
  })
  const taken = new Set(partners.values())
  const others = found
    .filter((_, index) => !taken.has(index))
    .map((row): RowDifference => ({ kind: 'unexpected', actual: row }))
  return { differences: [...differences, ...others], equal: expected.length - lost.length }
}

/** More pairs than these are not compared: such a diff is not read row by row. */
const mostCompared = 500

/** Of each row of one list the row of the other that is most like it, the most alike first. */
function closest(expected: readonly Row[], actual: readonly Row[]): ReadonlyMap<number, number> {
  const pairs: { readonly from: number; readonly to: number; readonly alike: number }[] = []
  for (const [from, row] of expected.slice(0, mostCompared).entries())
    for (const [to, other] of actual.slice(0, mostCompared).entries()) {
      const alike = row.filter((cell, index) => cell.key === other[index]?.key).length
      if (alike > 0) pairs.push({ from, to, alike })
    }
  pairs.sort((a, b) => b.alike - a.alike || a.from - b.from || a.to - b.to)
  const partners = new Map<number, number>()
  const taken = new Set<number>()
  for (const { from, to } of pairs) {
    if (partners.has(from) || taken.has(to)) continue
    partners.set(from, to)
    taken.add(to)
  }
  return partners
}

function keyOf(row: Row): string {
  return JSON.stringify(row.map((cell) => cell.key))
}
