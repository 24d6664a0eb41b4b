import { fateColumns } from '../../manifest/system-columns.ts'
import type { Action, SqlText } from '../steps.ts'
import { columnsBut, execute } from './actions.ts'
import { type ApplyInput, applyActions, deltaIn } from './apply.ts'

export interface AppendInput extends ApplyInput {
  /** The author's query over the staged rows, with the system columns carried through. */
  readonly rows: SqlText
}

/**
 * Adds the rows of a batch's changes to a log. A change that the target already has adds nothing, so a replayed file
 * or an attempt that is made again leaves the log as it is. Deletions are rows too, with `_op = 'D'`.
 */
export function appendActions(input: AppendInput): readonly Action[] {
  const { scratch, target } = input
  const { dialect } = scratch
  const delta = deltaIn(scratch)
  const rows = dialect.relation(delta)
  const isKnown = `${dialect.identifier(delta.name)}._change_id = t._change_id`
  return applyActions(input, {
    lays: [
      { kind: 'create', as: 'scratch', into: delta, rows: { kind: 'query', sql: input.rows } },
      ...(input.setsAside?.corrects ?? []),
    ],
    rows: delta,
    leavesOut: fateColumns,
    prepares: [execute(`delete from ${rows} using ${dialect.relation(target)} as t where ${isKnown}`)],
    touched: { before: null, after: columnsBut(dialect, delta, fateColumns) },
    changes: [{ kind: 'insert-matching', from: delta, into: target, where: null, counts: true }],
  })
}
