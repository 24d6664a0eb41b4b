import { DirectedGraph } from 'graphology'
import type { NodeId } from './nodes.ts'

/** Nodes and what each depends on. */
export interface GraphInput {
  readonly id: NodeId
  readonly dependsOn: readonly NodeId[]
}

/** The dependency graph of a project: an edge leads from a node to what is built from it. */
export class Graph {
  readonly #graph = new DirectedGraph()
  readonly #order: readonly NodeId[]

  /** Names in `dependsOn` that are no nodes are left out: the compiler has reported them. */
  constructor(nodes: Iterable<GraphInput>) {
    const list = [...nodes]
    for (const node of list) this.#graph.mergeNode(node.id)
    for (const node of list) {
      for (const parent of node.dependsOn) {
        if (this.#graph.hasNode(parent)) this.#graph.mergeEdge(parent, node.id)
      }
    }
    this.#order = topologicalOrder(this.#graph)
  }

  /** Every node after all it depends on; among equals by id. Nodes on a cycle are left out. */
  get order(): readonly NodeId[] {
    return this.#order
  }

  has(id: NodeId): boolean {
    return this.#graph.hasNode(id)
  }

  parents(id: NodeId): readonly NodeId[] {
    return this.#graph.hasNode(id) ? this.#graph.inNeighbors(id).sort() : []
  }

  children(id: NodeId): readonly NodeId[] {
    return this.#graph.hasNode(id) ? this.#graph.outNeighbors(id).sort() : []
  }

  /** All that `id` is built from, itself left out; at most `depth` hops away. */
  ancestors(id: NodeId, depth = Number.POSITIVE_INFINITY): Set<NodeId> {
    return reach(id, depth, (node) => this.parents(node))
  }

  /** All that is built from `id`, itself left out; at most `depth` hops away. */
  descendants(id: NodeId, depth = Number.POSITIVE_INFINITY): Set<NodeId> {
    return reach(id, depth, (node) => this.children(node))
  }

  /**
   * The circles that keep nodes out of `order`, each as a path of nodes in which each is built from the one before, and
   * the first from the last. Of circles that share a node one is given.
   */
  findCycles(): readonly (readonly NodeId[])[] {
    const placed = new Set(this.#order)
    const left = this.#graph.filterNodes((id) => !placed.has(id)).sort()
    if (left.length === 0) return []
    const cycle = this.#cycleAmong(new Set(left))
    const others = left.filter((id) => !cycle.includes(id))
    const rest = new Graph(others.map((id) => ({ id, dependsOn: this.parents(id) })))
    return [cycle, ...rest.findCycles()]
  }

  /** Every one of these nodes is on a circle or below one, so walking up among them meets a node twice. */
  #cycleAmong(left: ReadonlySet<NodeId>): readonly NodeId[] {
    let [node] = left
    const path: NodeId[] = []
    while (node !== undefined && !path.includes(node)) {
      path.push(node)
      node = this.parents(node).find((parent) => left.has(parent))
    }
    const cycle = path.slice(path.indexOf(node as NodeId)).reverse()
    const first = cycle.indexOf([...cycle].sort()[0] as NodeId)
    return [...cycle.slice(first), ...cycle.slice(0, first)]
  }
}

function reach(start: NodeId, depth: number, next: (id: NodeId) => readonly NodeId[]): Set<NodeId> {
  const found = new Set<NodeId>()
  let frontier: readonly NodeId[] = [start]
  for (let hop = 0; hop < depth && frontier.length > 0; hop++) {
    const following: NodeId[] = []
    for (const id of frontier) {
      for (const neighbour of next(id)) {
        if (neighbour === start || found.has(neighbour)) continue
        found.add(neighbour)
        following.push(neighbour)
      }
    }
    frontier = following
  }
  return found
}

/** Kahn's algorithm. graphology-dag's own sort throws on a cycle, where we want the rest of the order. */
function topologicalOrder(graph: DirectedGraph): NodeId[] {
  const waiting = new Map<NodeId, number>(graph.mapNodes((id) => [id, graph.inDegree(id)]))
  let ready = graph.filterNodes((id) => graph.inDegree(id) === 0).sort()
  const order: NodeId[] = []
  while (ready.length > 0) {
    const next: NodeId[] = []
    for (const id of ready) {
      order.push(id)
      graph.forEachOutNeighbor(id, (child) => {
        const left = (waiting.get(child) as number) - 1
        waiting.set(child, left)
        if (left === 0) next.push(child)
      })
    }
    ready = next.sort()
  }
  return order
}
