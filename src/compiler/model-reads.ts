import type { ModelConfig } from '../config/model-config.ts'
import type { Materialization } from '../config/model-config-keys.ts'
import * as problems from '../diagnostics/catalog/compile.ts'
import { isIncremental } from '../manifest/incremental.ts'
import type { ModelNode, NodeId, SourceNode } from '../manifest/nodes.ts'
import type { FlowInput } from './change-flow.ts'
import { placeOfRef, type RenderedModel } from './render-models.ts'
import type { Workspace } from './workspace.ts'

/** A relation whose changes can drive a model. */
export type DrivingCandidate = FlowInput['driving']

/**
 * Checks what a model may read. For models that take changes in, gives the relations that can drive them; null for other
 * models, and where a mistake that was reported keeps them from being known.
 */
export function checkReads(model: RenderedModel, workspace: Workspace): readonly DrivingCandidate[] | null {
  const { config } = model.declared
  if (config.materialized === 'staging') return readsOfStaging(model, workspace)
  const isReadable = reportSources(model, workspace)
  const models = modelsReadBy(model.refs, workspace)
  const stagings = models.filter(({ node }) => node.config.materialized === 'staging')
  // Other strategies take a batch in only where it is asked for as such.
  const driving = isApplied(config) ? stagings : stagings.filter(({ via }) => isReadAsChanges(model, via))
  const takesChanges = config.strategy === 'cdc' || config.materialized === 'scd2' || driving.length > 0
  if (isIncremental(config) && config.strategy !== 'recompute' && takesChanges) {
    const isKnown =
      isReadable &&
      !workspace.broken.has(model.declared.id) &&
      model.refs.every((id) => !workspace.broken.has(id)) &&
      hasAllFlows(stagings)
    return isKnown ? driving.flatMap(({ node }) => (node.flow ? [candidate(node, node.flow)] : [])) : null
  }
  // An ephemeral model is part of whoever reads it: that one decides.
  if (config.materialized !== 'ephemeral') {
    for (const { node, via } of stagings) {
      if (!holdsExtract(node, workspace)) reportReadAsTable(model, node, via, workspace)
    }
  }
  return null
}

/** Whether a model is for what staging models hold, so that reading one means its batch. */
function isApplied({ strategy, materialized }: ModelConfig): boolean {
  return strategy === 'cdc' || strategy === 'append' || materialized === 'scd2'
}

function isReadAsChanges({ full }: RenderedModel, via: NodeId): boolean {
  return full.recording.refs.some((ref) => ref.id === via && ref.changes)
}

/** Warns of models whose own changes do not reach a model that follows `driving`. */
export function checkJoins(model: RenderedModel, driving: DrivingCandidate, workspace: Workspace): void {
  const { declared, refs } = model
  const { materialized, strategy } = declared.config
  if (materialized !== 'staging' && materialized !== 'scd2' && strategy !== 'cdc') return
  const drivingName = workspace.nodes.get(driving.id)?.name ?? driving.relation.join('.')
  for (const { node, via } of modelsReadBy(refs, workspace)) {
    const place = placeOfRef(model, via)
    if (node.id === driving.id || !place) continue
    const kind = materialized === 'staging' ? 'staging' : 'cdc'
    workspace.report(problems.joinNotFollowed(declared.name, kind, node.name, drivingName, place))
  }
}

function readsOfStaging(model: RenderedModel, workspace: Workspace): readonly DrivingCandidate[] | null {
  const { declared, sources, full } = model
  const all = sources.map((id) => workspace.nodes.get(id)).filter((node) => node?.kind === 'source')
  // An extract does not change within a batch: beside changes it is there to be looked up.
  const changing = all.filter(({ config }) => config.mode !== 'full')
  const [first, second] = changing
  if (first && second) {
    const place = full.recording.sources.find((source) => source.id === second.id)
    const names = changing.map(({ id }) => sourceName(id, workspace))
    workspace.report(problems.stagingWithSeveralSources(declared.name, names, place?.span ?? declared.span))
    return null
  }
  const candidates = first ? [first] : all
  for (const source of candidates) {
    if (source.config.primaryKey.length === 0 && source.config.mode !== 'full') reportMissingKey(source, workspace)
  }
  if (all.length === 0 || all.some((source) => workspace.broken.has(source.id))) return null
  return candidates.map(ofSource)
}

/** Whether a staging model holds all rows of its source, and not a batch of changes. */
export function holdsExtract({ config, sources }: ModelNode, { nodes }: Workspace): boolean {
  const read = sources.map((id) => nodes.get(id))
  return (
    config.materialized === 'staging' &&
    read.length > 0 &&
    read.every((source) => source?.kind === 'source' && source.config.mode === 'full')
  )
}

/** Said once: with a misspelled key, or one in the wrong place, the file has an error already. */
function reportMissingKey({ id, sourceName, name }: SourceNode, workspace: Workspace): void {
  const declared = workspace.declarations.byId.get(id)
  if (!declared || 'kind' in declared || workspace.hasErrorsIn(declared.table.span.file)) return
  workspace.report(problems.sourceWithoutKey(`${sourceName}.${name}`, declared.table.span))
}

function ofSource({ id, relation, config }: SourceNode): DrivingCandidate {
  const keyColumns = config.primaryKey.map((key) => key.value.toLowerCase())
  return { id, source: id, relation: [relation.schema, relation.name], keyColumns }
}

function candidate({ id, relation }: ModelNode, flow: NonNullable<ModelNode['flow']>): DrivingCandidate {
  return { id, source: flow.source, relation: [relation.schema, relation.name], keyColumns: flow.keyColumns }
}

function hasAllFlows(stagings: readonly ModelRead[]): boolean {
  return stagings.every(({ node }) => node.flow !== null)
}

/** False when there are any: a source holds changes, which only staging models know how to read. */
function reportSources({ declared, full }: RenderedModel, workspace: Workspace): boolean {
  const { sources } = full.recording
  for (const { id, span } of sources) {
    workspace.report(problems.sourceReadOutsideStaging(declared.name, sourceName(id, workspace), span))
  }
  return sources.length === 0
}

function reportReadAsTable(model: RenderedModel, staging: ModelNode, via: NodeId, workspace: Workspace): void {
  const place = model.full.recording.refs.find((ref) => ref.id === via)
  // Within {{#changed_keys}} there is another reason against it.
  if (!place || place.changes || place.isInChangedKeys) return
  const current = currentStateOf(staging, workspace)
  workspace.report(problems.stagingReadAsTable(model.declared.name, staging.name, current, place.span))
}

export interface ModelRead {
  readonly node: ModelNode
  /** The model that is referred to: the node itself, or an ephemeral model that reads it. */
  readonly via: NodeId
}

/** The models that a model reads, through those that have no rows of their own. */
export function modelsReadBy(
  refs: readonly NodeId[],
  { nodes }: Workspace,
  through: readonly Materialization[] = ['ephemeral'],
): readonly ModelRead[] {
  const found = new Map<NodeId, ModelRead>()
  const visit = (id: NodeId, via: NodeId, trail: readonly NodeId[]): void => {
    const node = nodes.get(id)
    if (node?.kind !== 'model' || trail.includes(id)) return
    if (!through.includes(node.config.materialized)) {
      if (!found.has(id)) found.set(id, { node, via })
      return
    }
    for (const parent of node.refs) visit(parent, via, [...trail, id])
  }
  for (const id of refs) visit(id, id, [])
  return [...found.values()]
}

/** The model that keeps the current state of what a staging model stages. */
export function currentStateOf(staging: ModelNode, { rendered }: Workspace): string | null {
  for (const { declared, refs } of rendered.values()) {
    if (declared.config.strategy === 'cdc' && refs.includes(staging.id)) return declared.name
  }
  return null
}

function sourceName(id: NodeId, { nodes }: Workspace): string {
  const node = nodes.get(id)
  return node?.kind === 'source' ? `${node.sourceName}.${node.name}` : id
}
