import type { Step, StepId } from './steps.ts'

/** Steps that a test wants to have ended, and the steps that it is judged in. */
export interface WantedOrder {
  readonly before: readonly StepId[]
  readonly after: readonly StepId[]
}

/** Lets tests inside a step see what they look at, unless the steps are already bound to run the other way round. */
export function orderForTests(steps: readonly Step[], wanted: readonly WantedOrder[]): Step[] {
  const after = new Map(steps.map((step) => [step.id, new Set(step.after)]))
  const waitsFor = (start: StepId, other: StepId): boolean => {
    const seen = new Set<StepId>()
    const open = [start]
    while (open.length > 0) {
      const id = open.pop() as StepId
      if (id === other) return true
      if (seen.has(id)) continue
      seen.add(id)
      open.push(...(after.get(id) ?? []))
    }
    return false
  }
  for (const edge of wanted) {
    for (const later of edge.after) {
      for (const earlier of edge.before) {
        if (!waitsFor(earlier, later)) after.get(later)?.add(earlier)
      }
    }
  }
  return steps.map((step) => ({ ...step, after: [...(after.get(step.id) ?? [])] }))
}
