import type { Graph } from '../manifest/graph.ts'
import type { NodeId, TestNode } from '../manifest/nodes.ts'

/** Where each data test is judged. */
export interface TestPlacement {
  /** Tests that run inside the step of the node they are written at, and hold back what it would publish. */
  readonly inside: ReadonlyMap<NodeId, readonly TestNode[]>
  /** Tests that run by themselves, after all nodes that they look at; these hold nothing back. */
  readonly alone: readonly TestNode[]
  /** Order that the tests inside ask for: the first node must have been built before the second is. */
  readonly order: readonly { readonly before: NodeId; readonly after: NodeId }[]
}

/**
 * A test runs inside the step of its node when all else that it looks at can be built before that node. An order that
 * would close a circle is not asked for: then the test runs by itself.
 *
 * @param built nodes that have a step in the plan
 */
export function placeTests(tests: readonly TestNode[], graph: Graph, built: ReadonlySet<NodeId>): TestPlacement {
  const inside = new Map<NodeId, TestNode[]>()
  const alone: TestNode[] = []
  const order: { before: NodeId; after: NodeId }[] = []
  const added = new Map<NodeId, Set<NodeId>>()

  const comesAfter = (start: NodeId, wanted: NodeId): boolean => {
    const seen = new Set<NodeId>()
    const open = [start]
    while (open.length > 0) {
      const node = open.pop() as NodeId
      if (node === wanted) return true
      if (seen.has(node)) continue
      seen.add(node)
      open.push(...graph.children(node), ...(added.get(node) ?? []))
    }
    return false
  }

  for (const test of tests) {
    const host = test.attachedTo
    if (host === null || !built.has(host)) {
      alone.push(test)
      continue
    }
    const others = test.dependsOn.filter((id) => id !== host)
    if (others.some((other) => comesAfter(host, other))) {
      alone.push(test)
      continue
    }
    inside.set(host, [...(inside.get(host) ?? []), test])
    for (const other of others) {
      if (!built.has(other) || comesAfter(other, host)) continue
      added.set(other, (added.get(other) ?? new Set()).add(host))
      order.push({ before: other, after: host })
    }
  }
  return { inside, alone, order }
}
