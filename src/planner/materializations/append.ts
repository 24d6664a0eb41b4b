import { plainSql, sql } from '../sql-text.ts'
import type { Action, SqlText } from '../steps.ts'
import { type ApplyInput, delta } from './cdc.ts'
import { temporaryName } from './keyed-rows.ts'

export interface AppendInput extends ApplyInput {
  /** The author's query over the staged rows, with the system columns carried through. */
  readonly rows: SqlText
}

/**
 * Adds the rows of a batch's changes to a log. A change that the target already has adds nothing, so a replayed file
 * or an attempt that is made again leaves the log as it is. Deletions are rows too, with `_op = 'D'`.
 */
export function appendActions(input: AppendInput): readonly Action[] {
  const { dialect, target } = input
  const rows = dialect.relation(delta)
  const execute = (text: string): Action => ({ kind: 'execute', sql: plainSql(text) })
  const asAction = (text: SqlText): Action => ({ kind: 'execute', sql: text })
  return [
    {
      kind: 'transaction',
      actions: [
        ...input.reset.map(asAction),
        ...input.before.map(asAction),
        { kind: 'execute', sql: sql`create or replace temp table ${temporaryName(dialect, delta)} as ${input.rows}` },
        execute(`create table if not exists ${dialect.relation(target)} as select * from ${rows} where 1 = 0`),
        { kind: 'make-room', from: delta, into: target, leavesOut: [], adds: input.addsColumns },
        execute(`delete from ${rows} as d using ${dialect.relation(target)} as t where d._change_id = t._change_id`),
        ...input.rowTests,
        { kind: 'insert-matching', from: delta, into: target, where: null },
        ...input.tableTests,
        ...input.after.map(asAction),
        ...input.record.map(asAction),
        { kind: 'fault-point', name: 'apply-before-commit' },
      ],
    },
    { kind: 'fault-point', name: 'applied' },
  ]
}
