import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId, UnitTestNode } from '../manifest/nodes.ts'
import type { EngineLayout } from './engine-layout.ts'
import { makeStep } from './make-step.ts'
import type { Plan, Step, StepId } from './steps.ts'

/** The step that judges a unit test. It touches no database of the profile. */
export function unitTestStep({ id, engine, model }: UnitTestNode, { nodes }: Manifest): Step {
  return makeStep({
    kind: 'test',
    id: `test:${id}`,
    node: id,
    engine,
    why: `a unit test of ${nodes.get(model)?.name ?? model}`,
    tests: [id],
    script: [{ kind: 'unit-test', test: id }],
  })
}

/** A plan of unit tests alone, which needs to know nothing of any database. */
export function planUnitTests(tests: readonly UnitTestNode[], manifest: Manifest, layout: EngineLayout): Plan {
  const steps = tests.map((test) => unitTestStep(test, manifest))
  return { layout, steps, unchanged: [], skipped: [], notes: [], diagnostics: [], goesOn: false, left: 0 }
}

/** The nodes that a model's unit tests go before: itself, or of an ephemeral model those that it is a part of. */
export function heldBy(model: NodeId, { nodes, graph }: Manifest): ReadonlySet<NodeId> {
  const held = new Set<NodeId>()
  const visit = (id: NodeId): void => {
    const node = nodes.get(id)
    if (node?.kind !== 'model' || held.has(id)) return
    held.add(id)
    if (node.config.materialized === 'ephemeral') graph.children(id).forEach(visit)
  }
  visit(model)
  return held
}

/** Steps with those that are to wait until some others have succeeded. */
export function waiting(steps: readonly Step[], forNodes: ReadonlyMap<NodeId, readonly StepId[]>): Step[] {
  return steps.map((step) => {
    const first = (step.node !== null && step.kind !== 'test' && forNodes.get(step.node)) || []
    return first.length === 0 ? step : { ...step, after: [...first, ...step.after], needs: [...first, ...step.needs] }
  })
}
