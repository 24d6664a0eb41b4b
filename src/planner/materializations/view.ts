import type { Relation } from '../../manifest/relation.ts'
import type { PlannerDialect } from '../planner-dialect.ts'
import { plainSql, sql } from '../sql-text.ts'
import type { Action, SqlText } from '../steps.ts'

export interface ViewInput {
  readonly dialect: PlannerDialect
  readonly target: Relation
  /** What stands under the target's name: a table must make way for a view. */
  readonly existing: 'table' | 'view' | null
  readonly query: SqlText
  readonly before: readonly SqlText[]
  readonly after: readonly SqlText[]
  /** Tests over the query itself: a view is checked before it replaces the one that is there. */
  readonly tests: readonly Action[]
  readonly record: readonly SqlText[]
}

export function viewActions(input: ViewInput): readonly Action[] {
  const name = input.dialect.relation(input.target)
  const execute = (text: SqlText): Action => ({ kind: 'execute', sql: text })
  return [
    ...input.before.map(execute),
    {
      kind: 'transaction',
      actions: [
        ...input.tests,
        { kind: 'fault-point', name: 'build-before-publish' },
        ...(input.existing === 'table' ? [execute(plainSql(`drop table ${name}`))] : []),
        { kind: 'execute', sql: createView(name, input.query) },
        ...input.record.map(execute),
      ],
    },
    ...input.after.map(execute),
    { kind: 'fault-point', name: 'published' },
  ]
}

export function createView(name: string, query: SqlText): SqlText {
  return sql`create or replace view ${name} as ${query}`
}
