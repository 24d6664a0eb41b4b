import type { LineageEdge, ProjectLineage } from './lineage.ts'
import { compose, indirectOf, type KindSet, kindSet, noKinds } from './lineage-kinds.ts'
import type { NodeId } from './nodes.ts'

export interface ColumnAddress {
  readonly node: NodeId
  readonly column: string
}

/** A column on the way, and how it is used in the end. */
export interface ReachedColumn extends ColumnAddress {
  readonly kinds: KindSet
  /** How many edges lie in between, at least. */
  readonly hops: number
}

export interface WalkOptions {
  /** `up`: what the column comes from; `down`: what comes from it. */
  readonly direction: 'up' | 'down'
  /** Whether to go through filters, joins, groups and orders, which concern every column of a relation. */
  readonly throughRows: boolean
}

/**
 * Makes a function that gives all columns above or below one, nearest first, the column itself left out. The kinds are
 * those of the whole way: of a sum over a difference the columns of the difference are aggregated.
 */
export function lineageWalker(
  lineage: ProjectLineage,
  options: WalkOptions,
): (start: ColumnAddress) => readonly ReachedColumn[] {
  const { direction } = options
  const next = direction === 'up' ? edgesUp(lineage, options) : edgesDown(lineage, options)
  const join = (way: KindSet, edge: KindSet) => (direction === 'up' ? compose(way, edge) : compose(edge, way))
  return (start) => walk(start, next, join)
}

function walk(start: ColumnAddress, next: Next, join: (way: KindSet, edge: KindSet) => KindSet): ReachedColumn[] {
  const origin: ReachedColumn = { ...start, kinds: kindSet('identity'), hops: 0 }
  const reached = new Map([[keyOf(start), origin]])
  // A column comes back when another way to it adds a kind, which ends: so circles end too.
  for (let frontier = [origin]; frontier.length > 0; ) {
    const following = new Map<string, ReachedColumn>()
    for (const { node, column, hops } of frontier) {
      const kinds = reached.get(keyOf({ node, column }))?.kinds ?? noKinds
      for (const edge of next({ node, column })) {
        const key = keyOf(edge)
        const before = reached.get(key)
        const all = (before?.kinds ?? noKinds) | join(kinds, edge.kinds)
        if (all === before?.kinds) continue
        const found = { node: edge.node, column: edge.column, kinds: all, hops: before?.hops ?? hops + 1 }
        reached.set(key, found)
        following.set(key, found)
      }
    }
    frontier = [...following.values()]
  }
  reached.delete(keyOf(start))
  return [...reached.values()]
}

type Next = (from: ColumnAddress) => readonly LineageEdge[]

function edgesUp(lineage: ProjectLineage, { throughRows }: WalkOptions): Next {
  return ({ node, column }) => {
    const found = lineage.get(node)
    const own = found?.columns.get(column) ?? []
    return throughRows && found ? [...own, ...found.rows] : own
  }
}

function edgesDown(lineage: ProjectLineage, { throughRows }: WalkOptions): Next {
  const below = new Map<string, LineageEdge[]>()
  const rowsBelow = new Map<string, LineageEdge[]>()
  for (const [node, { columns, rows }] of lineage) {
    for (const [column, edges] of columns) {
      for (const edge of edges) append(below, keyOf(edge), { node, column, kinds: edge.kinds })
    }
    for (const edge of rows) append(rowsBelow, keyOf(edge), { node, column: '*', kinds: indirectOf(edge.kinds) })
  }
  return (from) => {
    const own = below.get(keyOf(from)) ?? []
    if (!throughRows) return own
    const all = (rowsBelow.get(keyOf(from)) ?? []).flatMap(({ node, kinds }) =>
      [...(lineage.get(node)?.columns.keys() ?? [])].map((column) => ({ node, column, kinds })),
    )
    return [...own, ...all]
  }
}

function append(map: Map<string, LineageEdge[]>, key: string, edge: LineageEdge): void {
  const list = map.get(key)
  if (list) list.push(edge)
  else map.set(key, [edge])
}

function keyOf({ node, column }: ColumnAddress): string {
  return `${node}\n${column}`
}
