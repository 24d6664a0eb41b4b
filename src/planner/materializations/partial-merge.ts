import type { Relation } from '../../manifest/relation.ts'
import type { Scratch } from '../planner-dialect.ts'
import { sql } from '../sql-text.ts'
import type { SqlText, UpdatedColumns } from '../steps.ts'
import type { TableChange } from './apply.ts'
import type { RowLimit } from './matched-rows.ts'

interface PartialMerge {
  readonly scratch: Scratch
  readonly target: Relation
  /** The new rows, and their keys. */
  readonly delta: Relation
  readonly keys: Relation
  readonly keyColumns: readonly string[]
  readonly updates: UpdatedColumns
  readonly limit: RowLimit | null
  readonly isMatched: (row: string) => SqlText
}

/**
 * Gives the rows of a target some columns of the new rows with their keys, and inserts new rows that find none. Which they
 * are is laid out before: a condition on the target may say otherwise once its rows are updated.
 */
export function partialChange(
  merge: PartialMerge,
): Pick<TableChange, 'prepares' | 'touched' | 'changes' | 'testsWritten'> {
  const { scratch, target, delta, keyColumns, updates, limit } = merge
  const { dialect } = scratch
  const found = scratch.table('found')
  const names = keyColumns.map((name) => `t.${dialect.identifier(name)}`).join(', ')
  const keysFound = sql`select distinct ${names} from ${dialect.relation(target)} as t where ${merge.isMatched('t')}`
  // No key of the new rows is NULL, and an equality is what every engine joins by.
  const same = keyColumns
    .map(dialect.identifier)
    .map((name) => `k.${name} = ${dialect.identifier(delta.name)}.${name}`)
    .join(' and ')
  const isNew = `not exists (select 1 from ${dialect.relation(found)} as k where ${same})`
  const touched = dialect.isAmong('t', merge.keys, keyColumns)
  return {
    prepares: [{ kind: 'create', as: 'scratch', into: found, rows: { kind: 'query', sql: keysFound } }],
    touched: { before: touched, after: touched },
    testsWritten: true,
    changes: [
      {
        kind: 'update-matching',
        counts: true,
        from: delta,
        into: target,
        keyColumns,
        columns: updates,
        where: limit?.condition(target.name) ?? null,
      },
      { kind: 'insert-matching', from: delta, into: target, where: isNew, counts: true },
    ],
  }
}

/** The rows of a target that a partial merge has written: what was in them before, and what is new. */
export function mergedRows(scratch: Scratch, target: Relation, keyColumns: readonly string[]): string {
  const { dialect } = scratch
  return `(select * from ${dialect.relation(target)} as t where ${dialect.isAmong('t', scratch.table('keys'), keyColumns)})`
}
