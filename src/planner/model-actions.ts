import { changeAge, type OrderBy } from '../ingest/change-age.ts'
import type { ChangeFiles } from '../ingest/change-files.ts'
import type { Hook, ModelNode, NodeId, SeedNode, TestNode } from '../manifest/nodes.ts'
import { type Relation, relation, relationKey } from '../manifest/relation.ts'
import type { Query } from '../sql/tree.ts'
import type { OriginText } from '../template/origin-text.ts'
import { invariant } from '../util/invariant.ts'
import { orderOf } from './change-files-of.ts'
import { appendActions } from './materializations/append.ts'
import { type ApplyInput, cdcActions, delta } from './materializations/cdc.ts'
import { seedActions } from './materializations/seed.ts'
import { image, newest, stageActions } from './materializations/stage.ts'
import { candidate, tableActions } from './materializations/table.ts'
import { createView, viewActions } from './materializations/view.ts'
import { forgetApplied, recordApplied, recordBuilt } from './record.ts'
import { plainSql } from './sql-text.ts'
import type { Action, DependentView, SqlText } from './steps.ts'
import { type TestContext, testAction } from './test-actions.ts'
import type { WarehouseState } from './warehouse-state.ts'
import type { Consumer, StagingGroup } from './work.ts'
import type { Stand } from './write-sql.ts'

/** What the scripts of a plan's steps are written with. */
export interface ScriptContext extends TestContext {
  readonly state: WarehouseState
  testsOf(node: NodeId): readonly TestNode[]
}

export function stageScript(context: ScriptContext, group: StagingGroup, files: ChangeFiles): readonly Action[] {
  const { staging } = group
  const { flow, config } = staging
  invariant(flow, 'a staging model has a flow')
  const from = (into: Relation): ReadonlyMap<NodeId, Stand> =>
    new Map([[flow.driving, { kind: 'relation', relation: into }]])
  return stageActions({
    dialect: context.dialect,
    target: staging.relation,
    files,
    keep: config.keep,
    keyColumns: flow.keyColumns,
    ownColumns: flow.ownColumns,
    keys: write(context, staging, flow.keysQuery, from(newest)),
    rows: write(context, staging, flow.query, from(image)),
    before: sqlOf([...staging.hooks.pre, ...staging.hooks.preactions]),
    after: sqlOf([...staging.hooks.postactions, ...staging.hooks.post]),
    tests: tests(context, staging.id, new Map()),
    record: recordBuilt(context.dialect, context.ledger, staging.id, context.versions.of(staging.id)),
  })
}

export function applyScript(
  context: ScriptContext,
  group: StagingGroup,
  { model, lacking, reset }: Consumer,
): readonly Action[] {
  const { dialect, ledger } = context
  const { config } = model
  // A table that is made anew is no increment: `is_incremental` is false for it.
  const flow = reset ? model.flow : model.flowIncremental
  const { text } = reset ? model.compiled : model.compiledIncremental
  invariant(flow, 'a model that applies batches has a flow')
  const rowsSeen: Stand = { kind: 'sql', sql: `(select * from ${dialect.relation(delta)} where _op <> 'D')` }
  const tombstones = tombstonesOf(model)
  const existing = context.state.relations.get(relationKey(model.relation)) ?? null
  const source = context.manifest.nodes.get(flow.source)
  invariant(source?.kind === 'source', 'changes come from a source')
  const all = context.testsOf(model.id)
  const common: ApplyInput = {
    dialect,
    target: model.relation,
    orderBy: orderOf(source),
    addsColumns: config.onSchemaChange !== 'ignore',
    reset: reset
      ? [
          ...(existing ? [plainSql(`drop ${existing} ${dialect.relation(model.relation)}`)] : []),
          plainSql(`drop table if exists ${dialect.relation(tombstones)}`),
          forgetApplied(dialect, ledger, model.id),
        ]
      : [],
    before: sqlOf(model.hooks.pre),
    after: sqlOf(model.hooks.post),
    rowTests: tests(
      context,
      model.id,
      new Map([[model.id, rowsSeen]]),
      all.filter((test) => test.scope === 'row'),
    ),
    tableTests: tests(
      context,
      model.id,
      new Map(),
      all.filter((test) => test.scope === 'table'),
    ),
    record: [
      ...recordApplied(dialect, ledger, model.id, lacking, `(select count(*) from ${dialect.relation(delta)})`),
      ...recordBuilt(dialect, ledger, model.id, context.versions.of(model.id)),
    ],
  }
  const staged = group.staging
  if (config.strategy === 'append') {
    return appendActions({ ...common, rows: write(context, model, flow.query, new Map(), text) })
  }
  const everyKey = newestOfEachKey(context, staged, common.orderBy)
  return cdcActions({
    ...common,
    keyColumns: flow.keyColumns,
    ownColumns: flow.ownColumns,
    keys: write(context, model, flow.keysQuery, new Map([[staged.id, { kind: 'sql', sql: everyKey }]]), text),
    rows: write(
      context,
      model,
      flow.query,
      new Map([[staged.id, { kind: 'sql', sql: `(select * from ${everyKey} where _op <> 'D')` }]]),
      text,
    ),
    tombstones,
  })
}

/** The staged rows as a `cdc` model sees them: one for each key, the newest where staging keeps all. */
function newestOfEachKey({ dialect }: ScriptContext, staging: ModelNode, orderBy: OrderBy): string {
  const from = `select * from ${dialect.relation(staging.relation)}`
  if (staging.config.keep === 'latest') return `(${from})`
  const keys = (staging.flow?.keyColumns ?? []).map(dialect.identifier).join(', ')
  const age = changeAge(orderBy, (name) => name, dialect.sequenceOrder).map((expression) => `${expression} desc`)
  return `(${from} qualify row_number() over (partition by ${keys} order by ${age.join(', ')}, _change_id) = 1)`
}

export function buildScript(context: ScriptContext, model: ModelNode): readonly Action[] {
  const { dialect, state } = context
  const { config } = model
  invariant(model.compiled.query, 'a model that is built was read')
  const query = write(context, model, model.compiled.query, new Map())
  const common = {
    dialect,
    target: model.relation,
    before: sqlOf(model.hooks.pre),
    after: sqlOf(model.hooks.post),
    record: [
      // It was incremental before: should it be so again, it has to be filled from the beginning.
      ...(state.applied.has(model.id) ? [forgetApplied(dialect, context.ledger, model.id)] : []),
      ...recordBuilt(dialect, context.ledger, model.id, context.versions.of(model.id)),
    ],
  }
  if (config.materialized === 'view') {
    const existing = state.relations.get(relationKey(model.relation)) ?? null
    const stand: Stand = { kind: 'sql', sql: `(${query.sql})` }
    return viewActions({ ...common, existing, query, tests: tests(context, model.id, new Map([[model.id, stand]])) })
  }
  return tableActions({
    ...common,
    rows: query,
    tests: tests(context, model.id, new Map([[model.id, { kind: 'relation', relation: candidate }]])),
    views: dependentViews(context, model.id),
  })
}

export function seedScript(context: ScriptContext, seed: SeedNode): readonly Action[] {
  return seedActions({
    seed: seed.id,
    target: seed.relation,
    columns: seed.header,
    tests: tests(context, seed.id, new Map([[seed.id, { kind: 'relation', relation: candidate }]])),
    views: dependentViews(context, seed.id),
    record: recordBuilt(context.dialect, context.ledger, seed.id, context.versions.of(seed.id)),
  })
}

/** Keys of hard deletes that a `cdc` model has applied. */
export function tombstonesOf(model: ModelNode): Relation {
  return relation(model.ledgerSchema, `tombstones__${model.relation.schema}__${model.relation.name}`)
}

/** Views of the tool's own over a relation, through other views too, in the order in which they are made. */
function dependentViews(context: ScriptContext, id: NodeId): readonly DependentView[] {
  const { manifest, state } = context
  const over = new Set<NodeId>([id])
  const views: DependentView[] = []
  for (const next of manifest.graph.order) {
    const node = manifest.nodes.get(next)
    if (node?.kind !== 'model' || node.config.materialized !== 'view' || !node.compiled.query) continue
    if (!node.dependsOn.some((parent) => over.has(parent))) continue
    over.add(next)
    if (state.relations.get(relationKey(node.relation)) !== 'view') continue
    const query = write(context, node, node.compiled.query, new Map())
    views.push({ relation: node.relation, sql: createView(context.dialect.relation(node.relation), query) })
  }
  return views
}

function tests(
  context: ScriptContext,
  node: NodeId,
  stands: ReadonlyMap<NodeId, Stand>,
  chosen: readonly TestNode[] = context.testsOf(node),
): readonly Action[] {
  return chosen.map((test) => testAction(test, context, stands)).filter((action) => action !== null)
}

/** A model's query for its adapter, with nodes replaced by what stands for them. */
function write(
  context: ScriptContext,
  model: ModelNode,
  query: Query,
  stands: ReadonlyMap<NodeId, Stand>,
  text: OriginText = model.compiled.text,
): SqlText {
  const byName = new Map<string, Stand>()
  for (const [id, stand] of stands) {
    const node = context.manifest.nodes.get(id)
    if (node && 'relation' in node) byName.set(relationKey(node.relation), stand)
  }
  return context.writer.write(query, text, model.engine, byName)
}

function sqlOf(hooks: readonly Hook[]): readonly SqlText[] {
  return hooks.filter((hook) => hook.sql.trim() !== '').map((hook) => ({ sql: hook.sql, pieces: [], span: hook.span }))
}
