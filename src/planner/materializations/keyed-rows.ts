import { type Relation, relation } from '../../manifest/relation.ts'
import { type PlannerDialect, temporary } from '../planner-dialect.ts'
import { plainSql, sql } from '../sql-text.ts'
import type { Action, SqlText } from '../steps.ts'

/**
 * The heart of staging and of `cdc`: every key of a batch with the row that the author's query gives for it. A key that
 * is deleted, or for which the query gives no row, comes out as a row with `_op = 'D'`, so a filter filters state and
 * loses no change.
 */
export interface KeyedRowsInput {
  readonly dialect: PlannerDialect
  /** One row for each key of the batch: the key columns, `_op`, `_change_seq`, `_commit_ts` and `_change_id`. */
  readonly keys: SqlText
  /** The author's query over the newest live image of each key. */
  readonly rows: SqlText
  readonly keyColumns: readonly string[]
  /** System columns that the author's query gives by itself: the tool's own stand in their place. */
  readonly ownColumns: readonly string[]
}

export const batchKeys = relation(temporary, '_tm_keys')
export const batchRows = relation(temporary, '_tm_rows')

/** Lays out `_tm_keys` and `_tm_rows`, checks them, and answers the query that joins the two. */
export function keyedRows(input: KeyedRowsInput): { readonly actions: readonly Action[]; readonly query: SqlText } {
  const { dialect, keyColumns } = input
  const names = keyColumns.map(dialect.identifier)
  const list = names.join(', ')
  const same = names.map((name) => `k.${name} is not distinct from r.${name}`).join(' and ')
  const anyNull = names.map((name) => `${name} is null`).join(' or ')
  const replaced = names.map((name) => `k.${name} as ${name}`).join(', ')
  const hidden = ['_tm_found', ...input.ownColumns].map(dialect.identifier).join(', ')
  const keys = dialect.relation(batchKeys)
  const rows = dialect.relation(batchRows)
  const repeated = (from: Relation) =>
    plainSql(`select ${list} from ${dialect.relation(from)} group by ${list} having count(*) > 1 limit 1`)
  return {
    actions: [
      { kind: 'execute', sql: sql`create or replace temp table ${temporaryName(dialect, batchKeys)} as ${input.keys}` },
      {
        kind: 'expect-none',
        sql: plainSql(`select ${list} from ${keys} where ${anyNull} limit 1`),
        problem: 'cdc/key-null',
      },
      {
        kind: 'execute',
        sql: sql`create or replace temp table ${temporaryName(dialect, batchRows)} as select *, true as _tm_found from (${input.rows}) as author_rows`,
      },
      { kind: 'expect-none', sql: repeated(batchRows), problem: 'cdc/key-repeated' },
      { kind: 'expect-none', sql: repeated(batchKeys), problem: 'cdc/key-repeated' },
    ],
    query: plainSql(
      `select r.* exclude (${hidden}) replace (${replaced}), case when k._op = 'D' or r._tm_found is null then 'D' else k._op end as _op,` +
        ` k._change_seq as _change_seq, k._commit_ts as _commit_ts, k._change_id as _change_id` +
        ` from ${keys} as k left join ${rows} as r on ${same}`,
    ),
  }
}

/** A temporary table is created by its bare name and read by its full one. */
export function temporaryName(dialect: PlannerDialect, { name }: Relation): string {
  return dialect.identifier(name)
}
