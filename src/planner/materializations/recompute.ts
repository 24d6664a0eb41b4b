import type { Relation } from '../../manifest/relation.ts'
import type { PlannerDialect, Scratch } from '../planner-dialect.ts'
import { sql } from '../sql-text.ts'
import type { Action, SqlText } from '../steps.ts'
import { columnsBut, execute } from './actions.ts'
import { type ApplyInput, applyActions, deltaIn } from './apply.ts'

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
  const { scratch, target, changedKeys, keyColumns } = input
  const { dialect } = scratch
  const [keys, delta] = [changedKeysIn(scratch), deltaIn(scratch)]
  const isChanged = (row: string) => dialect.isAmong(row, keys, keyColumns)
  const laid = (rows: SqlText): Action => ({
    kind: 'create',
    as: 'scratch',
    into: delta,
    rows: { kind: 'query', sql: rows },
  })
  const common = { rows: delta, leavesOut: [], prepares: [] }
  const insert: Action = { kind: 'insert-matching', from: delta, into: target, where: null, counts: true }
  if (!changedKeys) {
    const touched = { before: null, after: '1 = 1' }
    return applyActions(input, { ...common, lays: [laid(input.rows)], touched, changes: [insert] })
  }
  return applyActions(input, {
    ...common,
    lays: [
      keysAction(dialect, keys, keyColumns, changedKeys),
      laid(sql`select * from (${input.rows}) as computed where ${isChanged('computed')}`),
    ],
    touched: { before: isChanged('t'), after: columnsBut(dialect, delta, []) },
    changes: [
      execute(`delete from ${dialect.relation(target)} where ${isChanged(dialect.identifier(target.name))}`),
      insert,
    ],
  })
}

function keysAction(dialect: PlannerDialect, into: Relation, columns: readonly string[], query: SqlText): Action {
  const names = columns.map(dialect.identifier).join(', ')
  const rows = sql`select distinct ${names} from (${query}) as changed (${names})`
  return { kind: 'create', as: 'scratch', into, rows: { kind: 'query', sql: rows } }
}
