import { changeAge, type OrderBy } from '../../ingest/change-age.ts'
import { type Relation, relation } from '../../manifest/relation.ts'
import { type PlannerDialect, temporary } from '../planner-dialect.ts'
import { plainSql, sql } from '../sql-text.ts'
import type { Action, SqlText } from '../steps.ts'
import { keyedRows, temporaryName } from './keyed-rows.ts'

/** The rows of a batch that are newer than what the target has, deletions included. */
export const delta = relation(temporary, '_tm_delta')

/** An empty table of the shape that tombstones must have. */
const tombstone = relation(temporary, '_tm_tombstone')

/** Columns of the delta that belong to the batch, and not to the target. */
const batchColumns = ['_op', '_change_id']

export interface ApplyInput {
  readonly dialect: PlannerDialect
  readonly target: Relation
  readonly orderBy: OrderBy
  /** Throws away what the target holds before it applies: a full refresh. */
  readonly reset: readonly SqlText[]
  readonly before: readonly SqlText[]
  readonly after: readonly SqlText[]
  /** Columns that the query gives and the target lacks are added to it. */
  readonly addsColumns: boolean
  readonly rowTests: readonly Action[]
  readonly tableTests: readonly Action[]
  /** The ledger's statements: the batch is applied by this node. In the same transaction, or it would not be exact. */
  readonly record: readonly SqlText[]
}

export interface CdcInput extends ApplyInput {
  readonly keyColumns: readonly string[]
  readonly ownColumns: readonly string[]
  readonly keys: SqlText
  readonly rows: SqlText
  /** Keys whose deletion is known, with the change that deleted them: they keep a late update from raising the dead. */
  readonly tombstones: Relation
}

/**
 * Applies a batch: the newest change of each key wins, and only where it is not older than what the target or a
 * tombstone already knows, so batches may come again and in any order.
 */
export function cdcActions(input: CdcInput): readonly Action[] {
  const { dialect, target, tombstones } = input
  const { actions, query } = keyedRows(input)
  const names = input.keyColumns.map(dialect.identifier)
  const same = (left: string, right: string) =>
    names.map((name) => `${left}.${name} is not distinct from ${right}.${name}`).join(' and ')
  const rows = dialect.relation(delta)
  const age = (alias: string) =>
    `(${changeAge(input.orderBy, (name) => `${alias}.${name}`, dialect.sequenceOrder).join(', ')})`
  const deaths = `select ${names.join(', ')}, _change_seq, _commit_ts from ${rows}`
  const dropOlderThan = (known: Relation): Action =>
    execute(
      `delete from ${rows} as d using ${dialect.relation(known)} as t where ${same('d', 't')} and ${age('t')} > ${age('d')}`,
    )
  const create = (like: Relation, columns: string): Action =>
    execute(`create table if not exists ${dialect.relation(like)} as select ${columns} from ${rows} where 1 = 0`)
  return [
    {
      kind: 'transaction',
      actions: [
        ...input.reset.map(asAction),
        ...input.before.map(asAction),
        ...actions,
        { kind: 'execute', sql: sql`create or replace temp table ${temporaryName(dialect, delta)} as ${query}` },
        create(target, `* exclude (${batchColumns.join(', ')})`),
        { kind: 'make-room', from: delta, into: target, leavesOut: batchColumns, adds: input.addsColumns },
        execute(`create or replace temp table ${temporaryName(dialect, tombstone)} as ${deaths} where 1 = 0`),
        create(tombstones, `${names.join(', ')}, _change_seq, _commit_ts`),
        { kind: 'make-room', from: tombstone, into: tombstones, leavesOut: [], adds: true },
        dropOlderThan(target),
        dropOlderThan(tombstones),
        ...input.rowTests,
        execute(`delete from ${dialect.relation(target)} as t using ${rows} as d where ${same('t', 'd')}`),
        { kind: 'insert-matching', from: delta, into: target, where: "_op <> 'D'" },
        execute(`delete from ${dialect.relation(tombstones)} as t using ${rows} as d where ${same('t', 'd')}`),
        execute(
          `insert into ${dialect.relation(tombstones)} (${names.join(', ')}, _change_seq, _commit_ts) ${deaths} where _op = 'D'`,
        ),
        ...input.tableTests,
        ...input.after.map(asAction),
        ...input.record.map(asAction),
        { kind: 'fault-point', name: 'apply-before-commit' },
      ],
    },
    { kind: 'fault-point', name: 'applied' },
  ]
}

function execute(text: string): Action {
  return { kind: 'execute', sql: plainSql(text) }
}

function asAction(text: SqlText): Action {
  return { kind: 'execute', sql: text }
}
