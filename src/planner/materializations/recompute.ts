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
  /** Rows that were set aside: their keys are computed anew too. */
  readonly setAside: Relation | null
  /** The rows to put in: where keys are computed anew those of them, and where rules set rows aside what these accept. */
  readonly rows: SqlText
}

/** The keys whose rows are computed anew. */
export function changedKeysIn(scratch: Scratch): Relation {
  return scratch.table('keys')
}

/** The rows of a query that have one of the keys that are computed anew. */
export function rowsOfChangedKeys(scratch: Scratch, keyColumns: readonly string[], rows: SqlText): SqlText {
  return sql`select * from (${rows}) as computed where ${scratch.dialect.isAmong('computed', changedKeysIn(scratch), keyColumns)}`
}

/**
 * Computes the rows of the changed keys anew from the tables as they are now, in place of those that the target has. A key
 * that gives no row any more disappears. Doing it again changes nothing.
 */
export function recomputeActions(input: RecomputeInput): readonly Action[] {
  const { scratch, target, changedKeys, keyColumns, setAside, setsAside } = input
  const { dialect } = scratch
  const [keys, delta] = [changedKeysIn(scratch), deltaIn(scratch)]
  const isChanged = (row: string) => dialect.isAmong(row, keys, keyColumns)
  const common = {
    lays: [
      { kind: 'create', as: 'scratch', into: delta, rows: { kind: 'query', sql: input.rows } } as const,
      ...(setsAside?.corrects ?? []),
    ],
    rows: delta,
    leavesOut: [],
    prepares: [],
  }
  const insert: Action = { kind: 'insert-matching', from: delta, into: target, where: null, counts: true }
  if (!changedKeys) {
    const touched = { before: null, after: '1 = 1' }
    return applyActions(input, { ...common, touched, changes: [insert] })
  }
  const layKeys = keysAction(dialect, keys, keyColumns, changedKeys, setAside)
  const judged = setsAside && { ...setsAside, before: [layKeys, ...setsAside.before] }
  return applyActions(
    { ...input, setsAside: judged },
    {
      ...common,
      lays: [...(judged ? [] : [layKeys]), ...common.lays],
      touched: { before: isChanged('t'), after: columnsBut(dialect, delta, []) },
      changes: [
        execute(`delete from ${dialect.relation(target)} where ${isChanged(dialect.identifier(target.name))}`),
        insert,
      ],
    },
  )
}

function keysAction(
  dialect: PlannerDialect,
  into: Relation,
  columns: readonly string[],
  query: SqlText,
  setAside: Relation | null,
): Action {
  const names = columns.map(dialect.identifier).join(', ')
  const besides = setAside ? ` union select ${names} from ${dialect.relation(setAside)}` : ''
  const rows = sql`select distinct ${names} from (${query}) as changed (${names})${besides}`
  return { kind: 'create', as: 'scratch', into, rows: { kind: 'query', sql: rows } }
}
