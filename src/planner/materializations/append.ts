import { fateColumns } from '../../manifest/system-columns.ts'
import type { Action, SqlText } from '../steps.ts'
import { columnsBut, execute } from './actions.ts'
import { type ApplyInput, deltaIn, resetActions } from './cdc.ts'
import { feedActions } from './feed.ts'

export interface AppendInput extends ApplyInput {
  /** The author's query over the staged rows, with the system columns carried through. */
  readonly rows: SqlText
}

/**
 * Adds the rows of a batch's changes to a log. A change that the target already has adds nothing, so a replayed file
 * or an attempt that is made again leaves the log as it is. Deletions are rows too, with `_op = 'D'`.
 */
export function appendActions(input: AppendInput): readonly Action[] {
  const { scratch, target, views } = input
  const { dialect } = scratch
  const delta = deltaIn(scratch)
  const rows = dialect.relation(delta)
  const feed = feedActions(scratch, target, input.feed, {
    before: null,
    after: `exists (select 1 from ${rows} as d where d._change_id = t._change_id)`,
  })
  return [
    {
      kind: 'transaction',
      actions: [
        ...resetActions(input),
        ...input.before.map(execute),
        { kind: 'create', as: 'scratch', into: delta, rows: { kind: 'query', sql: input.rows } },
        {
          kind: 'create',
          as: 'missing-table',
          into: target,
          rows: columnsBut(dialect, delta, fateColumns, ' where 1 = 0'),
        },
        { kind: 'make-room', from: delta, into: target, leavesOut: fateColumns, adds: input.addsColumns, views },
        execute(
          `delete from ${rows} using ${dialect.relation(target)} as t where ${dialect.identifier(delta.name)}._change_id = t._change_id`,
        ),
        ...input.rowTests,
        ...feed.before,
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
