import { isIncremental } from '../manifest/incremental.ts'
import { inOrder, type Manifest } from '../manifest/manifest.ts'
import type { ModelNode, NodeId, SourceNode } from '../manifest/nodes.ts'
import { loadsOf, newestGeneration } from './generations.ts'
import { isMerged } from './merge-rule.ts'
import { hasApplied, isStarted, standsAs, type WarehouseState } from './warehouse-state.ts'

/** How a table is compared with its rebuild. */
export interface Comparison {
  readonly model: ModelNode
  /** The columns that tell its rows apart, in lower case; none where whole rows are compared. */
  readonly keyColumns: readonly string[]
  /** Columns that are no part of it, in lower case. */
  readonly leavesOut: readonly string[]
  /** Which rows; null for all. A condition on plain column names. */
  readonly where: string | null
}

export interface Verifiable {
  readonly comparisons: readonly Comparison[]
  /** Models of the selection that say nothing when they are made anew, and why. */
  readonly skipped: readonly { readonly model: ModelNode; readonly why: string }[]
}

/**
 * Of some nodes the tables that must equal their rebuild from all files: those that take changes in, and nothing else but
 * what can be made again. What the rebuild cannot know is not compared: what a table had before DMS loaded it again.
 */
export function verifiable(manifest: Manifest, state: WarehouseState, selected: readonly NodeId[]): Verifiable {
  const asked = new Set(selected)
  const comparisons: Comparison[] = []
  const skipped: { model: ModelNode; why: string }[] = []
  for (const model of inOrder(manifest)) {
    if (model.kind !== 'model' || !asked.has(model.id) || !isIncremental(model.config)) continue
    const why = whyNot(model, manifest, state)
    if (why === null) comparisons.push(comparisonOf(model, isLoadedAgain(model, manifest, state)))
    else skipped.push({ model, why })
  }
  return { comparisons, skipped }
}

/** Batches of which somebody has taken the rows in. */
export function takenBatches(state: WarehouseState): readonly string[] {
  return state.batches.map(({ batchId }) => batchId).filter((batch) => isStarted(state, batch))
}

function whyNot(model: ModelNode, manifest: Manifest, state: WarehouseState): string | null {
  const { config } = model
  if (standsAs(state, model) === null) return 'it is not built yet'
  const unmade = [model, ...ancestorsOf(model, manifest)].find(cannotBeRebuilt)
  if (unmade === model) return 'its rows come of what its query gave at some time'
  if (unmade) return `it reads ${unmade.name}, whose rows come of what its query gave at some time`
  const volatile = [model, ...ancestorsOf(model, manifest)].find((node) => node.volatile)
  if (volatile) return `${volatile === model ? 'its query' : volatile.name} asks for the time or for chance`
  const late = [model, ...ancestorsOf(model, manifest)].find((node) => lacksBatch(node, manifest, state))
  if (late) return `${late === model ? 'it' : late.name} has not taken in every batch: build first`
  const past = 'its source was loaded again, and no file tells any more what came before'
  const isAgain = (node: ModelNode) => isLoadedAgain(node, manifest, state)
  if ((config.strategy === 'append' || keepsValues(model)) && isAgain(model)) return past
  const other = ancestorsOf(model, manifest).find((node) => keepsPast(node) && isAgain(node))
  return other ? `it reads ${other.name}: ${past}` : null
}

/** Whether a table has rows of keys that are gone. */
function keepsPast(model: ModelNode): boolean {
  const { materialized, strategy, onDelete } = model.config
  return materialized === 'scd2' || strategy === 'append' || (strategy === 'cdc' && onDelete !== 'hard')
}

/** The same, and nothing tells such rows from others. */
function keepsValues({ config }: ModelNode): boolean {
  return config.strategy === 'cdc' && config.onDelete === 'ignore'
}

/** What `merge` and its like have put into a table, and what a snapshot has seen, nothing could make again. */
export function cannotBeRebuilt({ config, flow, recompute }: ModelNode): boolean {
  if (config.materialized === 'snapshot') return true
  if (config.materialized !== 'incremental') return false
  return recompute === null && (flow === null || isMerged(config))
}

function lacksBatch({ id, flow, config }: ModelNode, manifest: Manifest, state: WarehouseState): boolean {
  const source = flow && manifest.nodes.get(flow.source)
  if (source?.kind !== 'source' || !isIncremental(config)) return false
  // Batches from before a load concern logs alone.
  const { firstBatch } = newestGeneration(state, source)
  return state.batches.some(
    ({ source: name, table, batchId }) =>
      name === source.sourceName &&
      table === source.name &&
      batchId >= firstBatch &&
      isStarted(state, batchId) &&
      !hasApplied(state, id, batchId),
  )
}

function comparisonOf(model: ModelNode, isAgain: boolean): Comparison {
  const { config, flow, recompute } = model
  const keyColumns = (flow?.keyColumns ?? recompute?.keyColumns ?? []).map((key) => key.toLowerCase())
  const whole = { model, leavesOut: [], where: null }
  if (config.materialized === 'scd2') {
    // What was before the newest load is known from the history alone.
    return isAgain
      ? { model, keyColumns, leavesOut: ['valid_from', 'version_id', 'is_deleted'], where: 'is_current' }
      : { ...whole, keyColumns: [...keyColumns, 'valid_from'] }
  }
  if (config.strategy === 'append') return { ...whole, keyColumns: ['_change_id'] }
  if (config.onDelete === 'soft' && isAgain) return { ...whole, keyColumns, where: '_deleted_at is null' }
  return { ...whole, keyColumns: recompute ? [] : keyColumns }
}

function isLoadedAgain(model: ModelNode, manifest: Manifest, state: WarehouseState): boolean {
  return sourcesOver(model, manifest).some((source) => loadsOf(state, source, null).length > 0)
}

function sourcesOver({ id }: ModelNode, { graph, nodes }: Manifest): readonly SourceNode[] {
  return [...graph.ancestors(id)].map((ancestor) => nodes.get(ancestor)).filter((node) => node?.kind === 'source')
}

function ancestorsOf({ id }: ModelNode, { graph, nodes }: Manifest): readonly ModelNode[] {
  return [...graph.ancestors(id)].map((ancestor) => nodes.get(ancestor)).filter((node) => node?.kind === 'model')
}
