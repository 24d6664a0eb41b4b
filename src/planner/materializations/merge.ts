import type { Relation } from '../../manifest/relation.ts'
import { fateColumns } from '../../manifest/system-columns.ts'
import type { Scratch } from '../planner-dialect.ts'
import { plainSql, sql } from '../sql-text.ts'
import type { Action, SqlText, UpdatedColumns } from '../steps.ts'
import { columnsBut, execute } from './actions.ts'
import { type ApplyInput, applyActions, deltaIn, type TableChange } from './apply.ts'
import { givenIn } from './judge.ts'
import { keyCheck } from './keyed-rows.ts'
import { matchedRows, type RowLimit } from './matched-rows.ts'
import { partialChange } from './partial-merge.ts'

/** Which rows of a target go for new ones, and what becomes of them. */
export interface MergeRule {
  /** Rows of the target with one of the new rows' keys are replaced. NULL equals NULL. */
  readonly keyColumns: readonly string[]
  /** Without key columns: all rows are replaced, or none. */
  readonly replacesAll: boolean
  /** The new rows have different keys, none of them NULL. */
  readonly isUnique: boolean
  /** The keys are of partitions: one goes with the rows that a query gives of it, also when its rules set all of them aside. */
  readonly isPartitions: boolean
  /** Only rows within it are replaced. */
  readonly limit: RowLimit | null
  /** Rows of the target with the key of a new row stay, and get these columns of it; null: they are replaced as a whole. */
  readonly updates: UpdatedColumns | null
}

export interface MergeInput extends ApplyInput, MergeRule {
  /** The author's query. */
  readonly rows: SqlText
}

/** The keys of the rows that take the place of others. */
export function mergedKeysIn(scratch: Scratch): Relation {
  return scratch.table('keys')
}

/** Puts the rows of a query into a table, in place of those with the same keys. */
export function mergeActions(input: MergeInput): readonly Action[] {
  const { scratch, target, keyColumns } = input
  const { dialect } = scratch
  const [delta, keys] = [deltaIn(scratch), mergedKeysIn(scratch)]
  const lays: readonly Action[] = [
    { kind: 'create', as: 'scratch', into: delta, rows: { kind: 'query', sql: input.rows } },
    ...(input.setsAside?.corrects ?? []),
    ...(input.isUnique ? [keyCheck(dialect, delta, keyColumns)] : []),
  ]
  const common = { lays, rows: delta, leavesOut: fateColumns }
  const insert: Action = { kind: 'insert-matching', from: delta, into: target, where: null, counts: true }
  const added = columnsBut(dialect, delta, fateColumns)
  if (keyColumns.length === 0) {
    const { replacesAll } = input
    return applyActions(input, {
      ...common,
      prepares: [],
      touched: { before: replacesAll ? '1 = 1' : null, after: added },
      changes: [...(replacesAll ? [execute(`delete from ${dialect.relation(target)}`)] : []), insert],
    })
  }
  const names = keyColumns.map(dialect.identifier).join(', ')
  const from = input.isPartitions && input.setsAside ? givenIn(scratch) : delta
  const distinct = plainSql(`select distinct ${names} from ${dialect.relation(from)}`)
  const layKeys: Action = { kind: 'create', as: 'scratch', into: keys, rows: { kind: 'query', sql: distinct } }
  const isMatched = matchedRows(dialect, { newRows: delta, keys, keyColumns, isUnique: input.isUnique }, input.limit)
  if (input.updates) {
    const { updates, limit } = input
    const change = partialChange({ scratch, target, delta, keys, keyColumns, updates, limit, isMatched })
    return applyActions(input, { ...common, ...change, prepares: [layKeys, ...change.prepares] })
  }
  const change: Omit<TableChange, keyof typeof common> = {
    prepares: [layKeys, ...(input.setsAside?.adds ?? [])],
    touched: { before: isMatched('t').sql, after: added },
    changes: [execute(sql`delete from ${dialect.relation(target)} where ${isMatched(target.name)}`), insert],
  }
  return applyActions(input, { ...common, ...change })
}
