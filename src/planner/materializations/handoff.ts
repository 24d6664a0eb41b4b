import type { EngineName } from '../../manifest/nodes.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { PlannerDialect } from '../planner-dialect.ts'
import type { Action, DependentView, SqlText } from '../steps.ts'
import { execute, together } from './actions.ts'

export interface HandoffInput {
  /** Of the engine that takes the rows. */
  readonly dialect: PlannerDialect
  readonly from: EngineName
  readonly relation: Relation
  /** The name of the hand-off, which is that of its folder. */
  readonly handoff: string
  readonly emptyWith: 'truncate' | 'delete'
  /** `preactions` and `postactions`. */
  readonly before: readonly SqlText[]
  readonly after: readonly SqlText[]
  /** The tool's own views over the relation on the engine that takes it. */
  readonly views: readonly DependentView[]
  /** What is to be done with the rows once they are there. */
  readonly uses: readonly Action[]
  readonly record: readonly SqlText[]
}

/** Takes a relation from the engine that has it to one that reads it. Each attempt starts again from the beginning. */
export function handoffActions(input: HandoffInput): readonly Action[] {
  const { dialect, from, relation, handoff, views, emptyWith } = input
  const opening: readonly Action[] = [
    ...input.before.map(execute),
    { kind: 'empty', handoff, from, into: relation, with: emptyWith, views },
  ]
  // By itself, or it would commit the half of what has to be one.
  const standsAlone = emptyWith === 'truncate' && dialect.commitsOnTruncate
  return [
    { kind: 'unload', engine: from, from: relation, handoff },
    { kind: 'fault-point', name: 'unloaded' },
    ...(standsAlone ? opening : []),
    ...together(dialect, [
      ...(standsAlone ? [] : opening),
      { kind: 'load-handoff', handoff, into: relation },
      { kind: 'restore-views', views },
      ...input.uses,
      ...input.after.map(execute),
      { kind: 'record', statements: input.record },
    ]),
    { kind: 'fault-point', name: 'handed-off' },
  ]
}
