import { changeColumn, imageColumn } from '../../manifest/feeds.ts'
import type { NodeId } from '../../manifest/nodes.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { Scratch } from '../planner-dialect.ts'
import { plainSql } from '../sql-text.ts'
import type { Action, Rows } from '../steps.ts'
import { columnsBut, execute } from './actions.ts'

/** The change feed that a model writes. */
export interface FeedInput {
  readonly node: NodeId
  readonly relation: Relation
  /** The schema of the ledger, quoted. */
  readonly ledger: string
  /** The models that follow it. */
  readonly readers: readonly NodeId[]
  /** The table is made anew: what changed cannot be said row by row, and readers are filled anew too. */
  readonly breaks: boolean
}

/**
 * Which rows of the target a change touches, as conditions on its alias `t`: null where it touches none. Where they are laid
 * out beside it too, they are told from there: the target may be big.
 */
export interface TouchedRows {
  readonly before: string | null
  readonly after: string | Rows
}

/**
 * What writes a change into the feed, in the transaction that makes it: the touched rows as they are before, then as they
 * are after. What every reader has read goes. A feed that nobody reads only counts, so that a later reader knows how much
 * it has missed.
 */
export function feedActions(
  scratch: Scratch,
  target: Relation,
  feed: FeedInput | null,
  touched: TouchedRows,
): { readonly before: readonly Action[]; readonly after: readonly Action[] } {
  if (!feed) return { before: [], after: [] }
  const { dialect } = scratch
  const { ledger, readers, relation } = feed
  const node = dialect.text(feed.node)
  const record = (...statements: readonly string[]): Action => ({
    kind: 'record',
    statements: statements.map(plainSql),
  })
  const count = record(
    `insert into ${ledger}.feeds (node_id, first_change, last_change) select ${node}, 1, 0 where not exists (select 1 from ${ledger}.feeds where node_id = ${node})`,
    `update ${ledger}.feeds set last_change = last_change + 1 where node_id = ${node}`,
  )
  if (feed.breaks || readers.length === 0) {
    const forget = record(`update ${ledger}.feeds set first_change = last_change + 1 where node_id = ${node}`)
    return { before: [count, { kind: 'drop', target: relation, views: [] }, forget], after: [] }
  }
  const number = `(select last_change from ${ledger}.feeds where node_id = ${node})`
  const images = ([image, of]: readonly [image: string, of: string | Rows]) => {
    const into = scratch.table(`feed_${image}`)
    const rows = typeof of === 'string' ? columnsBut(dialect, target, [], ` where ${of}`) : of
    const adds = [
      { name: imageColumn, expression: `cast(${dialect.text(image)} as varchar(6))` },
      { name: changeColumn, expression: `cast(${number} as bigint)` },
    ]
    const create: Action = {
      kind: 'create',
      as: 'scratch',
      into,
      rows: rows.kind === 'columns' ? { ...rows, adds } : rows,
    }
    return { into, create }
  }
  const before = images(['before', touched.before ?? '1 = 0'])
  const after = images(['after', touched.after])
  const read = `select min(last_change) from ${ledger}.feed_reads where feed_node_id = ${node} and node_id in (${readers.map(dialect.text).join(', ')})`
  return {
    before: [count, before.create],
    after: [
      after.create,
      {
        kind: 'create',
        as: 'missing-table',
        into: relation,
        rows: columnsBut(dialect, before.into, [], ' where 1 = 0'),
      },
      { kind: 'make-room', from: before.into, into: relation, leavesOut: [], adds: true, views: [] },
      { kind: 'insert-matching', from: before.into, into: relation, where: null, counts: false },
      { kind: 'insert-matching', from: after.into, into: relation, where: null, counts: false },
      record(
        // Whoever has read nothing yet is filled anew, and needs no change from before.
        `update ${ledger}.feeds set first_change = greatest(first_change, coalesce((${read}), last_change - 1) + 1) where node_id = ${node}`,
      ),
      execute(
        `delete from ${dialect.relation(relation)} where ${changeColumn} < (select first_change from ${ledger}.feeds where node_id = ${node})`,
      ),
    ],
  }
}
