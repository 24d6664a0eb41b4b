import type { Manifest } from '../manifest/manifest.ts'
import type { Hook } from '../manifest/nodes.ts'
import { executeText, makeStep } from './make-step.ts'
import { duckdbPlanner } from './planner-dialect.ts'
import type { Action, Step, StepId } from './steps.ts'

export interface Frame {
  readonly manifest: Manifest
  /** Statements that everything else relies on. */
  readonly prepare: readonly string[]
  readonly onRunStart: readonly Hook[]
  readonly onRunEnd: readonly Hook[]
}

/** Puts before and after some steps what goes before and after all else; nothing, when there is nothing else. */
export function frameSteps(steps: readonly Step[], frame: Frame): Step[] {
  if (steps.length === 0) return []
  const schemas = schemasOf(steps, frame.manifest)
  const first: StepId[] = ['prepare']
  const opening: Step[] = [
    makeStep({
      kind: 'prepare',
      id: 'prepare',
      why: `schemas ${schemas.join(', ') || 'none'} and the ledger`,
      script: [
        {
          kind: 'transaction',
          actions: [
            ...frame.prepare,
            ...schemas.map((schema) => `create schema if not exists ${duckdbPlanner.identifier(schema)}`),
          ].map(executeText),
        },
      ],
    }),
  ]
  const hook = (id: string, hooks: readonly Hook[], after: readonly StepId[]): Step =>
    makeStep({
      ...{ kind: 'hook', id, why: `${id} of project.yml` },
      ...{ script: hooks.map(executeHook), after, needs: [...first] },
    })
  if (frame.onRunStart.length > 0) {
    opening.push(hook('on-run-start', frame.onRunStart, [...first]))
    first.push('on-run-start')
  }
  const body = steps.map((step) => ({
    ...step,
    after: [...first, ...step.after],
    needs: [...first, ...step.needs],
  }))
  const closing =
    frame.onRunEnd.length > 0 ? [hook('on-run-end', frame.onRunEnd, [...first, ...steps.map((step) => step.id)])] : []
  return [...opening, ...body, ...closing]
}

/** The schemas that the steps write to. */
function schemasOf(steps: readonly Step[], { nodes }: Manifest): string[] {
  const schemas = new Set<string>()
  for (const step of steps) {
    const node = step.node === null ? undefined : nodes.get(step.node)
    if (node?.kind === 'model' || node?.kind === 'seed') schemas.add(node.relation.schema)
  }
  return [...schemas].sort()
}

function executeHook({ sql, span }: Hook): Action {
  return { kind: 'execute', sql: { sql, pieces: [], span } }
}
