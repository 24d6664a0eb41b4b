import { fateColumns } from '../../manifest/system-columns.ts'
import { plainSql } from '../sql-text.ts'
import type { Action, SqlText } from '../steps.ts'
import { columnsBut, execute } from './actions.ts'
import { type ApplyInput, applyActions, deltaIn } from './apply.ts'
import { keyCheck } from './keyed-rows.ts'

export interface MergeInput extends ApplyInput {
  /** The author's query. */
  readonly rows: SqlText
  /** Rows of the target with one of the new rows' keys go first; none: nothing goes. NULL equals NULL. */
  readonly keyColumns: readonly string[]
  /** The new rows have different keys, none of them NULL. */
  readonly isUnique: boolean
}

/** Puts the rows of a query into a table, in place of those with the same keys. */
export function mergeActions(input: MergeInput): readonly Action[] {
  const { scratch, target, keyColumns } = input
  const { dialect } = scratch
  const [delta, keys] = [deltaIn(scratch), scratch.table('keys')]
  const names = keyColumns.map(dialect.identifier).join(', ')
  const isReplaced = (row: string) => dialect.isAmong(row, keys, keyColumns)
  const insert: Action = { kind: 'insert-matching', from: delta, into: target, where: null, counts: true }
  const lays: readonly Action[] = [
    { kind: 'create', as: 'scratch', into: delta, rows: { kind: 'query', sql: input.rows } },
    ...(input.isUnique ? [keyCheck(dialect, delta, keyColumns)] : []),
  ]
  const added = columnsBut(dialect, delta, fateColumns)
  const common = { lays, rows: delta, leavesOut: fateColumns }
  if (keyColumns.length === 0) {
    return applyActions(input, { ...common, prepares: [], touched: { before: null, after: added }, changes: [insert] })
  }
  const distinct = plainSql(`select distinct ${names} from ${dialect.relation(delta)}`)
  return applyActions(input, {
    ...common,
    prepares: [{ kind: 'create', as: 'scratch', into: keys, rows: { kind: 'query', sql: distinct } }],
    touched: { before: isReplaced('t'), after: added },
    changes: [
      execute(`delete from ${dialect.relation(target)} where ${isReplaced(dialect.identifier(target.name))}`),
      insert,
    ],
  })
}
