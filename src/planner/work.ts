import type { Manifest } from '../manifest/manifest.ts'
import type { ModelNode, NodeId, SourceNode } from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'
import type { BatchFileRecord, SourceFile, SourceState, WarehouseState } from './warehouse-state.ts'

/** One staging of some batches, and the models that take them in. */
export interface StagingGroup {
  readonly staging: ModelNode
  readonly batches: readonly string[]
  readonly files: readonly SourceFile[]
  readonly consumers: readonly Consumer[]
  /** Files that a batch recorded and that are there no more. */
  readonly gone: readonly string[]
}

export interface Consumer {
  readonly model: ModelNode
  /** Batches that it does not have yet, of those staged. */
  readonly lacking: readonly string[]
  /** Its table is made anew from these batches. */
  readonly reset: boolean
}

/** What is to be done for one source table. */
export interface SourceWork {
  readonly source: SourceNode
  /** A batch to open, with the files that it takes. */
  readonly opens: {
    readonly batchId: string
    readonly files: readonly SourceFile[]
    readonly supersedes: string | null
  } | null
  /** In the order in which they must run: each overwrites the staging table of the one before. */
  readonly groups: readonly StagingGroup[]
  /** Open batches, the new one included. */
  readonly open: readonly string[]
  /** Files that stay pending after this plan, because an unfinished batch goes first or a batch is full. */
  readonly left: number
  /** Why files stay: an unfinished batch is finished first. */
  readonly unfinishedFirst: boolean
}

export interface WorkRequest {
  readonly manifest: Manifest
  readonly state: WarehouseState
  readonly selected: ReadonlySet<NodeId>
  readonly fullRefresh: boolean
  newBatchId(): string
}

/** Decides for one source table which batches are staged, and for whom. */
export function planSource(source: SourceNode, request: WorkRequest): SourceWork {
  const { manifest, state, selected } = request
  const sourceState = state.sources.get(source.id) ?? noFiles
  const records = state.batches.filter((batch) => batch.source === source.sourceName && batch.table === source.name)
  const recordedFiles = state.files.filter((file) => file.source === source.sourceName && file.table === source.name)
  const known = records.map((batch) => batch.batchId)
  const unfinished = records.filter((batch) => batch.open)

  const stagings = modelsOver(manifest, source).filter(
    (model) => model.config.materialized === 'staging' && selected.has(model.id),
  )
  const consumersOf = (staging: ModelNode) =>
    modelsOver(manifest, source).filter((model) => model.flow?.driving === staging.id && selected.has(model.id))
  const lacks = (model: ModelNode, batches: readonly string[]) => {
    if (resets(model, request)) return batches
    const has = new Set(state.applied.filter((row) => row.node === model.id).map((row) => row.batchId))
    return batches.filter((batch) => !has.has(batch))
  }

  const held = unfinished.find((batch) => batch.heldBy !== null) ?? null
  const mayOpen = stagings.length > 0 && sourceState.pending.length > 0
  const toFinish = unfinished.filter(
    (batch) =>
      batch !== held &&
      (everyConsumer(manifest, source).length === 0 ||
        stagings.some((staging) => consumersOf(staging).some((model) => lacks(model, [batch.batchId]).length > 0))),
  )
  const supersedes = mayOpen && toFinish.length === 0 ? (held?.batchId ?? null) : null
  const opens =
    mayOpen && toFinish.length === 0
      ? {
          batchId: request.newBatchId(),
          files: [
            ...filesOf(
              recordedFiles.filter((file) => file.batchId === supersedes),
              sourceState,
            ).found,
            ...sourceState.pending.map((key) => sourceState.files.get(key)).filter((file) => file !== undefined),
          ],
          supersedes,
        }
      : null
  const batches = [...known.filter((batch) => batch !== supersedes), ...(opens ? [opens.batchId] : [])]
  const open = [
    ...unfinished.map((batch) => batch.batchId).filter((batch) => batch !== supersedes),
    ...(opens ? [opens.batchId] : []),
  ]
  const newest = opens
    ? [opens.batchId]
    : toFinish.length > 0
      ? toFinish.map((batch) => batch.batchId)
      : held
        ? [held.batchId]
        : []

  const groups: StagingGroup[] = []
  for (const staging of stagings) {
    const byLack = new Map<string, Consumer[]>()
    for (const model of consumersOf(staging)) {
      const lacking = lacks(model, batches)
      const missing = !state.relations.has(relationKey(model.relation))
      if (lacking.length === 0 && !missing) continue
      const consumer = { model, lacking, reset: resets(model, request) }
      byLack.set(lacking.join(), [...(byLack.get(lacking.join()) ?? []), consumer])
    }
    // The newest batch stays in the staging table, so it is staged last, also when nobody takes it in.
    const wanted = [...byLack.values()].sort((a, b) => (b[0]?.lacking.length ?? 0) - (a[0]?.lacking.length ?? 0))
    const last = wanted.at(-1)?.[0]?.lacking.join()
    const staged = state.relations.has(relationKey(staging.relation))
    for (const consumers of wanted) groups.push(group(staging, consumers[0]?.lacking ?? [], consumers))
    const bare = newest.length > 0 && consumersOf(staging).length === 0
    if ((bare && last !== newest.join()) || (wanted.length === 0 && !staged)) groups.push(group(staging, newest, []))
  }

  return {
    source,
    opens,
    groups,
    open,
    left: (opens ? 0 : sourceState.pending.length) + sourceState.pendingBeyond,
    unfinishedFirst: opens === null && toFinish.length > 0,
  }

  function group(staging: ModelNode, wanted: readonly string[], consumers: readonly Consumer[]): StagingGroup {
    const fromRecords = filesOf(
      recordedFiles.filter((file) => wanted.includes(file.batchId)),
      sourceState,
    )
    const fresh = opens && wanted.includes(opens.batchId) ? opens.files : []
    const files = new Map([...fromRecords.found, ...fresh].map((file) => [file.key, file]))
    return { staging, batches: wanted, files: [...files.values()], consumers, gone: fromRecords.gone }
  }
}

/** Models whose changes come from the source table, staging models included. */
export function modelsOver(manifest: Manifest, source: SourceNode): ModelNode[] {
  return manifest.graph.order
    .map((id) => manifest.nodes.get(id))
    .filter((node): node is ModelNode => node?.kind === 'model' && node.flow?.source === source.id)
}

/** Incremental models that must all have applied a batch before it is closed. */
export function everyConsumer(manifest: Manifest, source: SourceNode): ModelNode[] {
  return modelsOver(manifest, source).filter((model) => model.config.materialized === 'incremental')
}

export function hasApplied(state: WarehouseState, model: ModelNode, batch: string): boolean {
  return state.applied.some((row) => row.node === model.id && row.batchId === batch)
}

/** Made anew from all batches: asked for, or its table is gone. */
function resets(model: ModelNode, { state, fullRefresh }: WorkRequest): boolean {
  if (model.config.materialized !== 'incremental') return false
  if (!state.relations.has(relationKey(model.relation))) return true
  return model.config.fullRefresh ?? fullRefresh
}

function filesOf(records: readonly BatchFileRecord[], state: SourceState) {
  const found: SourceFile[] = []
  const gone: string[] = []
  for (const record of records) {
    const file = state.files.get(record.key)
    if (file) found.push(file)
    else gone.push(record.key)
  }
  return { found, gone }
}

const noFiles: SourceState = { files: new Map(), pending: [], pendingBeyond: 0, problems: [] }
