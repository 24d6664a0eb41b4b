import type { Relation } from '../../manifest/relation.ts'
import type { Scratch } from '../planner-dialect.ts'
import type { Action, DependentView, SqlText } from '../steps.ts'
import { execute, together } from './actions.ts'

/** Where a table is built and checked before anybody sees it: it lives as long as the step, so a crash leaves nothing. */
export function candidateIn(scratch: Scratch): Relation {
  return scratch.table('candidate')
}

export interface TableInput {
  readonly scratch: Scratch
  readonly target: Relation
  /** What has to be done before the rows can be asked for. */
  readonly prepare: readonly Action[]
  readonly rows: SqlText
  readonly before: readonly SqlText[]
  readonly after: readonly SqlText[]
  readonly tests: readonly Action[]
  readonly views: readonly DependentView[]
  readonly record: readonly SqlText[]
}

/** Builds a table beside its target, checks it, and only then publishes it. */
export function tableActions(input: TableInput): readonly Action[] {
  const candidate = candidateIn(input.scratch)
  return [
    ...input.before.map(execute),
    ...together(input.scratch.dialect, [
      ...input.prepare,
      { kind: 'create', as: 'scratch', into: candidate, rows: { kind: 'query', sql: input.rows } },
      ...input.tests,
      { kind: 'fault-point', name: 'build-before-publish' },
      { kind: 'publish', candidate, target: input.target, views: input.views },
      { kind: 'record', statements: input.record },
    ]),
    ...input.after.map(execute),
    { kind: 'fault-point', name: 'published' },
  ]
}
