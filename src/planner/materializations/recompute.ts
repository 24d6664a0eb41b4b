import type { Relation } from '../../manifest/relation.ts'
import type { PlannerDialect, Scratch } from '../planner-dialect.ts'
import { sql } from '../sql-text.ts'
import type { Action, SqlText } from '../steps.ts'
import { columnsBut, execute } from './actions.ts'
import { type ApplyInput, deltaIn, resetActions } from './cdc.ts'
import { feedActions } from './feed.ts'

export interface RecomputeInput extends ApplyInput {
  /** In the order in which `changedKeys` gives them. */
  readonly keyColumns: readonly string[]
  /** The keys whose rows are computed anew; null for all rows there are. */
  readonly changedKeys: SqlText | null
  /** The author's query. */
  readonly rows: SqlText
}

/** The keys whose rows are computed anew. */
export function changedKeysIn(scratch: Scratch): Relation {
  return scratch.table('keys')
}

/**
 * Computes the rows of the changed keys anew from the tables as they are now, in place of those that the target has. A key
 * that gives no row any more disappears. Doing it again changes nothing.
 */
export function recomputeActions(input: RecomputeInput): readonly Action[] {
  const { scratch, target, views, changedKeys, keyColumns } = input
  const { dialect } = scratch
  const [keys, delta] = [changedKeysIn(scratch), deltaIn(scratch)]
  const own = dialect.identifier(target.name)
  const feed = feedActions(scratch, target, input.feed, {
    before: dialect.isAmong('t', keys, keyColumns),
    after: changedKeys ? dialect.isAmong('t', keys, keyColumns) : '1 = 1',
  })
  return [
    {
      kind: 'transaction',
      actions: [
        ...resetActions(input),
        ...input.before.map(execute),
        ...(changedKeys ? [keysAction(dialect, keys, keyColumns, changedKeys)] : []),
        {
          kind: 'create',
          as: 'scratch',
          into: delta,
          rows: {
            kind: 'query',
            sql: changedKeys
              ? sql`select * from (${input.rows}) as computed where ${dialect.isAmong('computed', keys, keyColumns)}`
              : input.rows,
          },
        },
        { kind: 'create', as: 'missing-table', into: target, rows: columnsBut(dialect, delta, [], ' where 1 = 0') },
        { kind: 'make-room', from: delta, into: target, leavesOut: [], adds: input.addsColumns, views },
        ...input.rowTests,
        ...feed.before,
        ...(changedKeys
          ? [execute(`delete from ${dialect.relation(target)} where ${dialect.isAmong(own, keys, keyColumns)}`)]
          : []),
        { kind: 'insert-matching', from: delta, into: target, where: null, counts: true },
        ...feed.after,
        { kind: 'restore-views', views },
        ...input.tableTests,
        ...input.after.map(execute),
        { kind: 'record', statements: input.record },
        { kind: 'fault-point', name: 'apply-before-commit' },
      ],
    },
    { kind: 'fault-point', name: 'applied' },
  ]
}

function keysAction(dialect: PlannerDialect, into: Relation, columns: readonly string[], query: SqlText): Action {
  const names = columns.map(dialect.identifier).join(', ')
  const rows = sql`select distinct ${names} from (${query}) as changed (${names})`
  return { kind: 'create', as: 'scratch', into, rows: { kind: 'query', sql: rows } }
}
