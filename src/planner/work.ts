import type { BatchLimits } from '../config/source-values.ts'
import { isLoadFile } from '../ingest/dms-files.ts'
import { isIncremental } from '../manifest/incremental.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { ModelNode, NodeId, SourceNode } from '../manifest/nodes.ts'
import { groupBy } from '../util/group-by.ts'
import { cutOf, type Generation, newestGeneration } from './generations.ts'
import { laterLoad, type Opening, type OpeningInput, openPending, openReload } from './openings.ts'
import { type Retake, retakesOf } from './retakes.ts'
import {
  type BatchFileRecord,
  hasApplied,
  isStarted,
  noFiles,
  type SourceFile,
  type SourceState,
  standsAs,
  type WarehouseState,
} from './warehouse-state.ts'

/** One staging of some batches, and the models that take them in. */
export interface StagingGroup {
  readonly staging: ModelNode
  readonly batches: readonly string[]
  readonly files: readonly SourceFile[]
  readonly consumers: readonly Consumer[]
  /** The time before which changes do not count, where the table was loaded again. */
  readonly since: string | null
  /** The time of the load that the batches bring, where the table was loaded again. */
  readonly load: string | null
  /** Files that a batch recorded and that are there no more. */
  readonly gone: readonly string[]
  /** Tables that are made anew do without them. */
  readonly discardsGone: boolean
}

export interface Consumer {
  readonly model: ModelNode
  /** Batches that it does not have yet, of those staged. */
  readonly lacking: readonly string[]
  /** Its table is filled from the beginning: with all parts it has just what they say. */
  readonly fills: boolean
  /** A table stands already: it is made anew beside it, and takes its place with the last part. */
  readonly rebuild: Rebuild | null
  /** Which part this is where batches are taken in one after the other, from 0 on, and whether it is the last. */
  readonly part: number
  readonly isLast: boolean
  /** Its table becomes what the load and the changes since say, and what they do not say goes. */
  readonly replaces: boolean
}

export interface Rebuild {
  /** All that the table will have taken in, the batches of all parts. */
  readonly batches: readonly string[]
}

/** What is to be done for one source table. */
export interface SourceWork {
  readonly source: SourceNode
  /** Open batches that take their files as they are now. */
  readonly retakes: readonly Retake[]
  readonly opens: Opening | null
  /** The generation that is taken in, or was last. */
  readonly generation: Generation
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
  /** Files that no batch holds become one. Otherwise they are as if they were not there. */
  readonly takesNewFiles: boolean
  /** Tables are made anew without the files that are gone. */
  readonly discardsHistory: boolean
  /** Whether a staging model's table is there, wherever it is read. */
  isStaged(staging: ModelNode): boolean
  newBatchId(): string
}

/** Decides for one source table which batches are staged, and for whom. */
export function planSource(source: SourceNode, request: WorkRequest): SourceWork {
  const { manifest, state, selected } = request
  const sourceState = state.sources.get(source.id) ?? noFiles
  const stagings = modelsOver(manifest, source).filter(
    (model) => model.config.materialized === 'staging' && selected.has(model.id),
  )
  const retaken = stagings.length === 0 ? [] : retakesOf(source, state)
  const emptied = new Set(retaken.filter((retake) => retake.isEmpty).map((retake) => retake.batchId))
  const withdrawn = new Set(retaken.flatMap(({ batchId, gone }) => gone.map((key) => fileId(batchId, key))))
  const isMine = (row: { readonly source: string; readonly table: string }) =>
    row.source === source.sourceName && row.table === source.name
  const standing = state.batches.filter((batch) => isMine(batch) && !emptied.has(batch.batchId))
  const recorded = state.files.filter((file) => isMine(file) && !withdrawn.has(fileId(file.batchId, file.key)))
  const recordedIn = groupBy(recorded, (file) => file.batchId)
  const known = newestGeneration(state, source)
  let generation = known
  const reload = request.takesNewFiles ? sourceState.reload : null
  const filesIn = (batches: readonly string[]) => {
    const files = [...new Set(batches)].flatMap((batch) => recordedIn.get(batch) ?? [])
    return filesOf(
      files.filter((file) => !isOldLoad(file)),
      sourceState,
    )
  }
  const unfinished = standing.filter((batch) => batch.open)

  const consumersOf = (staging: ModelNode) =>
    modelsOver(manifest, source).filter((model) => model.flow?.driving === staging.id && selected.has(model.id))
  const lacks = (model: ModelNode, batches: readonly string[]) =>
    resets(model, request) ? batches : batches.filter((batch) => !hasApplied(state, model.id, batch))

  const held = unfinished.find((batch) => batch.heldBy !== null) ?? null
  // A batch that somebody has already waits for nobody: whoever lacks it catches up with it and the next one together.
  const toFinish = unfinished.filter(
    (batch) =>
      batch !== held &&
      !isStarted(state, batch.batchId) &&
      (everyConsumer(manifest, source).length === 0 ||
        stagings.some((staging) => consumersOf(staging).some((model) => lacks(model, [batch.batchId]).length > 0))),
  )
  const opening = {
    ...{ files: sourceState, known, unfinished, recorded, retakes: retaken, held: heldFiles() },
    newBatchId: () => request.newBatchId(),
  }
  const opens = openNew()
  const later = laterLoad(opening)
  if (later) generation = { number: 1, firstBatch: later.batchId, loadedAt: sourceState.loadedAt }
  if (opens?.load) generation = { ...opens.load, number: known.number + (opens.load.firstBatch === '' ? 0 : 1) }
  const superseded = new Set(opens?.supersedes)
  const records = standing.filter((batch) => !superseded.has(batch.batchId))
  const open = [
    ...unfinished.map((batch) => batch.batchId).filter((batch) => !superseded.has(batch)),
    ...(opens ? [opens.batchId] : []),
  ]
  return {
    source,
    retakes: retaken.filter((retake) => !superseded.has(retake.batchId)),
    opens,
    generation,
    groups: reload && !opens ? [] : stagings.flatMap(groupsOf),
    open,
    // What waits for its load has a warning of its own.
    left:
      !request.takesNewFiles || (reload && !opens)
        ? 0
        : (opens ? 0 : sourceState.pending.length) + sourceState.pendingBeyond,
    unfinishedFirst: opens === null && toFinish.length > 0 && !reload,
  }

  function openNew(): Opening | null {
    if (stagings.length === 0 || !request.takesNewFiles) return null
    if (reload) return openReload(opening)
    return toFinish.length > 0 ? null : openPending(opening)
  }

  /** With a file gone it cannot be told what a union would be: the held batch stays, and names what is missing. */
  function heldFiles(): OpeningInput['held'] {
    if (!held) return null
    const { found, gone } = filesIn([held.batchId])
    return gone.length === 0 ? { batchId: held.batchId, files: found } : null
  }

  /** A load that another one has taken the place of. */
  function isOldLoad({ batchId, key }: BatchFileRecord): boolean {
    return batchId < generation.firstBatch && (sourceState.files.get(key)?.isLoad ?? isLoadFile(key))
  }

  function groupsOf(staging: ModelNode): StagingGroup[] {
    const everything = [...records.map((batch) => batch.batchId), ...(opens ? [opens.batchId] : [])]
    const current = everything.filter((batch) => batch >= generation.firstBatch)
    const consumers = consumersOf(staging).flatMap((model): Consumer[] => {
      // Logs and histories keep the changes of all generations.
      const keepsAll = model.config.strategy === 'append' || model.config.materialized === 'scd2'
      const lacking = lacks(model, keepsAll ? everything : current)
      const missing = standsAs(state, model) === null
      const fills = resets(model, request)
      const replaces = generation.number > 0 && !fills && !hasGeneration(model)
      // What is made anew of nothing is empty.
      const isEmptied = fills && !missing && isAskedAnew(model, request) && state.applied.has(model.id)
      const rebuild = fills && !missing ? { batches: lacking } : null
      return lacking.length > 0 || missing || isEmptied
        ? [{ model, lacking, part: 0, isLast: true, fills, rebuild, replaces }]
        : []
    })
    const groups = groupConsumers(consumers, manifest).flatMap((members) =>
      inParts(members).map((part) => group(staging, part[0]?.lacking ?? [], part)),
    )
    const newest = newestBatches()
    const bare = newest.length > 0 && consumersOf(staging).length === 0
    if (bare || (groups.length === 0 && !request.isStaged(staging))) groups.push(group(staging, newest, []))
    return groups
  }

  /**
   * Many batches are taken in one after the other, as many at a time as the limits of one batch allow: so a table is
   * filled in pieces. One that a load replaces takes all in one transaction.
   */
  function inParts(members: readonly Consumer[]): readonly (readonly Consumer[])[] {
    const batches = members[0]?.lacking ?? []
    const isChained = members.some(({ model }) =>
      members.some((other) => manifest.graph.ancestors(model.id).has(other.model.id)),
    )
    const isWhole =
      isChained || members.some(({ model, replaces, rebuild }) => replaces || (rebuild && !isPlain(model)))
    // With a file gone nothing is to be touched.
    if (isWhole || filesIn(batches).gone.length > 0) return [members]
    const sized = batches.map((batch) => {
      const own = opens?.batchId === batch ? opens.files : filesIn([batch]).found
      return { batch, files: own.length, size: own.reduce((sum, file) => sum + file.size, 0) }
    })
    const parts: string[][] = []
    for (let left = sized; left.length > 0; ) {
      const taken = takeBatches(left, source.config.batch)
      parts.push(left.slice(0, taken).map(({ batch }) => batch))
      left = left.slice(taken)
    }
    if (parts.length < 2) return [members]
    return parts.map((lacking, part) =>
      members.map((member) => ({
        ...member,
        lacking,
        part,
        isLast: part === parts.length - 1,
      })),
    )
  }

  /** Whether a model has taken in any batch of the generation. */
  function hasGeneration(model: ModelNode): boolean {
    return [...(state.applied.get(model.id) ?? [])].some((batch) => batch >= generation.firstBatch)
  }

  function newestBatches(): readonly string[] {
    if (opens) return [opens.batchId]
    if (toFinish.length > 0) return toFinish.map((batch) => batch.batchId)
    return held ? [held.batchId] : []
  }

  function group(staging: ModelNode, wanted: readonly string[], consumers: readonly Consumer[]): StagingGroup {
    const { found, gone } = filesIn(wanted)
    const fresh = opens && wanted.includes(opens.batchId) ? opens.files : []
    const files = new Map([...found, ...fresh].map((file) => [file.key, file]))
    // Without its load a generation says nothing of what it does not mention.
    const hasLoad = [...files.values()].some((file) => file.isLoad)
    return {
      staging,
      batches: wanted,
      files: [...files.values()],
      consumers: consumers.map((consumer) => ({ ...consumer, replaces: consumer.replaces && hasLoad })),
      since: cutOf(generation),
      load: hasLoad && wanted.includes(generation.firstBatch) ? cutOf(generation) : null,
      gone,
      discardsGone: request.discardsHistory && consumers.length > 0 && consumers.every(({ fills }) => fills),
    }
  }
}

/**
 * Puts consumers together that lack the same batches. A consumer that reads another is in that one's group or in a later
 * one. As far as that allows, those that lack most come first: the newest batch alone then stays in the staging table.
 */
function groupConsumers(consumers: readonly Consumer[], { graph }: Manifest): readonly (readonly Consumer[])[] {
  const ids = new Set(consumers.map((consumer) => consumer.model.id))
  const read = new Map(
    consumers.map(({ model }) => [model.id, [...graph.ancestors(model.id)].filter((id) => ids.has(id))]),
  )
  // Whoever reads another has more ancestors than that one.
  const depth = ({ model }: Consumer) => read.get(model.id)?.length ?? 0
  const groups: Consumer[][] = []
  const groupOf = new Map<NodeId, number>()
  for (const consumer of [...consumers].sort((a, b) => depth(a) - depth(b) || b.lacking.length - a.lacking.length)) {
    const earliest = Math.max(0, ...(read.get(consumer.model.id) ?? []).map((id) => groupOf.get(id) ?? 0))
    const same = groups.findIndex(
      ([first], index) => index >= earliest && first?.lacking.join() === consumer.lacking.join(),
    )
    const index = same < 0 ? groups.length : same
    groups[index] = [...(groups[index] ?? []), consumer]
    groupOf.set(consumer.model.id, index)
  }
  return groups
}

/** Models whose changes come from the source table, staging models included. */
export function modelsOver(manifest: Manifest, source: SourceNode): ModelNode[] {
  return manifest.graph.order
    .map((id) => manifest.nodes.get(id))
    .filter((node): node is ModelNode => node?.kind === 'model' && node.flow?.source === source.id)
}

/** Models that must all have applied a batch before it is closed. */
export function everyConsumer(manifest: Manifest, source: SourceNode): ModelNode[] {
  return modelsOver(manifest, source).filter(({ config }) => isIncremental(config))
}

/** Made anew from all batches: asked for, its table is gone, or what stands there has never taken in a batch. */
function resets(model: ModelNode, { state, fullRefresh }: WorkRequest): boolean {
  if (!isIncremental(model.config)) return false
  if (standsAs(state, model) === null) return true
  if (!state.applied.has(model.id)) return true
  return isAskedAnew(model, { fullRefresh })
}

/** Whether nothing that an author wants done to the table comes before its rows: it would be done with each part. */
function isPlain({ hooks }: ModelNode): boolean {
  return hooks.pre.length === 0
}

function isAskedAnew({ config }: ModelNode, { fullRefresh }: Pick<WorkRequest, 'fullRefresh'>): boolean {
  return config.fullRefresh ?? fullRefresh
}

function filesOf(records: readonly BatchFileRecord[], state: SourceState) {
  const found: SourceFile[] = []
  const gone: string[] = []
  for (const record of records) {
    const file = state.files.get(record.key)
    if (file) found.push(file)
    else if (!state.setAside.has(record.key)) gone.push(record.key)
  }
  return { found, gone }
}

/** How many of some batches fit into the limits of one, at least one. */
function takeBatches(
  batches: readonly { readonly files: number; readonly size: number }[],
  { maxFiles, maxBytes }: BatchLimits,
): number {
  let [files, bytes, count] = [0, 0, 0]
  for (const batch of batches) {
    files += batch.files
    bytes += batch.size
    const isFull = (maxFiles !== null && files > maxFiles) || (maxBytes !== null && bytes > maxBytes)
    if (isFull && count > 0) break
    count++
  }
  return count
}

function fileId(batchId: string, key: string): string {
  return `${batchId} ${key}`
}
