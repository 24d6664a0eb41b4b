import type { ModelConfig } from '../config/model-config.ts'
import type { SourceConfig } from '../config/source-config.ts'
import type { PlainValue } from '../config/value.ts'
import type { SourceFile, Span } from '../diagnostics/source.ts'
import type { Query } from '../sql/tree.ts'
import type { OriginText } from '../template/origin-text.ts'
import type { FixtureRows, GivenRows } from './fixture.ts'
import type { Relation } from './relation.ts'

/** `model.shop.orders`: dbt's unique ids. */
export type NodeId = string

/** The logical engine that a node names; the profile says what really serves it. */
export type EngineName = 'spark' | 'redshift'

/** Everything a project is made of, one union; behaviour is a function over it with an exhaustive switch. */
export type Node = ModelNode | SeedNode | SourceNode | TestNode | UnitTestNode | ExposureNode

interface NodeBase {
  readonly id: NodeId
  readonly name: string
  /** Project name, folders and name: what `--select staging.*` matches. */
  readonly fqn: readonly string[]
  /** The file that defines it, relative to the project. */
  readonly path: string
  /** Where to point when something is wrong with the node as a whole. */
  readonly span: Span
  readonly description: string
  readonly tags: readonly string[]
  readonly meta: Readonly<Record<string, unknown>>
  readonly dependsOn: readonly NodeId[]
}

export interface ColumnInfo {
  readonly name: string
  readonly description: string
  readonly dataType: string | null
  readonly tags: readonly string[]
  readonly meta: Readonly<Record<string, unknown>>
}

/** SQL in the author's dialect, as it came out of a template, and its tree when it could be read. */
export interface CompiledSql {
  readonly text: OriginText
  readonly query: Query | null
}

export interface ModelNode extends NodeBase {
  readonly kind: 'model'
  readonly engine: EngineName
  readonly relation: Relation
  readonly config: ModelConfig
  readonly columns: readonly ColumnInfo[]
  readonly rawCode: string
  /** Rendered for a first build: `is_incremental` is false. */
  readonly compiled: CompiledSql
  /** Rendered with `is_incremental` true; the same object when the template does not ask. */
  readonly compiledIncremental: CompiledSql
  readonly refs: readonly NodeId[]
  readonly sources: readonly NodeId[]
  readonly macros: readonly string[]
  /** The YAML file that describes it, if any. */
  readonly patchPath: string | null
  /** What is known of the columns it gives; null when a star over unknown columns is among them. */
  readonly outputs: readonly string[] | null
  /** SQL around the model, rendered. */
  readonly hooks: ModelHooks
  /** The schema of the ledger, where tombstones lie. */
  readonly ledgerSchema: string
  /** How changes reach it; null for models that are built from their inputs as a whole. */
  readonly flow: ChangeFlow | null
  /** The same with `is_incremental` true. */
  readonly flowIncremental: ChangeFlow | null
  /** Of a `cdc` model: what it keeps of its own rows where a change does not tell. */
  readonly keptColumns: readonly KeptColumn[]
  /** Of a snapshot: what `dbt_valid_to` is while a version holds, as a query; null where it is NULL. */
  readonly validToCurrent: CompiledSql | null
  /** Which of its rows are computed anew when others change; null but for the strategy `recompute`. */
  readonly recompute: Recompute | null
  /** Which rows of a merge's target new rows may take the place of; null for those with their keys. */
  readonly predicates: RowPredicates | null
  /** Its result can differ though its inputs did not: it asks for the time or for chance. */
  readonly volatile: boolean
  /** The model is a function of Python, and `compiled` its file as written; null for a query. */
  readonly dataframe: DataFrameCode | null
}

/** What a DataFrame model asks the project for. */
export interface DataFrameCode {
  readonly refs: ReadonlyMap<string, NodeId>
  readonly sources: readonly { readonly source: string; readonly table: string; readonly id: NodeId }[]
  /** Those that are set; a call has its own default for the others. */
  readonly vars: Readonly<Record<string, PlainValue>>
}

/** A function that gives the rows which fail; `vars` has the test's arguments too. */
export interface DataFrameTest {
  readonly file: SourceFile
  readonly refs: DataFrameCode['refs']
  readonly vars: DataFrameCode['vars']
  readonly volatile: boolean
}

/** SQL that runs before and after a model, and around the load of a staging table. */
export interface ModelHooks {
  readonly pre: readonly Hook[]
  readonly post: readonly Hook[]
  readonly preactions: readonly Hook[]
  readonly postactions: readonly Hook[]
}

/** One statement, rendered, and where it was written. */
export interface Hook {
  readonly sql: string
  readonly span: Span
}

/** For a staging model, and for a cdc or append model: the relation that drives it and how keys pass through. */
export interface ChangeFlow {
  /** The source table or the staging model whose rows the query runs over. */
  readonly driving: NodeId
  /** The source table at the beginning of the chain. */
  readonly source: NodeId
  /** The output columns of the key; empty for a log, which has none. */
  readonly keyColumns: readonly string[]
  /** Over the driving relation: the key as the query makes it, and the system columns. */
  readonly keysQuery: Query
  /**
   * The author's query; where every change is kept, with the system columns carried through to its output. Null for a
   * DataFrame model.
   */
  readonly query: Query | null
  /**
   * The author's query with the system columns carried through, to be asked for every live change: what a key was before
   * it went. Null where nobody keeps deleted rows.
   */
  readonly imagesQuery: Query | null
  /**
   * The same query for a model whose rules set rows aside: it tells the rows that each change gives apart by the change.
   * Null for others.
   */
  readonly judgedQuery: Query | null
  /** System columns that the author's query gives by itself. */
  readonly ownColumns: readonly string[]
}

/** A column whose value an update may leave out, to say that it is as it was. */
export interface KeptColumn {
  readonly column: string
  /** The column of the source that it is made of. */
  readonly of: string
}

/** How a `recompute` model follows the changes of what it reads. */
export interface Recompute {
  readonly keyColumns: readonly string[]
  /** The keys that changed, one column for each of the key, over change feeds. */
  readonly changedKeys: CompiledSql
  /** The model has no query of its own for them: lineage tells. */
  readonly isDerived: boolean
  /** The models whose changes are followed. */
  readonly feeds: readonly NodeId[]
  /** Of relations that the query reads the columns that equal the key's: rows of other keys have no part in what is computed. */
  readonly narrowed: ReadonlyMap<NodeId, readonly string[]>
}

/** Conditions on the rows of a table that is merged into. */
export interface RowPredicates {
  /** A query whose WHERE they are: over the table, under dbt's names for it and for the new rows. */
  readonly sql: CompiledSql
  /** They compare with the new rows. */
  readonly readNewRows: boolean
}

/** What dbt calls, in such conditions, the table and the new rows. */
export const mergeAliases = { target: 'dbt_internal_dest', newRows: 'dbt_internal_source' } as const

export interface SeedNode extends NodeBase {
  readonly kind: 'seed'
  readonly engine: EngineName
  readonly relation: Relation
  readonly config: ModelConfig
  readonly columns: readonly ColumnInfo[]
  /** In the file's order, with the types declared or found. */
  readonly header: readonly { readonly name: string; readonly type: string }[]
  readonly delimiter: string
  readonly checksum: string
}

export interface SourceNode extends NodeBase {
  readonly kind: 'source'
  readonly sourceName: string
  readonly relation: Relation
  readonly config: SourceConfig
  readonly columns: readonly ColumnInfo[]
  /** Columns in which an update may be NULL to say that the value is as it was. */
  readonly unchangedAsNull: readonly string[]
  /** Columns that are declared to be masked away: no file has them. */
  readonly notStored: readonly string[]
}

export interface TestNode extends NodeBase {
  readonly kind: 'test'
  readonly testKind: 'generic' | 'singular'
  /** The generic test's name: `not_null`, a rule of ours or a macro of the project. */
  readonly testName: string | null
  readonly engine: EngineName
  /** The node that it is written at; a singular test's is the last in the graph's order that it reads. */
  readonly attachedTo: NodeId | null
  readonly column: string | null
  readonly arguments: Readonly<Record<string, unknown>>
  /** `row`: sees the rows about to be published. `table`: sees the relation as it will be. */
  readonly scope: 'row' | 'table'
  readonly config: TestConfig
  /** The failing rows. */
  readonly compiled: CompiledSql
  /** Where they are kept, if they are. */
  readonly audit: Relation
  /** The number of failures, to be had in a scan with that of other tests; null where `compiled` alone can tell. */
  readonly measured: Measured | null
  /**
   * The `_change_id` of every row that fails, of a relation that has it: of a test that sets rows aside by more than what
   * is in them. Else null.
   */
  readonly failingIds: CompiledSql | null
  /** Why it holds back what fails, where that was to be set aside; else null. */
  readonly blocksBecause: string | null
  /** It judges the values of change files, and not those that a query makes of them. */
  readonly judgesFiles: boolean
  /** Of a test in Python, whose `compiled` is that and no SQL. */
  readonly dataframe: DataFrameTest | null
  readonly macros: readonly string[]
}

/** A test as one item of a select list over the relation that it is written at; `where` and all in its dialect. */
export interface Measured {
  /** `row`: each row fails or passes by itself. `groups`: the relation as a whole, or each group of `by`. */
  readonly kind: 'row' | 'groups'
  /** What rows are grouped by. Tests whose `by` and `where` are the same may share a select. */
  readonly by: readonly string[]
  /** The rows that the select reads, of all those of the relation; null for all of them, as always for `row`. */
  readonly where: string | null
  /** Failures are values, and `item` counts the rows that have them: only of none it is the number of failures. */
  readonly countsRows: boolean
  /** `select <number of failures> as failures from …`; with `by`, for each group 1 or 0: `select <…> as fails from …`. */
  readonly item: CompiledSql
  /** Of kind `row`: `select <1 or 0> as fails from …`, for each row. */
  readonly condition: CompiledSql | null
}

export interface TestConfig {
  readonly severity: 'error' | 'warn'
  readonly where: string | null
  readonly warnIf: string
  readonly errorIf: string
  /** `quarantine`: rows that fail are set aside, and the others go on. Only of tests that judge each row by itself. */
  readonly onFailure: 'block' | 'warn' | 'quarantine'
  readonly failCalc: string
  readonly limit: number | null
  /** Whether failing rows are kept in a table; null: as the command says. */
  readonly storeFailures: boolean | null
}

/** A model's query over rows that are written down, and what it is to give. It depends on the model alone, as in dbt. */
export interface UnitTestNode extends NodeBase {
  readonly kind: 'unit_test'
  readonly model: NodeId
  /** The model, as what the test overrides makes it. */
  readonly tested: ModelNode
  readonly engine: EngineName
  /**
   * `query`: what the model's query gives. `table`: what its table holds when those rows are taken in, where it held the
   * given rows of `this` before.
   */
  readonly compares: 'query' | 'table'
  /** The model's query, as a first build or one that adds to the table has it. */
  readonly compiled: CompiledSql
  readonly given: readonly GivenRows[]
  readonly expected: FixtureRows
  /** As the YAML has it, for the manifest. */
  readonly written: WrittenUnitTest
}

export interface WrittenUnitTest {
  readonly given: readonly (WrittenRows & { readonly input: string })[]
  readonly expect: WrittenRows
  readonly overrides: {
    readonly macros: Readonly<Record<string, PlainValue>>
    readonly vars: Readonly<Record<string, PlainValue>>
    readonly envVars: Readonly<Record<string, PlainValue>>
  }
}

export interface WrittenRows {
  readonly rows: PlainValue
  readonly format: 'dict' | 'csv' | 'sql'
  readonly fixture: string | null
}

export interface ExposureNode extends NodeBase {
  readonly kind: 'exposure'
  readonly label: string | null
  readonly type: string
  readonly maturity: string | null
  readonly url: string | null
  readonly owner: Readonly<Record<string, unknown>>
}

/** dbt's resource type. */
export function resourceTypeOf(node: Node): string {
  return node.kind === 'model' && node.config.materialized === 'snapshot' ? 'snapshot' : node.kind
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Nodes that stand for a relation. */
export type RelationNode = ModelNode | SeedNode | SourceNode

export function isRelationNode(node: Node): node is RelationNode {
  return node.kind === 'model' || node.kind === 'seed' || node.kind === 'source'
}
