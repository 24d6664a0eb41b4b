import { feedOf, feedReaders } from '../manifest/feeds.ts'
import { inOrder, type Manifest } from '../manifest/manifest.ts'
import type { ModelNode, NodeId } from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'
import type { FeedInput } from './materializations/feed.ts'
import type { PlannerDialect } from './planner-dialect.ts'
import { plainSql } from './sql-text.ts'
import type { SqlText } from './steps.ts'
import { standsAs, type WarehouseState } from './warehouse-state.ts'
import type { Stand } from './write-sql.ts'

/**
 * The incremental models of a selection that take in no batches and are filled anew: asked for, never built, or with
 * changes of what they follow that were not kept for them. `madeAnew`: models whose tables the plan makes anew, so that their feeds break.
 */
export function refilledModels(
  manifest: Manifest,
  state: WarehouseState,
  request: {
    readonly active: ReadonlySet<NodeId>
    readonly fullRefresh: boolean
    readonly madeAnew: ReadonlySet<NodeId>
  },
): ReadonlySet<NodeId> {
  const refilled = new Set<NodeId>()
  const isBroken = (model: ModelNode, feed: NodeId) => {
    if (request.madeAnew.has(feed) || refilled.has(feed)) return true
    const read = state.feedReads.get(model.id)?.get(feed)
    return read === undefined || (state.feeds.get(feed)?.first ?? 1) > read + 1
  }
  for (const model of inOrder(manifest)) {
    if (model.kind !== 'model' || !readsWhole(model) || !request.active.has(model.id)) continue
    const isNew = standsAs(state, model) === null || !state.built.has(model.id)
    const isAskedFor = model.config.fullRefresh ?? request.fullRefresh
    const isCutOff = model.recompute?.feeds.some((feed) => isBroken(model, feed)) ?? false
    if (isNew || isAskedFor || isCutOff) refilled.add(model.id)
  }
  return refilled
}

/** Whether an incremental model reads its inputs as they are, and no batches. */
export function readsWhole({ config, flow }: ModelNode): boolean {
  return config.materialized === 'incremental' && flow === null
}

/** The feed that a model writes; null where nobody follows it, nor ever has. */
export function feedWritten(
  manifest: Manifest,
  state: WarehouseState,
  model: ModelNode,
  ledger: string,
  breaks: boolean,
): FeedInput | null {
  const readers = feedReaders(manifest, model.id).map((reader) => reader.id)
  if (readers.length === 0 && !state.feeds.has(model.id)) return null
  return { node: model.id, relation: feedOf(model, model.ledgerSchema), ledger, readers, breaks }
}

/** What stands for the feed of `of` in the changed keys of `reader`: the changes that it has not followed yet. */
export function unreadChanges(
  dialect: PlannerDialect,
  ledger: string,
  reader: NodeId,
  of: ModelNode,
  isThere: boolean,
): Stand {
  const feed = feedOf(of, of.ledgerSchema)
  if (!isThere) {
    const nothing = `(select t.*, cast(null as varchar(6)) as _image from ${dialect.relation(of.relation)} as t where 1 = 0)`
    return { kind: 'sql', sql: nothing }
  }
  const read = `select coalesce(max(last_change), 0) from ${ledger}.feed_reads where node_id = ${dialect.text(reader)} and feed_node_id = ${dialect.text(of.id)}`
  return { kind: 'sql', sql: `(select * from ${dialect.relation(feed)} where _change > (${read}))` }
}

/** Whether a feed's table is there, or will be when the plan comes to its readers. */
export function isFeedThere(state: WarehouseState, model: ModelNode, isWritten: boolean): boolean {
  return isWritten || state.relations[model.engine].has(relationKey(feedOf(model, model.ledgerSchema)))
}

/** The ledger's statements: a node has followed all changes there are of some others. */
export function recordRead(
  dialect: PlannerDialect,
  ledger: string,
  node: NodeId,
  feeds: readonly NodeId[],
): readonly SqlText[] {
  const me = dialect.text(node)
  return [
    plainSql(`delete from ${ledger}.feed_reads where node_id = ${me}`),
    ...feeds
      .map(dialect.text)
      .map((feed) =>
        plainSql(
          `insert into ${ledger}.feed_reads (node_id, feed_node_id, last_change) select ${me}, ${feed}, coalesce(max(last_change), 0) from ${ledger}.feeds where node_id = ${feed}`,
        ),
      ),
  ]
}

/** The ledger's statements: a node has taken in, through what it follows, the batches that those have. */
export function recordFollowed(
  dialect: PlannerDialect,
  ledger: string,
  node: NodeId,
  feeds: readonly NodeId[],
  rows: string,
): SqlText {
  const me = dialect.text(node)
  return plainSql(
    `insert into ${ledger}.applied (batch_id, node_id, rows_written, applied_at) select distinct a.batch_id, ${me}, ${rows}, ${dialect.utcNow}` +
      ` from ${ledger}.applied as a where a.node_id in (${feeds.map(dialect.text).join(', ')})` +
      ` and not exists (select 1 from ${ledger}.applied as b where b.batch_id = a.batch_id and b.node_id = ${me})`,
  )
}
