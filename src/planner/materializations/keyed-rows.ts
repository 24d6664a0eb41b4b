import type { Relation } from '../../manifest/relation.ts'
import { fateColumns } from '../../manifest/system-columns.ts'
import type { PlannerDialect, Scratch } from '../planner-dialect.ts'
import { plainSql, sql } from '../sql-text.ts'
import type { Action, ColumnRows, SqlText } from '../steps.ts'
import { scratchView } from './actions.ts'

/**
 * The heart of staging and of `cdc`: every key of a batch with the row that the author's query gives for it. A key that
 * is deleted, or for which the query gives no row, comes out as a row with `_op = 'D'`, so a filter filters state and
 * loses no change.
 */
export interface KeyedRowsInput {
  readonly scratch: Scratch
  /** One row for each key of the batch: the key columns, `_op`, `_change_seq`, `_commit_ts` and `_change_id`. */
  readonly keys: SqlText
  /** The author's query over the newest live image of each key. */
  readonly rows: SqlText
  readonly keyColumns: readonly string[]
  /** System columns that the author's query gives by itself: the tool's own stand in their place. */
  readonly ownColumns: readonly string[]
  /** Nobody knows that the rows have keys of the batch: those of other keys come out without an `_op`, for `strayCheck`. */
  readonly mayStray?: boolean
  /** Keys without a row do not come out: what is not there says enough. */
  readonly onlyFound?: boolean
}

/** Lays out the batch's keys and rows, and answers the rows that come of joining the two; `keyCheck` has to follow. */
export function keyedRows(input: KeyedRowsInput): { readonly actions: readonly Action[]; readonly rows: ColumnRows } {
  const { scratch, keyColumns, mayStray = false, onlyFound = false } = input
  const { dialect } = scratch
  const [keys, rows] = [scratch.table('keys'), scratch.table('rows')]
  const names = keyColumns.map(dialect.identifier)
  // A key that is NULL finds no row, and is refused; so equality is enough, which engines can hash.
  const same = names.map((name) => `k.${name} = r.${name}`).join(' and ')
  const marked = sql`select *, true as _tm_found from (${input.rows}) as author_rows`
  return {
    actions: [scratchView(keys, input.keys), scratchView(rows, marked)],
    rows: {
      kind: 'columns',
      of: rows,
      alias: 'r',
      leavesOut: ['_tm_found', ...fateColumns, ...input.ownColumns],
      instead: new Map(
        keyColumns.map((name, at) => {
          const key = `k.${names[at]}`
          return [name.toLowerCase(), mayStray ? `coalesce(${key}, r.${names[at]})` : key]
        }),
      ),
      adds: [
        { name: '_op', expression: `case when k._op = 'D' or r._tm_found is null then 'D' else k._op end` },
        ...['_change_seq', '_commit_ts', '_change_id'].map((name) => ({ name, expression: `k.${name}` })),
      ],
      from: `${dialect.relation(keys)} as k ${onlyFound ? 'inner' : mayStray ? 'full' : 'left'} join ${dialect.relation(rows)} as r on ${same}`,
    },
  }
}

/** Rows of the author's that belong to no key of the batch. */
export function strayCheck(dialect: PlannerDialect, joined: Relation, keyColumns: readonly string[]): Action {
  const names = keyColumns.map(dialect.identifier).join(', ')
  return {
    kind: 'expect-none',
    sql: plainSql(`select ${names} from ${dialect.relation(joined)} where _op is null limit 1`),
    problem: 'dataframe/other-key',
  }
}

/** Keys that are NULL, and keys with several rows: two changes of the batch, or two rows of the author's query. */
export function keyCheck(dialect: PlannerDialect, joined: Relation, keyColumns: readonly string[]): Action {
  const names = keyColumns.map(dialect.identifier)
  const anyNull = names.map((name) => `${name} is null`).join(' or ')
  return {
    kind: 'expect-none',
    sql: plainSql(
      `select ${names.join(', ')} from ${dialect.relation(joined)} group by ${names.join(', ')} having count(*) > 1 or ${anyNull} limit 1`,
    ),
    problem: 'cdc/key',
  }
}
