import type { Relation } from '../../manifest/relation.ts'
import { carriedColumns, fateColumns } from '../../manifest/system-columns.ts'
import type { Scratch } from '../planner-dialect.ts'
import { plainSql } from '../sql-text.ts'
import type { Action, ColumnRows, SqlText } from '../steps.ts'
import { scratchView } from './actions.ts'

/**
 * What became of each key within a batch, beyond its newest change: the newest change that the author's query gives a row
 * for (the image), and the changes behind it that it gives none for, deletions included (the exits). Tables that keep
 * deleted rows need both, and must not depend on where batches end.
 */
export interface FatesInput {
  readonly scratch: Scratch
  /** Every change once, with `_op`, `_change_seq`, `_commit_ts`, `_change_id` and its place in the order, `_position`. */
  readonly each: Relation
  /** Columns of `each` that tell its keys apart. */
  readonly keyColumns: readonly string[]
  /** The author's query over all changes that are no deletions, with `_change_id`. */
  readonly passing: SqlText
  /** The key as the author's query makes it, of every change of `each`, with the system columns. */
  readonly keysOfEach: SqlText
}

/** Rows that the author's query gives, one for each change that it gives one for. */
export function passingIn(scratch: Scratch): Relation {
  return scratch.table('passing')
}

/** One row for each key, by the `_change_id` of its newest change. */
export function fatesIn(scratch: Scratch): Relation {
  return scratch.table('fates')
}

export function fateActions({ scratch, each, keyColumns, passing, keysOfEach }: FatesInput): readonly Action[] {
  const { dialect } = scratch
  const keys = keyColumns.map(dialect.identifier).join(', ')
  const ids = `select distinct _change_id as _tm_passing from ${dialect.relation(passingIn(scratch))}`
  const lives = `select c.*, case when c._op <> 'D' and p._tm_passing is not null then 1 else 0 end as _tm_passes from ${dialect.relation(each)} as c left join (${ids}) as p on p._tm_passing = c._change_id`
  const ends = `select l.*, max(_position) over (partition by ${keys}) as _tm_last, max(case when _tm_passes = 1 then _position end) over (partition by ${keys}) as _tm_image from (${lives}) as l`
  const at = (place: string, column: string) => `max(case when _position = ${place} then ${column} end)`
  const columns = [
    `${at('_tm_last', '_change_id')} as _tm_newest`,
    `${at('_tm_image', '_change_id')} as _tm_image_id`,
    'case when max(_tm_last) = max(_tm_image) then 1 else 0 end as _tm_is_live',
    'case when max(_tm_image) is null then false else true end as _has_image',
    `${at('_tm_image', '_change_seq')} as _image_seq`,
    `${at('_tm_image', '_commit_ts')} as _image_ts`,
  ]
  return [
    scratchView(passingIn(scratch), passing),
    scratchView(endsIn(scratch), plainSql(ends)),
    scratchView(
      fatesIn(scratch),
      plainSql(`select ${columns.join(', ')} from ${dialect.relation(endsIn(scratch))} as x group by ${keys}`),
    ),
    scratchView(eachKeyIn(scratch), keysOfEach),
  ]
}

/** The exits: the key as the author's query makes it, and the order of the change. */
export function exitRows(scratch: Scratch, keyColumns: readonly string[]): string {
  const { dialect } = scratch
  const names = keyColumns.map((name) => `k.${dialect.identifier(name)}`).join(', ')
  return `select ${names}, k._change_seq, k._commit_ts from ${dialect.relation(eachKeyIn(scratch))} as k join ${dialect.relation(endsIn(scratch))} as e on e._change_id = k._change_id where e._tm_passes = 0 and (e._tm_image is null or e._position > e._tm_image)`
}

function endsIn(scratch: Scratch): Relation {
  return scratch.table('ends')
}

function eachKeyIn(scratch: Scratch): Relation {
  return scratch.table('each_key')
}

/**
 * Each key of `keys` (key columns and the system columns of its newest change) with the values of its image, and its fate.
 * A key that is out comes out as a row with `_op = 'D'`.
 */
export function fatedRows(
  scratch: Scratch,
  keys: Relation,
  keyColumns: readonly string[],
  ownColumns: readonly string[],
  onlyFound = false,
): ColumnRows {
  const { dialect } = scratch
  return {
    kind: 'columns',
    of: passingIn(scratch),
    alias: 'r',
    leavesOut: [...carriedColumns, ...fateColumns, ...ownColumns],
    instead: new Map(keyColumns.map((name) => [name.toLowerCase(), `k.${dialect.identifier(name)}`])),
    adds: [
      { name: '_op', expression: "case when f._tm_is_live = 1 then k._op else 'D' end" },
      ...carriedColumns.slice(1).map((name) => ({ name, expression: `k.${name}` })),
      ...fateColumns.map((name) => ({ name, expression: `f.${name}` })),
    ],
    from:
      `${dialect.relation(keys)} as k join ${dialect.relation(fatesIn(scratch))} as f on f._tm_newest = k._change_id` +
      ` ${onlyFound ? 'inner' : 'left'} join ${dialect.relation(passingIn(scratch))} as r on r._change_id = f._tm_image_id`,
  }
}
