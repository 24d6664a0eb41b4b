import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId, TestNode } from '../manifest/nodes.ts'
import { makeStep, type PartialStep } from './make-step.ts'
import type { Action, Step, StepId, StepKind } from './steps.ts'

/** The steps of a plan while it is made, and which of them make each node what it is. */
export class StepBook {
  steps: Step[] = []
  readonly #manifest: Manifest
  /** Whoever reads a node waits for all of its steps. */
  readonly #stepsOf = new Map<NodeId, StepId[]>()

  constructor(manifest: Manifest) {
    this.#manifest = manifest
  }

  /** Adds a step that makes no node, or one of several that make `owner`. */
  push(partial: PartialStep, owner: NodeId | null = null): void {
    const made = makeStep(partial)
    this.steps.push({ ...made, after: [...new Set(made.after)], needs: [...new Set(made.needs)] })
    if (owner !== null) this.#stepsOf.set(owner, [...(this.#stepsOf.get(owner) ?? []), made.id])
  }

  /** Adds the one step that makes a node of its inputs. */
  add(kind: StepKind, id: NodeId, tests: readonly TestNode[], script: readonly Action[], why: string): void {
    const node = this.#manifest.nodes.get(id)
    const parents = this.waitFor(node?.dependsOn ?? [])
    this.push(
      {
        kind,
        id: `${kind}:${id}`,
        node: id,
        engine: node?.kind === 'model' || node?.kind === 'seed' ? node.engine : 'redshift',
        why,
        after: parents,
        needs: parents,
        tests: tests.map((test) => test.id),
        script,
      },
      id,
    )
  }

  /** The steps of a node; none when the plan leaves it as it is. */
  of(id: NodeId): readonly StepId[] {
    return this.#stepsOf.get(id) ?? []
  }

  has(id: NodeId): boolean {
    return this.#stepsOf.has(id)
  }

  /** Says which steps make a node, a source for instance, whose steps belong to no node. */
  assign(id: NodeId, steps: readonly StepId[]): void {
    this.#stepsOf.set(id, [...steps])
  }

  /** The steps behind some nodes; an ephemeral model or an unchanged view stands for what it reads itself. */
  waitFor(nodes: readonly NodeId[]): StepId[] {
    const steps = new Set<StepId>()
    const seen = new Set<NodeId>()
    const open = [...nodes]
    while (open.length > 0) {
      const id = open.pop() as NodeId
      if (seen.has(id)) continue
      seen.add(id)
      const own = this.#stepsOf.get(id)
      if (own) for (const stepId of own) steps.add(stepId)
      else open.push(...(this.#manifest.nodes.get(id)?.dependsOn ?? []))
    }
    return [...steps]
  }
}
