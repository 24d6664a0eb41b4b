import { fateColumns } from '../../manifest/system-columns.ts'
import { plainSql } from '../sql-text.ts'
import type { Action, SqlText } from '../steps.ts'
import { columnsBut, execute } from './actions.ts'
import { type ApplyInput, deltaIn, resetActions } from './cdc.ts'
import { feedActions } from './feed.ts'
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
  const { scratch, target, views, keyColumns } = input
  const { dialect } = scratch
  const [delta, keys] = [deltaIn(scratch), scratch.table('keys')]
  const names = keyColumns.map(dialect.identifier).join(', ')
  const isReplaced = (row: string) => dialect.isAmong(row, keys, keyColumns)
  const hasKey = keyColumns.length > 0
  const feed = feedActions(scratch, target, input.feed, {
    before: hasKey ? isReplaced('t') : null,
    after: hasKey ? isReplaced('t') : delta,
  })
  const distinct = plainSql(`select distinct ${names} from ${dialect.relation(delta)}`)
  return [
    {
      kind: 'transaction',
      actions: [
        ...resetActions(input),
        ...input.before.map(execute),
        { kind: 'create', as: 'scratch', into: delta, rows: { kind: 'query', sql: input.rows } },
        ...(input.isUnique ? [keyCheck(dialect, delta, keyColumns)] : []),
        {
          kind: 'create',
          as: 'missing-table',
          into: target,
          rows: columnsBut(dialect, delta, fateColumns, ' where 1 = 0'),
        },
        { kind: 'make-room', from: delta, into: target, leavesOut: fateColumns, adds: input.addsColumns, views },
        ...input.rowTests,
        ...(hasKey
          ? [{ kind: 'create', as: 'scratch', into: keys, rows: { kind: 'query', sql: distinct } } as const]
          : []),
        ...feed.before,
        ...(hasKey
          ? [execute(`delete from ${dialect.relation(target)} where ${isReplaced(dialect.identifier(target.name))}`)]
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
