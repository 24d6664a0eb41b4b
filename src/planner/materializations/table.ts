import { type Relation, relation } from '../../manifest/relation.ts'
import { type PlannerDialect, temporary } from '../planner-dialect.ts'
import { sql } from '../sql-text.ts'
import type { Action, DependentView, SqlText } from '../steps.ts'
import { temporaryName } from './keyed-rows.ts'

/** Where a table is built and checked before anybody sees it: it lives as long as the session, so a crash leaves nothing. */
export const candidate = relation(temporary, '_tm_candidate')

export interface TableInput {
  readonly dialect: PlannerDialect
  readonly target: Relation
  readonly rows: SqlText
  readonly before: readonly SqlText[]
  readonly after: readonly SqlText[]
  readonly tests: readonly Action[]
  readonly views: readonly DependentView[]
  readonly record: readonly SqlText[]
}

/** Builds a table beside its target, checks it, and only then publishes it. */
export function tableActions(input: TableInput): readonly Action[] {
  const execute = (text: SqlText): Action => ({ kind: 'execute', sql: text })
  return [
    ...input.before.map(execute),
    {
      kind: 'transaction',
      actions: [
        {
          kind: 'execute',
          sql: sql`create or replace temp table ${temporaryName(input.dialect, candidate)} as ${input.rows}`,
        },
        ...input.tests,
        { kind: 'fault-point', name: 'build-before-publish' },
        { kind: 'publish', candidate, target: input.target, views: input.views },
        ...input.record.map(execute),
      ],
    },
    ...input.after.map(execute),
    { kind: 'fault-point', name: 'published' },
  ]
}
