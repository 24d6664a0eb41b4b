import type { NodeId } from '../manifest/nodes.ts'
import type { Step } from '../planner/steps.ts'
import type { NodeResult, NodeStatus } from './events.ts'

/** Of several results of one data test the one that says most against its rows. */
export function worse(one: NodeResult, other: NodeResult): NodeResult {
  const [first, last] = one.startedAt <= other.startedAt ? [one, other] : [other, one]
  const weight = rank[last.status] - rank[first.status] || (last.failures ?? 0) - (first.failures ?? 0)
  const found = weight >= 0 ? last : first
  return { ...found, startedAt: first.startedAt, completedAt: last.completedAt }
}

const rank: Readonly<Record<NodeStatus, number>> = { success: 0, pass: 0, skipped: 1, warn: 2, fail: 3, error: 4 }

/** Data tests that several steps of a plan judge, one for each part of a table: each has one result in the end. */
export class TestTally {
  readonly #left = new Map<NodeId, number>()
  readonly #found = new Map<NodeId, NodeResult>()

  constructor(steps: readonly Step[]) {
    for (const { tests } of steps) for (const test of tests) this.#left.set(test, (this.#left.get(test) ?? 0) + 1)
  }

  get size(): number {
    return this.#left.size
  }

  /** Takes what one step says of a test, if it says anything, and answers with the result once no step is left. */
  add(test: NodeId, result: NodeResult | null): NodeResult | null {
    const known = this.#found.get(test)
    const found = known && result ? worse(known, result) : (result ?? known ?? null)
    if (found) this.#found.set(test, found)
    const left = (this.#left.get(test) ?? 1) - 1
    this.#left.set(test, left)
    return left === 0 ? found : null
  }
}
