import type { OrderBy } from '../../ingest/change-age.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { Scratch } from '../planner-dialect.ts'
import type { Action, DependentView, SqlText } from '../steps.ts'
import { columnsBut, execute } from './actions.ts'
import { type FeedInput, feedActions } from './feed.ts'
import { keyMatch } from './key-match.ts'
import { keyCheck, keyedRows } from './keyed-rows.ts'

/** The rows of a batch that are newer than what the target has, deletions included. */
export function deltaIn(scratch: Scratch): Relation {
  return scratch.table('delta')
}

/** Columns of the delta that belong to the batch, and not to the target. */
const batchColumns = ['_op', '_change_id']

export interface ApplyInput {
  readonly scratch: Scratch
  readonly target: Relation
  /** Relations that are thrown away before it applies, and what is known of them: a full refresh. */
  readonly reset: { readonly drops: readonly Relation[]; readonly forgets: readonly SqlText[] } | null
  readonly before: readonly SqlText[]
  readonly after: readonly SqlText[]
  /** Columns that the query gives and the target lacks are added to it. */
  readonly addsColumns: boolean
  readonly rowTests: readonly Action[]
  readonly tableTests: readonly Action[]
  /** The tool's own views over the target. */
  readonly views: readonly DependentView[]
  /** The change feed that it writes; null where nobody has ever read it. */
  readonly feed: FeedInput | null
  /** The ledger's statements: the batch is applied by this node. In the same transaction, or it would not be exact. */
  readonly record: readonly SqlText[]
}

export interface CdcInput extends ApplyInput {
  readonly orderBy: OrderBy
  readonly keyColumns: readonly string[]
  readonly ownColumns: readonly string[]
  readonly keys: SqlText
  readonly rows: SqlText
  /** Keys whose deletion is known, with the change that deleted them: they keep a late update from raising the dead. */
  readonly tombstones: Relation
}

export function resetActions({ reset, views }: ApplyInput): readonly Action[] {
  if (!reset) return []
  return [
    ...reset.drops.map((target): Action => ({ kind: 'drop', target, views })),
    { kind: 'record', statements: reset.forgets },
  ]
}

/**
 * Applies a batch: the newest change of each key wins, and only where it is not older than what the target or a
 * tombstone already knows, so batches may come again and in any order.
 */
export function cdcActions(input: CdcInput): readonly Action[] {
  const { scratch, target, tombstones, views } = input
  const { dialect } = scratch
  const [delta, tombstone] = [deltaIn(scratch), scratch.table('tombstone')]
  const { actions, rows: joined } = keyedRows(input)
  const { names, own, same, isNewer } = keyMatch(dialect, input.keyColumns, input.orderBy)
  const rows = dialect.relation(delta)
  const grave = `${names.join(', ')}, _change_seq, _commit_ts`
  const deaths = (where: string) => ({ sql: `select ${grave} from ${rows} where ${where}`, pieces: [] })
  const dropOlderThan = (known: Relation): Action =>
    execute(
      `delete from ${rows} using ${dialect.relation(known)} as t where ${same(own(delta), 't')} and ${isNewer('t', own(delta))}`,
    )
  const none = ' where 1 = 0'
  const isTouched = `exists (select 1 from ${rows} as d where ${same('d', 't')})`
  const feed = feedActions(scratch, target, input.feed, { before: isTouched, after: isTouched })
  return [
    {
      kind: 'transaction',
      actions: [
        ...resetActions(input),
        ...input.before.map(execute),
        ...actions,
        { kind: 'create', as: 'scratch', into: delta, rows: joined },
        keyCheck(dialect, delta, input.keyColumns),
        { kind: 'create', as: 'missing-table', into: target, rows: columnsBut(dialect, delta, batchColumns, none) },
        { kind: 'make-room', from: delta, into: target, leavesOut: batchColumns, adds: input.addsColumns, views },
        { kind: 'create', as: 'scratch', into: tombstone, rows: { kind: 'query', sql: deaths('1 = 0') } },
        { kind: 'create', as: 'missing-table', into: tombstones, rows: columnsBut(dialect, tombstone, []) },
        { kind: 'make-room', from: tombstone, into: tombstones, leavesOut: [], adds: true, views: [] },
        dropOlderThan(target),
        dropOlderThan(tombstones),
        ...input.rowTests,
        ...feed.before,
        execute(`delete from ${dialect.relation(target)} using ${rows} as d where ${same(own(target), 'd')}`),
        { kind: 'insert-matching', from: delta, into: target, where: "_op <> 'D'", counts: true },
        ...feed.after,
        execute(`delete from ${dialect.relation(tombstones)} using ${rows} as d where ${same(own(tombstones), 'd')}`),
        execute(`insert into ${dialect.relation(tombstones)} (${grave}) ${deaths("_op = 'D'").sql}`),
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
