import type { Manifest } from '../manifest/manifest.ts'
import type { EngineName, Hook } from '../manifest/nodes.ts'
import type { EngineLayout } from './engine-layout.ts'
import { executeText, makeStep } from './make-step.ts'
import { type Action, enginesOf, type Step, type StepId } from './steps.ts'

export interface Frame {
  readonly manifest: Manifest
  readonly layout: EngineLayout
  /** Statements that everything else relies on. */
  readonly prepare: readonly string[]
  /** Statements by which the run takes the warehouse over. */
  readonly takesOver: readonly string[]
  readonly prepareSpark: readonly string[]
  readonly onRunStart: readonly Hook[]
  readonly onRunEnd: readonly Hook[]
}

/** Puts before and after some steps what goes before and after all else; nothing, when there is nothing else. */
export function frameSteps(steps: readonly Step[], frame: Frame): Step[] {
  if (steps.length === 0) return []
  const { layout } = frame
  const schemas = schemasOf(steps, frame, 'redshift')
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
            ...frame.takesOver,
            ...schemas.map((schema) => createSchema(layout, 'redshift', schema)),
          ].map(executeText),
        },
      ],
    }),
  ]
  const usesSpark = !layout.isOneDatabase && steps.some((step) => enginesOf(step).has('spark'))
  const onSpark = usesSpark ? schemasOf(steps, frame, 'spark') : []
  if (usesSpark) {
    opening.push(
      makeStep({
        ...{
          kind: 'prepare',
          id: 'prepare:spark',
          engine: 'spark',
          why: `schemas ${onSpark.join(', ') || 'none'} on the engine spark`,
        },
        script: [...frame.prepareSpark, ...onSpark.map((schema) => createSchema(layout, 'spark', schema))].map(
          executeText,
        ),
      }),
    )
  }
  const hook = (id: string, hooks: readonly Hook[], after: readonly StepId[]): Step =>
    makeStep({
      ...{ kind: 'hook', id, why: `${id} of project.yml` },
      ...{ script: hooks.map(executeHook), after, needs: [...first] },
    })
  if (frame.onRunStart.length > 0) {
    opening.push(hook('on-run-start', frame.onRunStart, [...first]))
    first.push('on-run-start')
  }
  const body = steps.map((step) => {
    const own = usesSpark && enginesOf(step).has('spark') ? [...first, 'prepare:spark'] : first
    return { ...step, after: [...own, ...step.after], needs: [...own, ...step.needs] }
  })
  const closing =
    frame.onRunEnd.length > 0 ? [hook('on-run-end', frame.onRunEnd, [...first, ...steps.map((step) => step.id)])] : []
  return [...opening, ...body, ...closing]
}

/** The schemas that the steps write to on an engine. */
function schemasOf(steps: readonly Step[], { manifest, layout }: Frame, engine: EngineName): string[] {
  const schemas = new Set<string>()
  for (const step of steps) {
    if (!layout.isOneDatabase && step.engine !== engine) continue
    const node = step.node === null ? undefined : manifest.nodes.get(step.node)
    if (node?.kind === 'model' || node?.kind === 'seed') schemas.add(node.relation.schema)
    for (const schema of auditSchemas(step.script)) schemas.add(schema)
  }
  return [...schemas].sort()
}

function auditSchemas(script: readonly Action[]): readonly string[] {
  return script.flatMap((action) => {
    if (action.kind === 'transaction') return auditSchemas(action.actions)
    return action.kind === 'test' && action.stores ? [action.stores.into.schema] : []
  })
}

function createSchema({ dialects }: EngineLayout, engine: EngineName, schema: string): string {
  return `create schema if not exists ${dialects[engine].identifier(schema)}`
}

function executeHook({ sql, span }: Hook): Action {
  return { kind: 'execute', sql: { sql, pieces: [], span } }
}
