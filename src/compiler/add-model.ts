import { type Analysis, analyseQuery } from '../analysis/analyse-query.ts'
import { typeProblems } from '../analysis/checks/type-problems.ts'
import { groupingProblems } from '../analysis/grouping.ts'
import { modelOutputProblems } from '../analysis/model-output.ts'
import type { Problem } from '../analysis/problem.ts'
import { problemDiagnostic } from '../analysis/problem-diagnostic.ts'
import type { RelationColumn } from '../analysis/relation-columns.ts'
import { repeatedAliases } from '../analysis/repeated-aliases.ts'
import { suspicions } from '../analysis/suspicions.ts'
import { inferTypes, type QueryTypes } from '../analysis/types/infer-types.ts'
import { findVolatile } from '../analysis/volatile.ts'
import { stringType } from '../catalog/types/sql-type.ts'
import * as problems from '../diagnostics/catalog/compile.ts'
import { hasErrors } from '../diagnostics/diagnostic.ts'
import { feedOf, hasFeed, imageColumn } from '../manifest/feeds.ts'
import { isIncremental, takesChanges } from '../manifest/incremental.ts'
import { mergeLineages, type NodeLineage } from '../manifest/lineage.ts'
import type { ChangeFlow, CompiledSql, ModelNode, NodeId, Recompute } from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'
import { systemColumnsOf } from '../manifest/system-columns.ts'
import { parseModel, templateSpan } from '../sql/parse-model.ts'
import type { Expression, Query } from '../sql/tree.ts'
import { walk } from '../sql/walk.ts'
import { OriginText } from '../template/origin-text.ts'
import { addDataFrame } from './add-dataframe.ts'
import { changeFlow, drivingOf } from './change-flow.ts'
import { checkColumnsExist, checkDataTypes, namedColumnProblems } from './check-columns.ts'
import { contractProblems } from './check-contract.ts'
import { checkTranslation } from './check-translation.ts'
import { checkVersions, readsEveryChange } from './check-versions.ts'
import { type DeclaredModel, ephemeralName } from './declare.ts'
import { ephemeralsReadBy, inlineEphemerals } from './ephemeral.ts'
import { keptColumns } from './kept-columns.ts'
import { checkJoins, checkReads, type DrivingCandidate } from './model-reads.ts'
import { nodeBase } from './node-base.ts'
import { ephemeralCtes, queryLineage, unknownLineage, withSystemColumns } from './node-lineage.ts'
import { checkChangedKeys, recomputeOf } from './recompute.ts'
import { callOf, checkRelationNames, type HardCodedRelation } from './relation-names.ts'
import { renderModelHooks } from './render-hooks.ts'
import { macrosIn, type Rendered } from './render-model.ts'
import { placeOfRef, type RenderedModel, renderModel, reportRendering } from './render-models.ts'
import { rowPredicates } from './row-predicates.ts'
import { maySetAside } from './set-aside.ts'
import { storedColumns } from './stored-columns.ts'
import type { Workspace } from './workspace.ts'

/** Reads a model's SQL, checks it against what it reads, and makes its node. What it reads must have been added before. */
export function addModel(id: NodeId, workspace: Workspace): void {
  const model = completeRendering(id, workspace)
  if (!model) return
  if (model.declared.python) {
    addDataFrame(model, model.declared.python, workspace)
    return
  }
  const { declared, full, incremental } = model
  const { config, properties } = declared
  const placeOf = (parent: NodeId) => placeOfRef(model, parent) ?? declared.span
  const reader = { name: declared.name, engine: config.engine, refs: model.refs, placeOf }
  const { models: inlined, reads, isSound: canInline } = ephemeralsReadBy(reader, workspace)
  if (!canInline) workspace.broken.add(id)
  const read = (version: Rendered) =>
    canInline && declared.isCertain && version.isWhole
      ? readSql(inlineEphemerals(version.text, inlined), declared, workspace)
      : { text: version.text, query: null }
  const compiled = read(full)
  const compiledIncremental = incremental === full ? compiled : read(incremental)

  const driving = declared.isCertain ? checkReads(model, workspace) : null
  const allReads = new Set([id, ...reads, ...model.sources])
  const ephemerals = ephemeralCtes(reads, workspace)
  const around = { driving, reads: allReads, ephemerals }
  const first = checkVersion(compiled, model, { ...around, own: null }, workspace)
  const versions = [first]
  if (compiledIncremental !== compiled) {
    // What it reads of itself is what the first build has made.
    const own = first.outputs && storedColumns(first.outputs, config)
    versions.push(checkVersion(compiledIncremental, model, { ...around, own }, workspace))
  }
  checkChangedKeys(model, workspace)
  const recompute = followChanges(model, first.analysis, workspace)
  const isSound = !workspace.broken.has(id)
  const outputs = isSound ? first.outputs : null
  const columns = outputs && storedColumns(outputs, config)
  const stored = columns?.map((column) => column.name) ?? null
  if (config.materialized === 'ephemeral')
    workspace.columns.setByName(ephemeralName(declared.name), outputs, config.engine)
  workspace.columns.set(declared.relation, columns, config.engine)
  if (hasFeed(config)) {
    const feed = feedOf(declared, workspace.declarations.ledgerSchema)
    workspace.columns.set(feed, columns && [...columns, { name: imageColumn, type: stringType }], config.engine)
  }
  const lineage = mergeLineages(versions.map((version) => version.lineage))
  workspace.lineage.set(id, withSystemColumns(lineage, systemColumnsOf(config), first.flow?.driving ?? null))
  const breaches = outputs ? contractProblems(declared, outputs) : []
  for (const problem of breaches) workspace.report(problem)
  if (stored && breaches.length === 0)
    checkColumnsExist(declared.name, properties?.columns ?? [], stored, workspace.report)
  checkDataTypes(properties?.columns ?? [], workspace.report)
  for (const problem of stored ? namedColumnProblems(declared, stored) : []) workspace.report(problem)

  const node: ModelNode = {
    kind: 'model',
    ...nodeBase(declared, workspace),
    engine: config.engine,
    dependsOn: [...model.refs, ...model.sources].sort(),
    rawCode: declared.template && properties?.relation ? declared.template.source.text : declared.from.file.text,
    compiled,
    compiledIncremental,
    refs: model.refs,
    sources: model.sources,
    macros: macrosIn(full.text, workspace.context.macros),
    patchPath: properties?.span.file.path ?? null,
    outputs: stored,
    hooks: renderModelHooks(declared, workspace),
    ledgerSchema: workspace.declarations.ledgerSchema,
    flow: first.flow,
    flowIncremental: versions.at(-1)?.flow ?? null,
    validToCurrent: validToCurrent(declared, workspace),
    predicates: isSound ? rowPredicates(model, columns, workspace) : null,
    keptColumns: first.flow ? keptColumns(model, first.flow, workspace) : [],
    recompute,
    volatile: compiled.query !== null && findVolatile(compiled.query) !== null,
    dataframe: null,
  }
  workspace.nodes.set(node.id, node)
}

/** The model as it was rendered; once more where it writes out columns that are known only by now. */
function completeRendering(id: NodeId, workspace: Workspace): RenderedModel | null {
  const before = workspace.rendered.get(id)
  if (!before?.lacksColumns) return before ?? null
  const again = renderModel(before.declared, workspace)
  workspace.rendered.set(id, again)
  const followsFromOthers = again.refs.some((parent) => workspace.broken.has(parent))
  const found = again.diagnostics.filter(({ code }) => code !== 'template/unknown-columns' || !followsFromOthers)
  reportRendering({ ...again, diagnostics: found }, workspace)
  return again
}

function followChanges(model: RenderedModel, analysis: Analysis | null, workspace: Workspace): Recompute | null {
  const { id, config, isCertain } = model.declared
  // What the inputs are is not known while one of them is broken.
  const isKnown = isCertain && analysis !== null && !workspace.broken.has(id)
  if (config.strategy !== 'recompute' || !isKnown || model.refs.some((parent) => workspace.broken.has(parent)))
    return null
  const recompute = recomputeOf(model, analysis, workspace)
  if (!recompute) workspace.broken.add(id)
  return recompute
}

interface CheckedVersion {
  readonly analysis: Analysis | null
  readonly outputs: readonly RelationColumn[] | null
  readonly flow: ChangeFlow | null
  readonly lineage: NodeLineage
}

interface VersionReads {
  readonly driving: readonly DrivingCandidate[] | null
  readonly reads: ReadonlySet<NodeId>
  /** By the names of the CTEs that they are in the query. */
  readonly ephemerals: ReadonlyMap<string, NodeId>
  /** The model's own columns, when it may read them. */
  readonly own: readonly RelationColumn[] | null
}

/** One reading of a model: with `is_incremental` false or true. */
function checkVersion(
  version: CompiledSql,
  model: RenderedModel,
  { driving, reads, ephemerals, own }: VersionReads,
  workspace: Workspace,
): CheckedVersion {
  const { declared } = model
  const { name, config } = declared
  const { text } = version
  if (!version.query) {
    const lineage = unknownLineage(name, text.text.trim() === '' ? 'no-sql' : 'unreadable-sql')
    return { analysis: null, outputs: null, flow: null, lineage }
  }
  const { columns } = workspace
  const catalog = own ? columns.catalogWith(declared.relation, own, config.engine) : columns.catalog(config.engine)
  const analysis = analyseQuery(version.query, config.engine, catalog)
  const lineage = queryLineage(analysis, ephemerals, workspace)
  const types = inferTypes(analysis)
  const suspected = suspicions(analysis)
  const follows = (problem: Problem) =>
    suspected.some(({ start, end }) => problem.code.startsWith('type/') && problem.start <= start && end <= problem.end)
  const found = queryProblems(analysis, types).filter((problem) => !follows(problem))
  for (const problem of suspected) workspace.report(problemDiagnostic(problem, text, `"${name}"`))
  for (const problem of found) workspace.report(problemDiagnostic(problem, text, `"${name}"`))
  const query = { text, reads, mayReadTemporary: mayMakeTables(declared, workspace) }
  reportHardCoded(model, checkRelationNames(query, analysis, workspace), workspace)
  if (found.length > 0) {
    workspace.broken.add(declared.id)
    return { analysis: null, outputs: null, flow: null, lineage }
  }
  if (runsOnDuckdb(config.engine, workspace)) {
    const translation = checkTranslation(version, config.engine, analysis, types)
    for (const problem of translation) workspace.report(problem)
    if (hasErrors(translation)) workspace.broken.add(declared.id)
  }
  const outputs = outputsOf(analysis, types)
  const hasKey =
    outputs === null || (checkKey(declared, outputs, workspace) && checkVersions(declared, outputs, workspace))
  const flow = driving && hasKey ? flowOf(version, model, analysis, driving, workspace) : null
  return { analysis, outputs, flow, lineage }
}

function flowOf(
  { text, query }: CompiledSql,
  model: RenderedModel,
  analysis: Analysis,
  candidates: readonly DrivingCandidate[],
  workspace: Workspace,
): ChangeFlow | null {
  const { declared } = model
  const { name, config } = declared
  const driving = drivingOf(analysis, candidates)
  if (!driving || !query) {
    workspace.broken.add(declared.id)
    workspace.report(problems.applyWithoutStaging(name, config.strategy ?? config.materialized, declared.span))
    return null
  }
  const { strategy, materialized } = config
  if (strategy === 'merge' || strategy === 'delete+insert' || strategy === 'insert_overwrite') {
    // The batch is taken as it is staged; the keys are the author's.
    const { id, source } = driving
    const keyColumns = config.uniqueKey.map((key) => key.toLowerCase())
    return {
      driving: id,
      source,
      keyColumns,
      keysQuery: query,
      query,
      imagesQuery: null,
      judgedQuery: null,
      ownColumns: [],
    }
  }
  if ((strategy === 'cdc' || materialized === 'scd2') && driving.keyColumns.length === 0) {
    const source = workspace.nodes.get(driving.source)
    const sourceName = source?.kind === 'source' ? `${source.sourceName}.${source.name}` : driving.source
    workspace.broken.add(declared.id)
    workspace.report(problems.sourceWithoutKey(sourceName, declared.span))
    return null
  }
  if (materialized === 'scd2' && !readsEveryChange(model, driving, workspace)) return null
  checkJoins(model, driving, workspace)
  const limit = query.limit ?? (query.body.kind === 'select' ? query.body.top : null)
  if (limit) workspace.report(problems.changesLimited(name, templateSpan(text, limit.span)))
  checkFilter(model, query, text, driving, workspace)
  const setsAside = maySetAside(declared, workspace) || isJudgedByReaders(model, workspace)
  const keepsImages = keepsImagesOf(model, driving.id, setsAside, workspace)
  const place = declared.span
  const staging = workspace.nodes.get(driving.id)
  if (keepsDeleted(declared) && staging?.kind === 'model' && staging.dataframe && staging.config.keep === 'latest') {
    workspace.broken.add(declared.id)
    workspace.report(problems.imagesUnknown(name, staging.name, placeOfRef(model, staging.id) ?? declared.span))
    return null
  }
  const { flow, diagnostics } = changeFlow({
    query,
    text,
    analysis,
    name,
    place,
    config,
    keepsImages,
    setsAside,
    driving,
  })
  for (const problem of diagnostics) workspace.report(problem)
  if (!flow) workspace.broken.add(declared.id)
  return flow
}

/** A filter of a staging model that keeps every change is to leave out whole rows, by their keys, or none. */
function checkFilter(
  { declared }: RenderedModel,
  { body }: Query,
  text: OriginText,
  { source }: DrivingCandidate,
  { rendered, nodes, report }: Workspace,
): void {
  const { name, config, id } = declared
  if (config.materialized !== 'staging' || config.keep !== 'all' || body.kind !== 'select' || !body.where) return
  const table = nodes.get(source)
  const keys = table?.kind === 'source' ? table.config.primaryKey.map((key) => key.value.toLowerCase()) : []
  if (columnsIn(body.where).every((column) => keys.includes(column))) return
  const reader = [...rendered.values()].find((other) => makesState(other.declared) && readsStaging(other, id, rendered))
  if (reader) report(problems.filterLosesChanges(name, reader.declared.name, templateSpan(text, body.where.span)))
}

function columnsIn(condition: Expression): readonly string[] {
  const names: string[] = []
  walk(condition, (node) => {
    if (node.kind === 'column') names.push(node.parts.at(-1)?.name.toLowerCase() ?? '')
  })
  return names
}

/** Whether a model makes rows of the changes to rows. */
function makesState({ config }: DeclaredModel): boolean {
  return config.strategy === 'cdc' || config.materialized === 'scd2'
}

function keepsDeleted({ config }: DeclaredModel): boolean {
  return config.strategy === 'cdc' && config.onDelete !== 'hard'
}

/** Whether a model reads a staging model, through ephemeral ones too. */
function readsStaging(
  { refs }: RenderedModel,
  staging: NodeId,
  rendered: Workspace['rendered'],
  trail: readonly NodeId[] = [],
): boolean {
  return refs.some((id) => {
    const parent = rendered.get(id)
    if (id === staging) return true
    const isPart = parent?.declared.config.materialized === 'ephemeral' && !trail.includes(id)
    return isPart && readsStaging(parent, staging, rendered, [...trail, id])
  })
}

/** A staging model of which a reader judges every change by itself. */
function isJudgedByReaders({ declared: { config, id } }: RenderedModel, workspace: Workspace): boolean {
  if (config.materialized !== 'staging') return false
  const { rendered } = workspace
  return [...rendered.values()].some(
    ({ declared, ...other }) =>
      takesChanges(declared.config) &&
      maySetAside(declared, workspace) &&
      readsStaging({ declared, ...other }, id, rendered),
  )
}

/**
 * Tables that keep deleted rows need to know what a key was before it went. A staging model says so for them, unless it
 * keeps every change: then they see for themselves.
 */
function keepsImagesOf(
  { declared }: RenderedModel,
  driving: NodeId,
  setsAside: boolean,
  { rendered, nodes }: Workspace,
): boolean {
  const { config, id } = declared
  if (config.materialized === 'staging') {
    return [...rendered.values()].some((other) => keepsDeleted(other.declared) && readsStaging(other, id, rendered))
  }
  if (config.materialized === 'scd2') return true
  const staging = nodes.get(driving)
  // One that sets changes aside chooses the newest of the others by itself.
  return keepsDeleted(declared) && staging?.kind === 'model' && (staging.config.keep === 'all' || setsAside)
}

/** A staging model that reads no source, or one by its name, has nothing that drives it. */
function reportHardCoded(
  { declared, sources }: RenderedModel,
  found: readonly HardCodedRelation[],
  { broken, report }: Workspace,
): void {
  const lacksSource = declared.config.materialized === 'staging' && sources.length === 0
  const instead = found.find(({ owner }) => 'table' in owner)
  for (const { owner, place } of found) {
    if (!lacksSource || owner !== instead?.owner)
      report(problems.hardCodedRelation(relationKey(owner.relation), callOf(owner), place))
  }
  if (!lacksSource || broken.has(declared.id)) return
  broken.add(declared.id)
  report(
    problems.stagingWithoutSource(
      declared.name,
      instead ? callOf(instead.owner) : null,
      instead?.place ?? declared.span,
    ),
  )
}

/** What is wrong with a model's names, or else with its groups and types: one may follow from the other. */
function queryProblems(analysis: Analysis, types: QueryTypes): readonly Problem[] {
  const aliases = repeatedAliases(analysis)
  if (aliases.length > 0) return aliases
  const inNames = [...analysis.problems, ...modelOutputProblems(analysis)]
  return inNames.length > 0 ? inNames : [...groupingProblems(analysis), ...typeProblems(analysis, types)]
}

function outputsOf({ columns }: Analysis, types: QueryTypes): readonly RelationColumn[] | null {
  if (columns === 'unknown') return null
  return columns.flatMap(({ name }, index) => (name === null ? [] : [{ name, type: types.outputs[index] ?? null }]))
}

function checkKey(
  { name, config, span }: DeclaredModel,
  columns: readonly RelationColumn[],
  workspace: Workspace,
): boolean {
  const outputs = columns.map((column) => column.name)
  if (!isIncremental(config) && config.materialized !== 'staging' && config.materialized !== 'snapshot') return true
  const missing = config.uniqueKey.filter((key) => !outputs.includes(key.toLowerCase()))
  const place = config.entries.get('unique_key')?.value.span ?? span
  for (const key of missing) workspace.report(problems.keyNotInOutput(name, key, outputs, place))
  return missing.length === 0
}

function validToCurrent(declared: DeclaredModel, workspace: Workspace): CompiledSql | null {
  const written = declared.config.snapshot?.validToCurrent
  if (!written) return null
  return readSql(OriginText.computed(`select ${written.value} as valid_to`, written.span), declared, workspace)
}

function readSql(text: OriginText, declared: DeclaredModel, workspace: Workspace): CompiledSql {
  if (text.text.trim() === '') return { text, query: null }
  const { engine } = declared.config
  const { query, diagnostics } = parseModel(text, engine)
  const isSent = !query && runsAsWritten(declared, workspace)
  for (const problem of diagnostics) workspace.report(isSent ? problems.sentUnread(problem, engine) : problem)
  if (!query && !isSent) workspace.broken.add(declared.id)
  return { text, query }
}

/** Whether a model's SQL reaches an engine of its own dialect without our reading it: nothing is translated or followed. */
function runsAsWritten({ config }: DeclaredModel, { profile }: Workspace): boolean {
  const adapter = profile?.engines[config.engine]?.type.value
  const isWhole = config.materialized === 'view' || config.materialized === 'table'
  return isWhole && adapter !== undefined && adapter !== 'duckdb'
}

function mayMakeTables({ config }: DeclaredModel, { loaded }: Workspace): boolean {
  return config.preHooks.length + config.preactions.length + loaded.project.onRunStart.length > 0
}

function runsOnDuckdb(engine: 'spark' | 'redshift', { profile }: Workspace): boolean {
  return profile?.engines[engine]?.type.value === 'duckdb'
}
