import { feedOf, imageColumn } from '../manifest/feeds.ts'
import type { GivenRows } from '../manifest/fixture.ts'
import { Graph } from '../manifest/graph.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { EngineName, ModelNode, Node, NodeId, UnitTestNode } from '../manifest/nodes.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import { invariant } from '../util/invariant.ts'
import { duckdbPlanner } from './dialects/duckdb.ts'
import { embedded } from './engine-layout.ts'
import { rowsQuery, typedColumns } from './fixture-sql.ts'
import { givenBatch } from './given-batch.ts'
import { ownTablesOf } from './made-anew.ts'
import { applyScript } from './scripts/apply-script.ts'
import type { ScriptContext } from './scripts/script-context.ts'
import { mergeScript, recomputeScript } from './scripts/whole-scripts.ts'
import type { Action } from './steps.ts'
import { emptyState } from './warehouse-state.ts'
import type { StagingGroup } from './work.ts'
import type { SqlWriter, Stand, Stands } from './write-sql.ts'

/** How the table that a unit test looks at comes about. */
export interface MergedRows {
  /** Statements that make the tables of what is given. */
  readonly tables: readonly string[]
  /** What a run would do to the model's table. */
  readonly script: readonly Action[]
  readonly manifest: Manifest
  readonly target: Relation
}

/**
 * Has a model take the given rows into a table that holds the given rows of `this`, by the very actions of a run. What it
 * reads are tables, the staging model's rows a batch of changes; nothing is written to a ledger.
 *
 * @param seeds the rows of a seed's file, as what stands behind FROM
 */
export function mergedRows(
  test: UnitTestNode,
  manifest: Manifest,
  writer: SqlWriter,
  seeds: (id: NodeId) => string,
): MergedRows {
  const model = testedModel(test)
  const slice = sliceOf(model, manifest)
  const staging = slice.nodes.get(model.flow?.driving ?? '')
  const context = contextOf(test, model, slice, writer)
  return {
    manifest: slice,
    target: model.relation,
    tables: tablesOf(test, model, staging?.kind === 'model' ? staging : null, slice, writer, seeds),
    script: withoutLedger(scriptOf(model, staging?.kind === 'model' ? staging : null, context)),
  }
}

/** The model without what concerns a database of the profile. */
function testedModel({ tested }: UnitTestNode): ModelNode {
  const none = { pre: [], post: [], preactions: [], postactions: [] }
  const config = { ...tested.config, contract: { ...tested.config.contract, enforced: false } }
  return { ...tested, config, hooks: none, keptColumns: [] }
}

/** The model and what it depends on, with no tests and no readers. */
function sliceOf(model: ModelNode, manifest: Manifest): Manifest {
  const ids = new Set([...manifest.graph.ancestors(model.id), model.id])
  const nodes = new Map<NodeId, Node>()
  for (const id of ids) {
    const node = id === model.id ? model : manifest.nodes.get(id)
    if (node) nodes.set(id, node)
  }
  return { ...manifest, nodes, graph: new Graph(nodes.values()) }
}

function contextOf(test: UnitTestNode, model: ModelNode, manifest: Manifest, writer: SqlWriter): ScriptContext {
  const given = standsOf(test, model, manifest, writer)
  let steps = 0
  return {
    manifest,
    state: emptyState,
    layout: embedded,
    writer: {
      ...writer,
      write: (query, text, engine, stands) => writer.write(query, text, engine, new Map([...stands, ...given])),
    },
    madeAnew: new Set(),
    applies: () => false,
    nextStep: () => ++steps,
    ledger: duckdbPlanner.identifier(model.ledgerSchema),
    testsOf: () => [],
    storeFailures: false,
    lacksSpark: null,
    // What the rules would set aside is not what a unit test is about.
    settingAside: new Map(),
    judgedByReaders: new Set(),
    versions: { of: (id) => id, ofTest: ({ id }) => id },
  }
}

/** What is no table: ephemeral models that are given, and the changes that the model follows. */
function standsOf({ given, engine }: UnitTestNode, model: ModelNode, { nodes }: Manifest, writer: SqlWriter): Stands {
  const stands = new Map<string, Stand>()
  for (const id of model.recompute?.feeds ?? []) {
    const followed = nodes.get(id)
    if (followed?.kind !== 'model') continue
    // Unless its changes are given, all of it has changed.
    const all = `(select *, 'after' as ${imageColumn} from ${address(followed.relation)})`
    stands.set(relationKey(feedOf(followed, followed.ledgerSchema)), { kind: 'sql', sql: all })
  }
  for (const input of given) {
    if (input.rows.kind === 'seed' || isTable(input)) continue
    const rows = rowsQuery(input.rows, typedColumns(input, engine), engine, writer)
    stands.set(input.key, { kind: 'sql', sql: `(${rows})` })
  }
  return stands
}

/** An ephemeral model is a CTE, and has no schema. */
function isTable({ as, key }: GivenRows): boolean {
  return as === 'relation' && key.includes('.')
}

function scriptOf(model: ModelNode, staging: ModelNode | null, context: ScriptContext): readonly Action[] {
  if (model.recompute) return recomputeScript(context, model)
  if (!staging) return mergeScript(context, model)
  const consumer = { model, lacking: ['given'], part: 0, isLast: true, fills: false, rebuild: null, replaces: false }
  const group: StagingGroup = {
    staging,
    batches: ['given'],
    files: [],
    consumers: [consumer],
    since: null,
    load: null,
    gone: [],
    discardsGone: false,
  }
  return applyScript(context, group, consumer)
}

function withoutLedger(actions: readonly Action[]): readonly Action[] {
  return actions.flatMap((action): readonly Action[] => {
    if (action.kind === 'transaction') return [{ ...action, actions: withoutLedger(action.actions) }]
    return action.kind === 'record' || action.kind === 'fault-point' ? [] : [action]
  })
}

function tablesOf(
  test: UnitTestNode,
  model: ModelNode,
  staging: ModelNode | null,
  manifest: Manifest,
  writer: SqlWriter,
  seeds: (id: NodeId) => string,
): readonly string[] {
  const own = Object.values(ownTablesOf(model, null))
  const tables = test.given.filter(isTable)
  // What is from before comes first: changes without a time are later.
  const ordered = [...tables].sort((a, b) => Number(b.node === model.id) - Number(a.node === model.id))
  const made = ordered.flatMap((input) => {
    const node = input.node === model.id ? model : manifest.nodes.get(input.node)
    invariant(node && 'relation' in node, 'what is given stands for a relation')
    const rows = rowsOf(input, test.engine, writer, seeds)
    const create = (sql: string) => `create or replace table ${address(node.relation)} as ${sql}`
    const isStaged = node.kind === 'model' && node.id === staging?.id
    const statements = isStaged ? givenBatch(rows, input.rows, node, model, manifest) : [create(rows)]
    return [{ relation: node.relation, statements }]
  })
  const schemas = new Set([...own, ...made.map(({ relation }) => relation)].map(({ schema }) => schema))
  return [
    ...[...schemas].map((schema) => `create schema if not exists ${duckdbPlanner.identifier(schema)}`),
    ...own.map((table) => `drop table if exists ${address(table)}`),
    ...made.flatMap(({ statements }) => statements),
    ...deletionsOf(model, staging),
  ]
}

function rowsOf(input: GivenRows, engine: EngineName, writer: SqlWriter, seeds: (id: NodeId) => string): string {
  if (input.rows.kind === 'seed') return `select * from ${seeds(input.rows.seed)}`
  return rowsQuery(input.rows, typedColumns(input, engine), engine, writer)
}

/**
 * Of rows that are deleted it is known when: as if that had been taken in before. Its change sequence is not, so it is
 * that of the last change, of those given, which is no later.
 */
function deletionsOf(model: ModelNode, staging: ModelNode | null): readonly string[] {
  if (model.config.strategy !== 'cdc' || model.config.onDelete !== 'soft' || !staging) return []
  const { target, tombstones } = ownTablesOf(model, null)
  const keys = (model.flow?.keyColumns ?? []).map((name) => `t.${duckdbPlanner.identifier(name)}`).join(', ')
  const known = `select t._change_seq as s union all select c._change_seq from ${address(staging.relation)} as c where c._commit_ts <= t._deleted_at`
  const newest = `(select arg_max(s, ${duckdbPlanner.sequenceOrder('s')}) from (${known}))`
  return [
    `create table ${address(tombstones)} as select ${keys}, ${newest} as _change_seq, t._deleted_at as _commit_ts from ${address(target)} as t where t._deleted_at is not null`,
  ]
}

function address(relation: Relation): string {
  return duckdbPlanner.relation(relation)
}
