import type { Manifest } from '../manifest/manifest.ts'
import type { EngineName, NodeId, TestNode } from '../manifest/nodes.ts'
import { makeStep, type PartialStep } from './make-step.ts'
import type { Action, Step, StepId, StepKind } from './steps.ts'

/** The steps of a plan while it is made, and which of them make each node what it is. */
export class StepBook {
  steps: Step[] = []
  readonly #manifest: Manifest
  /** Whoever reads a node waits for all of its steps, */
  readonly #stepsOf = new Map<NodeId, StepId[]>()
  /** and on the engine that a hand-off leads to, for that as well. */
  readonly #handoffsOf = new Map<NodeId, { readonly id: StepId; readonly to: EngineName }[]>()

  constructor(manifest: Manifest) {
    this.#manifest = manifest
  }

  /** Adds a step that makes no node, or one of several that make `owner`. */
  push(partial: PartialStep, owner: NodeId | null = null): void {
    const made = makeStep(partial)
    this.steps.push({ ...made, after: [...new Set(made.after)], needs: [...new Set(made.needs)] })
    if (owner !== null) this.#stepsOf.set(owner, [...(this.#stepsOf.get(owner) ?? []), made.id])
  }

  /** Adds a step that takes what a node's steps made to the engine that it runs on. */
  pushHandoff(partial: PartialStep & { readonly engine: EngineName }, owner: NodeId): void {
    this.push(partial)
    const before = this.#handoffsOf.get(owner) ?? []
    this.#handoffsOf.set(owner, [...before, { id: partial.id, to: partial.engine }])
  }

  /** Adds the one step that makes a node of its inputs. */
  add(kind: StepKind, id: NodeId, tests: readonly TestNode[], script: readonly Action[], why: string): void {
    const node = this.#manifest.nodes.get(id)
    const engine = node?.kind === 'model' || node?.kind === 'seed' ? node.engine : 'redshift'
    const parents = this.waitFor(node?.dependsOn ?? [], engine)
    this.push(
      {
        kind,
        id: `${kind}:${id}`,
        node: id,
        engine,
        why,
        after: parents,
        needs: parents,
        tests: tests.map((test) => test.id),
        script,
      },
      id,
    )
  }

  /** The steps of a node, hand-offs included; none when the plan leaves it as it is. */
  of(id: NodeId): readonly StepId[] {
    return [...(this.#stepsOf.get(id) ?? []), ...(this.#handoffsOf.get(id) ?? []).map((handoff) => handoff.id)]
  }

  has(id: NodeId): boolean {
    return this.#stepsOf.has(id) || this.#handoffsOf.has(id)
  }

  /** Says which steps make a node, a source for instance, whose steps belong to no node. */
  assign(id: NodeId, steps: readonly StepId[]): void {
    this.#stepsOf.set(id, [...steps])
  }

  /**
   * The steps behind some nodes, for a reader on an engine; an ephemeral model or an unchanged view stands for what it
   * reads itself.
   */
  waitFor(nodes: readonly NodeId[], engine: EngineName): StepId[] {
    const steps = new Set<StepId>()
    const seen = new Set<NodeId>()
    const open = [...nodes]
    while (open.length > 0) {
      const id = open.pop() as NodeId
      if (seen.has(id)) continue
      seen.add(id)
      const own = this.#stepsOf.get(id)
      for (const handoff of this.#handoffsOf.get(id) ?? []) if (handoff.to === engine) steps.add(handoff.id)
      if (own) for (const stepId of own) steps.add(stepId)
      else open.push(...(this.#manifest.nodes.get(id)?.dependsOn ?? []))
    }
    return [...steps]
  }
}
