import type { Relation } from '../../manifest/relation.ts'
import type { PlannerDialect } from '../planner-dialect.ts'
import type { Action, Contract, DependentView, SqlText } from '../steps.ts'
import { execute, expectContract, together } from './actions.ts'

export interface ViewInput {
  readonly dialect: PlannerDialect
  readonly target: Relation
  /** What stands under the target's name: a table must make way for a view. */
  readonly existing: 'table' | 'view' | null
  readonly query: SqlText
  /** What the columns have to be; null where nothing is promised. */
  readonly contract: Contract | null
  readonly before: readonly SqlText[]
  readonly after: readonly SqlText[]
  /** Tests over the query itself: a view is checked before it replaces the one that is there. */
  readonly tests: readonly Action[]
  /** The tool's own views over this one. */
  readonly views: readonly DependentView[]
  readonly record: readonly SqlText[]
}

export function viewActions(input: ViewInput): readonly Action[] {
  const { dialect, target, views } = input
  const makesWay = input.existing === 'table' || (input.existing === 'view' && dialect.bindsViews)
  return [
    ...input.before.map(execute),
    ...together(dialect, [
      ...input.tests,
      { kind: 'fault-point', name: 'build-before-publish' },
      ...(makesWay ? [{ kind: 'drop', target, views } as const] : []),
      { kind: 'create', as: 'view', into: target, rows: { kind: 'query', sql: input.query } },
      ...expectContract(target, input.contract),
      ...(makesWay ? [{ kind: 'restore-views', views } as const] : []),
      { kind: 'record', statements: input.record },
    ]),
    ...input.after.map(execute),
    { kind: 'fault-point', name: 'published' },
  ]
}
