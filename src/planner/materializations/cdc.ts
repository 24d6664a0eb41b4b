import type { OrderBy } from '../../ingest/change-age.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { Action, SqlText } from '../steps.ts'
import { columnsBut, execute } from './actions.ts'
import { type ApplyInput, applyActions, deltaIn } from './apply.ts'
import { type KeptInput, keepActions, knownNames, withKnown } from './kept-values.ts'
import { keyMatch } from './key-match.ts'
import { keyCheck, keyedRows } from './keyed-rows.ts'
import { differingActions, differingIn, goneActions, type Replacement } from './replace.ts'

/** Columns of the delta that belong to the batch, and not to the target. */
const batchColumns = ['_op', '_change_id']

export interface CdcInput extends ApplyInput {
  readonly orderBy: OrderBy
  readonly keyColumns: readonly string[]
  readonly ownColumns: readonly string[]
  readonly keys: SqlText
  readonly rows: SqlText
  /** Keys whose deletion is known, with the change that deleted them: they keep a late update from raising the dead. */
  readonly tombstones: Relation
  readonly kept: KeptInput
  /** Null for a batch of changes. */
  readonly replacement: Replacement | null
}

/**
 * Applies a batch: the newest change of each key wins, and only where it is not older than what the target or a
 * tombstone already knows, so batches may come again and in any order. A load says all there is, whatever was known.
 */
export function cdcActions(input: CdcInput): readonly Action[] {
  const { scratch, target, tombstones, replacement } = input
  const { dialect } = scratch
  const [delta, tombstone] = [deltaIn(scratch), scratch.table('tombstone')]
  const { actions, rows: joined } = keyedRows(input)
  const match = keyMatch(dialect, input.keyColumns, input.orderBy)
  const { names, own, same, isAmong, isNewer } = match
  const rows = dialect.relation(delta)
  const grave = `${names.join(', ')}, _change_seq, _commit_ts`
  const deaths = (where: string) => ({ sql: `select ${grave} from ${rows} where ${where}`, pieces: [] })
  const dropOlderThan = (known: Relation): Action =>
    execute(
      `delete from ${rows} using ${dialect.relation(known)} as t where ${same(own(delta), 't')} and ${isNewer('t', own(delta))}`,
    )
  const delivered = withKnown(scratch, joined, input.kept, 'k._change_id')
  const leavesOut = [...batchColumns, ...knownNames(input.kept.columns)]
  const known: readonly Action[] = replacement
    ? [
        ...goneActions(scratch, target, replacement, match),
        ...differingActions(scratch, target, match, {
          rows: delta,
          are: "_op <> 'D'",
          gone: [`select ${names.join(', ')} from ${rows} where _op = 'D'`],
        }),
      ]
    : [dropOlderThan(target), dropOlderThan(tombstones), ...keepActions(scratch, delta, target, same, input.kept)]
  const isTouched = isAmong('t', replacement ? differingIn(scratch) : delta)
  return applyActions(input, {
    lays: [
      ...actions,
      { kind: 'create', as: 'scratch', into: delta, rows: delivered },
      ...(input.setsAside?.corrects ?? []),
      keyCheck(dialect, delta, input.keyColumns),
    ],
    rows: delta,
    leavesOut,
    prepares: [
      { kind: 'create', as: 'scratch', into: tombstone, rows: { kind: 'query', sql: deaths('1 = 0') } },
      { kind: 'create', as: 'missing-table', into: tombstones, rows: columnsBut(dialect, tombstone, []) },
      { kind: 'make-room', from: tombstone, into: tombstones, leavesOut: [], adds: true, views: [] },
      ...known,
    ],
    touched: {
      before: isTouched,
      after: columnsBut(dialect, delta, leavesOut, ` where _op <> 'D'${replacement ? ` and ${isTouched}` : ''}`),
    },
    changes: [
      execute(`delete from ${dialect.relation(target)} using ${rows} as d where ${same(own(target), 'd')}`),
      { kind: 'insert-matching', from: delta, into: target, where: "_op <> 'D'", counts: true },
      execute(
        replacement
          ? `delete from ${dialect.relation(tombstones)}`
          : `delete from ${dialect.relation(tombstones)} using ${rows} as d where ${same(own(tombstones), 'd')}`,
      ),
      execute(`insert into ${dialect.relation(tombstones)} (${grave}) ${deaths("_op = 'D'").sql}`),
    ],
  })
}
