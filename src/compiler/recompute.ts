import { type Analysis, analyseQuery } from '../analysis/analyse-query.ts'
import { typeProblems } from '../analysis/checks/type-problems.ts'
import { type Equated, equatedColumns, outermostSelect } from '../analysis/equated-columns.ts'
import { findNode } from '../analysis/function-kinds.ts'
import { groupingProblems } from '../analysis/grouping.ts'
import { problemDiagnostic } from '../analysis/problem-diagnostic.ts'
import { inferTypes } from '../analysis/types/infer-types.ts'
import { placeOf } from '../config/model-config.ts'
import * as problems from '../diagnostics/catalog/recompute.ts'
import { hasErrors } from '../diagnostics/diagnostic.ts'
import { feedOf, hasFeed } from '../manifest/feeds.ts'
import type { CompiledSql, ModelNode, NodeId, Recompute } from '../manifest/nodes.ts'
import { parseModel, templateSpan } from '../sql/parse-model.ts'
import { printRelationName, quoteIdentifier } from '../sql/quote.ts'
import type { TextSpan } from '../sql/tree.ts'
import { walk } from '../sql/walk.ts'
import { OriginText } from '../template/origin-text.ts'
import { checkTranslation } from './check-translation.ts'
import { ephemeralsReadBy, inlineEphemerals } from './ephemeral.ts'
import { currentStateOf, type ModelRead, modelsReadBy } from './model-reads.ts'
import type { ChangedKeysBlock } from './project-helpers.ts'
import { findModel, unknownModel } from './render-model.ts'
import { placeOfRef, type RenderedModel } from './render-models.ts'
import type { Workspace } from './workspace.ts'

/**
 * How a `recompute` model follows what it reads: by its `{{#changed_keys}}`, or by what lineage tells. Null where a
 * mistake was reported.
 */
export function recomputeOf(model: RenderedModel, analysis: Analysis, workspace: Workspace): Recompute | null {
  const { name, config, span } = model.declared
  reportBeyondKey(model, analysis, workspace)
  reportUnknownStatics(model, workspace)
  const inputs = changingInputs(model, workspace)
  const followed = inputs.filter(({ node }) => hasFeed(node.config))
  const block = model.full.recording.changedKeys[0] ?? null
  if (followed.length === 0) {
    workspace.report(problems.nothingToFollow(name, span))
    return null
  }
  let isCovered = true
  const notCovered = ({ node, via }: ModelRead, reason: string, query: string | null) => {
    isCovered = false
    workspace.report(problems.inputNotCovered(name, node.name, reason, query, placeOfRef(model, via) ?? span))
  }
  for (const input of inputs) {
    const { materialized } = input.node.config
    if (!hasFeed(input.node.config)) notCovered(input, `it is a ${materialized}, which is made anew as a whole`, null)
  }
  const exampleFor = ({ node }: ModelRead) =>
    `{{#changed_keys}}select ${config.uniqueKey.join(', ')} from {{changes "${node.name}"}} …{{/changed_keys}}`
  if (block) {
    const read = new Set(model.full.recording.feeds.map(({ id }) => id))
    for (const input of followed)
      if (!read.has(input.node.id)) notCovered(input, '{{#changed_keys}} does not read them', exampleFor(input))
    const changedKeys = readBlock(model, block, workspace)
    if (!isCovered || !changedKeys) return null
    const narrowed = narrowedBy(model, analysis, changedKeys.columns, workspace)
    const { columns: keyColumns, sql } = changedKeys
    return { keyColumns, changedKeys: sql, isDerived: false, feeds: [...read].sort(), narrowed }
  }
  const keys = config.uniqueKey.map((key) => key.toLowerCase())
  const selects = followed.flatMap((input) => {
    const columns = equatedColumns(analysis, [input.node.relation.schema, input.node.relation.name], keys)
    const lacking = columns.find((column) => !column.ok)
    if (lacking && !lacking.ok) notCovered(input, lacking.reason, exampleFor(input))
    return lacking ? [] : [derivedSelect(input.node, keys, columns)]
  })
  if (!isCovered) return null
  const text = OriginText.computed(selects.join('\nunion\n'), span)
  const { query } = parseModel(text, config.engine)
  const feeds = followed.map(({ node }) => node.id)
  const narrowed = narrowedBy(model, analysis, keys, workspace)
  return { keyColumns: keys, changedKeys: { text, query }, isDerived: true, feeds, narrowed }
}

/** A name in `static` that is none would let the author believe that something is passed over. */
function reportUnknownStatics({ declared }: RenderedModel, { declarations, report }: Workspace): void {
  const { config, span } = declared
  for (const name of config.static) {
    if (!findModel(declarations, name)) report(unknownModel(declarations, name, placeOf(config, 'static') ?? span))
  }
}

/** Windows that do not stay within one key, as far as names tell, and limits. */
function reportBeyondKey({ declared, full }: RenderedModel, { query }: Analysis, { report }: Workspace): void {
  const { name, config } = declared
  const keys = config.uniqueKey.map((key) => key.toLowerCase())
  const beyond = (what: string, span: TextSpan) =>
    report(problems.looksBeyondKey(name, what, keys, templateSpan(full.text, span)))
  walk(query.node, (node) => {
    if (node.kind === 'query' && node.limit) beyond('its limit', node.limit.span)
    if (node.kind !== 'call' || node.over?.kind !== 'window') return
    const within = node.over.partitionBy.map((part) =>
      part.kind === 'column' ? (part.parts.at(-1)?.name.toLowerCase() ?? '') : '',
    )
    if (!keys.every((key) => within.includes(key))) beyond('its window', node.span)
  })
}

/** What is wrong with the places of `{{#changed_keys}}`, whatever the model's strategy is. */
export function checkChangedKeys({ declared, full }: RenderedModel, workspace: Workspace): void {
  const [first, second] = full.recording.changedKeys
  if (!first || !declared.isCertain) return
  const { name, config } = declared
  const kind = config.strategy ? `of strategy "${config.strategy}"` : `a ${config.materialized}`
  const problem =
    config.strategy !== 'recompute'
      ? problems.changedKeysElsewhere(name, kind, first.span)
      : second && problems.changedKeysTwice(second.span, first.span)
  if (!problem) return
  workspace.report(problem)
  workspace.broken.add(declared.id)
}

/** Models that the query reads and whose rows change, through views and ephemeral models. */
function changingInputs(model: RenderedModel, workspace: Workspace): readonly ModelRead[] {
  const { full, incremental, declared } = model
  const refs = [full, incremental].flatMap(({ recording }) => recording.refs.filter((ref) => !ref.isInChangedKeys))
  const ids = [...new Set(refs.map(({ id }) => id))].filter((id) => id !== declared.id)
  return modelsReadBy(ids, workspace, ['ephemeral', 'view']).filter(
    ({ node }) => node.config.materialized !== 'staging' && !declared.config.static.includes(node.name),
  )
}

/**
 * The relations of which a key's rows are computed from that key's rows alone. None where the query looks at several rows
 * at once by something else than groups: a window, a limit.
 */
function narrowedBy(
  { full, incremental, declared }: RenderedModel,
  analysis: Analysis,
  keys: readonly string[],
  { nodes }: Workspace,
): ReadonlyMap<NodeId, readonly string[]> {
  const narrowed = new Map<NodeId, readonly string[]>()
  const select = outermostSelect(analysis.query)
  const { limit, offset } = analysis.query.node
  if (full !== incremental || !select || select.node.top || limit || offset) return narrowed
  if (findNode(select.node, (node) => node.kind === 'call' && node.over !== null)) return narrowed
  for (const { id, isInChangedKeys } of full.recording.refs) {
    const node = nodes.get(id)
    if (isInChangedKeys || (node?.kind !== 'model' && node?.kind !== 'seed') || id === declared.id) continue
    const columns = equatedColumns(analysis, [node.relation.schema, node.relation.name], keys)
    const names = columns.flatMap((column) => (column.ok ? [column.column] : []))
    if (names.length === keys.length) narrowed.set(id, names)
  }
  return narrowed
}

function derivedSelect(node: ModelNode, keys: readonly string[], columns: readonly Equated[]): string {
  const word = (name: string) => quoteIdentifier(node.engine, name)
  const items = columns.map((column, at) => `${word(column.ok ? column.column : '')} as ${word(keys[at] ?? '')}`)
  const feed = feedOf(node, node.ledgerSchema)
  return `select ${items.join(', ')} from ${printRelationName(node.engine, [feed.schema, feed.name])}`
}

/** The block's query, and the key that each of its columns is. */
function readBlock(
  model: RenderedModel,
  { text: written, span }: ChangedKeysBlock,
  workspace: Workspace,
): { readonly sql: CompiledSql; readonly columns: readonly string[] } | null {
  const { name, config } = model.declared
  const { engine } = config
  const refs = model.full.recording.refs.filter((ref) => ref.isInChangedKeys).map(({ id }) => id)
  for (const id of refs) reportStaging(model, id, workspace)
  const reader = { name, engine, refs, placeOf: (id: NodeId) => placeOfRef(model, id) ?? span }
  const { models, isSound } = ephemeralsReadBy(reader, workspace)
  if (!isSound) return null
  const text = inlineEphemerals(written, models)
  const { query, diagnostics } = parseModel(text, engine)
  for (const problem of diagnostics) workspace.report(problem)
  if (!query) return null
  const analysis = analyseQuery(query, engine, workspace.columns.catalog(engine))
  const types = inferTypes(analysis)
  const found =
    analysis.problems.length > 0 ? analysis.problems : [...groupingProblems(analysis), ...typeProblems(analysis, types)]
  for (const problem of found) workspace.report(problemDiagnostic(problem, text, `{{#changed_keys}} of "${name}"`))
  if (found.length > 0) return null
  const sql = { text, query }
  if (workspace.profile?.engines[engine]?.type.value === 'duckdb') {
    const translation = checkTranslation(sql, engine, analysis, types)
    for (const problem of translation) workspace.report(problem)
    if (hasErrors(translation)) return null
  }
  const keys = config.uniqueKey.map((key) => key.toLowerCase())
  if (analysis.columns === 'unknown') return { sql, columns: keys }
  const names = analysis.columns.map((column) => column.name ?? '?')
  if (names.length !== keys.length) {
    workspace.report(problems.changedKeysColumns(names, keys, span))
    return null
  }
  // The same names in another order are meant by their names.
  return { sql, columns: keys.every((key) => names.includes(key)) ? names : keys }
}

function reportStaging(model: RenderedModel, id: NodeId, workspace: Workspace): void {
  const node = workspace.nodes.get(id)
  if (node?.kind !== 'model' || node.config.materialized !== 'staging') return
  workspace.broken.add(model.declared.id)
  const place = placeOfRef(model, id) ?? model.declared.span
  workspace.report(problems.beforeImageMissing(node.name, currentStateOf(node, workspace), place))
}
