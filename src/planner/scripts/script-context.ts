import type { EngineName, Hook, ModelNode, NodeId, TestNode } from '../../manifest/nodes.ts'
import type { Relation } from '../../manifest/relation.ts'
import { fateColumns, systemColumnsOf } from '../../manifest/system-columns.ts'
import type { Query } from '../../sql/tree.ts'
import type { OriginText } from '../../template/origin-text.ts'
import { invariant } from '../../util/invariant.ts'
import { dataframeAction, dataframeRows } from '../materializations/dataframe.ts'
import { type Scratch, scratchOf } from '../planner-dialect.ts'
import { recordBuilt } from '../record.ts'
import { testActions } from '../scans.ts'
import type { SidecarContext } from '../sidecars.ts'
import type { Action, Contract, DependentView, SqlText } from '../steps.ts'
import type { TestContext } from '../test-actions.ts'
import { standsAs, type WarehouseState } from '../warehouse-state.ts'
import { type Stand, standsByName } from '../write-sql.ts'

/** What the scripts of a plan's steps are written with. */
export interface ScriptContext extends TestContext, SidecarContext {
  readonly layout: TestContext['layout']
  readonly state: WarehouseState
  testsOf(node: NodeId): readonly TestNode[]
  /** Different for each step. */
  nextStep(): number
  /** Incremental models whose tables the plan makes anew. */
  readonly madeAnew: ReadonlySet<NodeId>
  /** Whether a step of the plan takes changes into the model. */
  applies(model: NodeId): boolean
}

/** The scratch relations of the next step. */
export function newScratch(context: ScriptContext, engine: EngineName): Scratch {
  return scratchOf(context.layout.dialects[engine], context.nextStep())
}

/**
 * Lets the ledger know of a relation before it is first made, where it lies in another database than the ledger: what a
 * crash leaves between the two is then known as ours. Its fingerprint is none, so that it is made again.
 */
export function claim({ layout, ledger, state }: ScriptContext, id: NodeId, engine: EngineName): readonly Action[] {
  if (layout.isOneDatabase || engine === 'redshift' || state.built.has(id)) return []
  return [{ kind: 'record', statements: recordBuilt(layout.warehouse, ledger, id, 'unfinished') }]
}

/** What a model promises of its columns, with those that the tool adds; null where that is not enforced. */
export function contractOf({ config, columns }: ModelNode, more: readonly string[] = []): Contract | null {
  if (!config.contract.enforced) return null
  return { columns, besides: [...systemColumnsOf(config), ...fateColumns, ...more] }
}

/**
 * Views of the tool's own on an engine that stand over a relation there, through other views too, in the order in which
 * they are made.
 */
export function dependentViews(context: ScriptContext, id: NodeId, engine: EngineName): readonly DependentView[] {
  const { manifest, state } = context
  const over = new Set<NodeId>([id])
  const views: DependentView[] = []
  for (const next of manifest.graph.order) {
    const node = manifest.nodes.get(next)
    if (node?.kind !== 'model' || node.engine !== engine) continue
    const { materialized } = node.config
    if (materialized !== 'view' && materialized !== 'ephemeral') continue
    if (!node.dependsOn.some((parent) => over.has(parent))) continue
    over.add(next)
    if (materialized === 'ephemeral' || standsAs(state, node) !== 'view') continue
    views.push({ relation: node.relation, query: writeQuery(context, node, node.compiled.query, new Map()) })
  }
  return views
}

/** The tests that are judged in a node's own step. `stands`: what they see in place of relations that are not public yet. */
export function testsAt(
  context: ScriptContext,
  node: NodeId,
  stands: ReadonlyMap<NodeId, Stand>,
  chosen: readonly TestNode[] = context.testsOf(node),
): readonly Action[] {
  // What a test sets aside is counted where that is done.
  return testActions(
    chosen.filter(({ config }) => config.onFailure !== 'quarantine'),
    context,
    stands,
  )
}

/** The rows of a model's query, or of its function, with nodes replaced by what stands for them. */
export function authorRows(
  context: ScriptContext,
  model: ModelNode,
  query: Query | null,
  scratch: Scratch,
  stands: ReadonlyMap<NodeId, Stand>,
): { readonly prepare: readonly Action[]; readonly rows: SqlText } {
  const { dataframe } = model
  if (!dataframe) return { prepare: [], rows: writeQuery(context, model, query, stands) }
  const relationOf = (id: NodeId): Relation => {
    const stand = stands.get(id)
    if (stand?.kind === 'relation') return stand.relation
    const node = context.manifest.nodes.get(id)
    invariant(node && 'relation' in node, 'a DataFrame model reads relations')
    return node.relation
  }
  const action = dataframeAction({ scratch, model, dataframe, relationOf })
  return { prepare: [action], rows: dataframeRows(scratch) }
}

/** A model's query for its adapter, with nodes replaced by what stands for them. */
export function writeQuery(
  context: ScriptContext,
  model: ModelNode,
  query: Query | null,
  stands: ReadonlyMap<NodeId, Stand>,
  text: OriginText = model.compiled.text,
): SqlText {
  return context.writer.write(query, text, model.engine, standsByName(context.manifest, stands))
}

/** Hooks as they are run, without those that rendered to nothing. */
export function sqlOf(hooks: readonly Hook[]): readonly SqlText[] {
  return hooks.filter((hook) => hook.sql.trim() !== '').map((hook) => ({ sql: hook.sql, pieces: [], span: hook.span }))
}
