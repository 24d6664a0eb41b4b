import type { PlainValue } from '../config/value.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { ChangeFiles } from '../ingest/change-files.ts'
import type { ColumnInfo, EngineName, NodeId } from '../manifest/nodes.ts'
import type { Relation } from '../manifest/relation.ts'
import type { SourceMap } from '../sql/printer.ts'
import type { OriginText } from '../template/origin-text.ts'
import type { EngineLayout } from './engine-layout.ts'
import type { HandoffMove } from './handoff-move.ts'

/**
 * A plan as plain data: `explain` prints it and the runner performs it, the same list, so a preview is the truth.
 */
export interface Plan {
  /** What its scripts are written for. */
  readonly layout: EngineLayout
  readonly steps: readonly Step[]
  /** Nodes of the selection that are as they should be. */
  readonly unchanged: readonly UnchangedNode[]
  /** Nodes that cannot be built for want of their inputs. */
  readonly skipped: readonly SkippedNode[]
  /** What the reader should know besides: tests that cannot hold back, batches that stay open. */
  readonly notes: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
  /** Files wait only because an unfinished batch goes first: another plan must follow. */
  readonly goesOn: boolean
  /** How many files stay pending after this plan. */
  readonly left: number
}

export interface UnchangedNode {
  readonly node: NodeId
  readonly why: string
}

export interface SkippedNode {
  readonly node: NodeId
  readonly why: string
}

export type StepKind =
  | 'hook'
  | 'prepare'
  | 'seed'
  | 'open-batch'
  | 'check-source'
  | 'stage'
  | 'apply'
  | 'build'
  | 'handoff'
  | 'test'
  | 'close-batch'
  | 'fail'

export interface Step {
  readonly id: StepId
  readonly kind: StepKind
  /** The node whose result this is; null for steps that serve several. */
  readonly node: NodeId | null
  /** Where its script runs. */
  readonly engine: EngineName
  /** Steps that must have ended before this one starts. */
  readonly after: readonly StepId[]
  /** Of those, the ones that must have succeeded; when one has not, this step is skipped. */
  readonly needs: readonly StepId[]
  /** One line for people: why the step is there. */
  readonly why: string
  /** Data tests that are judged inside the step, before its result is published. */
  readonly tests: readonly NodeId[]
  readonly script: readonly Action[]
  /** The batch whose rows the step moves. A step that a check fails holds that batch back. */
  readonly batch: string | null
  /** What a hand-off moves; null for any other step. */
  readonly handoff: HandoffMove | null
}

export type StepId = string

/** The engines that a step's script works on: its own, and the one that a hand-off comes from; for a unit test none. */
export function enginesOf({ engine, script }: Step): ReadonlySet<EngineName> {
  if (script.some((action) => action.kind === 'unit-test')) return new Set()
  const engines = new Set<EngineName>([engine])
  for (const action of script) if (action.kind === 'unload') engines.add(action.engine)
  return engines
}

export function runsDataFrame({ script }: Step): boolean {
  return everyAction(script).some((action) => action.kind === 'dataframe')
}

function everyAction(script: readonly Action[]): readonly Action[] {
  return script.flatMap((action) => {
    if (action.kind === 'test') return [action, ...action.prepares]
    return action.kind === 'transaction' ? everyAction(action.actions) : [action]
  })
}

/** SQL for an adapter, and which stretches of it came out of a template. */
export interface SqlText {
  readonly sql: string
  readonly pieces: readonly SqlPiece[]
  /** Where the whole of it was written, when that is in one place: a hook. */
  readonly span?: Span
}

/** From `start` to `end` the SQL was printed from the compiled text of a node. */
export interface SqlPiece {
  readonly start: number
  readonly end: number
  readonly map: SourceMap
  readonly text: OriginText
}

/** What a step does, one thing after the other. Each is small enough for an engine that takes one statement at a time. */
export type Action =
  /** `counts`: the statement's row count is what the step reports as rows written. */
  | { readonly kind: 'execute'; readonly sql: SqlText; readonly counts?: boolean }
  /** All or nothing. Transactions do not nest. */
  | { readonly kind: 'transaction'; readonly actions: readonly Action[] }
  /**
   * Makes a table of some rows: one of the step's own, one in place of another, or one unless it is there. A view of the
   * step's own will do where a query is asked for once. Or makes a view, in place of the one that is there.
   */
  | {
      readonly kind: 'create'
      readonly as: 'scratch' | 'scratch-view' | 'table' | 'missing-table' | 'view'
      readonly into: Relation
      readonly rows: Rows
      readonly counts?: boolean
    }
  /** Runs a DataFrame model's function on Spark, and makes its result a scratch relation of the step's engine. */
  | {
      readonly kind: 'dataframe'
      readonly model: NodeId
      /** The file, which defines `model(tm, spark)`, and how messages call it. */
      readonly code: string
      readonly path: string
      readonly calls: 'model' | 'test'
      readonly reads: readonly DataFrameRead[]
      readonly vars: Readonly<Record<string, PlainValue>>
      /** Columns that the result must have: its key, or what tells its changes apart. */
      readonly needs: { readonly as: 'key' | 'changes'; readonly columns: readonly string[] }
      /** All columns that it must have and no others, where a contract is enforced. */
      readonly contract: readonly ColumnInfo[] | null
      readonly into: Relation
    }
  /** Writes the ledger: in the transaction it stands in where the step's database is the warehouse's, else in one of its own there. */
  | { readonly kind: 'record'; readonly statements: readonly SqlText[] }
  /** Lays the changes of a batch's files out as rows, in a table of the session. */
  | { readonly kind: 'read-changes'; readonly from: ChangeFiles; readonly into: Relation }
  /** Rows that come back are a failure, worded by `problem` with the first row's values. */
  | { readonly kind: 'expect-none'; readonly sql: SqlText; readonly problem: CheckProblem }
  /** Judges a data test by the one-row query of quality/judgement.ts. */
  | JudgedTest
  /**
   * Judges several data tests by one query: its row has the three numbers of each, one after the other. `rows`: in front
   * of them it has the number of rows that they looked at.
   */
  | {
      readonly kind: 'scan'
      readonly tests: readonly JudgedTest[]
      /** Those of which the query tells no more than that something fails: they are then judged by themselves. */
      readonly hints: readonly NodeId[]
      readonly sql: SqlText
      readonly rows: boolean
      /** The table of the rows that these tests have set aside; null where they set none aside. */
      readonly setsAside: Relation | null
    }
  /**
   * Lets a table hold the rows of another, those columns left out: widens the types that are too narrow and, where it
   * `adds`, makes the columns that it lacks, with NULL for its own rows. DuckDB wants it done before rows of the table are touched.
   */
  | {
      readonly kind: 'make-room'
      readonly from: Relation
      readonly into: Relation
      readonly leavesOut: readonly string[]
      readonly adds: boolean
      /** Views that hold on to the columns of the table. */
      readonly views: readonly DependentView[]
    }
  /** Fails the step unless a relation keeps a model's contract. */
  | { readonly kind: 'expect-contract'; readonly of: Relation; readonly contract: Contract }
  /** Fails the step when a table that an earlier one has made is gone. */
  | { readonly kind: 'expect-table'; readonly table: Relation }
  /**
   * Compares the columns of a table with those of the rows that it is about to take in, those left out that are not its
   * own (`leavesOut`) and those that the tool adds (`keeps`). Where they differ the step fails, or columns that the rows
   * do not have go.
   */
  | {
      readonly kind: 'match-columns'
      readonly from: Relation
      readonly into: Relation
      readonly leavesOut: readonly string[]
      readonly keeps: readonly string[]
      readonly else: 'fail' | 'drop'
      /** Views that hold on to the columns of the table. */
      readonly views: readonly DependentView[]
    }
  /** Inserts rows of one relation into another, by the names that both have; where it `counts`, their number is part of what the step reports. */
  | {
      readonly kind: 'insert-matching'
      readonly from: Relation
      readonly into: Relation
      readonly where: string | null
      readonly counts: boolean
    }
  /**
   * Gives rows of one relation the values of others with their keys, column by column as far as both have them.
   * `columns`: which of them, or all but some. `where`: a condition on the relation and the others, which it calls by
   * dbt's alias for new rows.
   */
  | {
      readonly kind: 'update-matching'
      readonly from: Relation
      readonly into: Relation
      /** Their number is part of what the step reports. */
      readonly counts: boolean
      readonly keyColumns: readonly string[]
      readonly columns: UpdatedColumns
      readonly where: SqlText | null
    }
  /**
   * Puts the rows of a checked relation in place of a target's. With the same columns the rows are replaced; with other
   * columns the table is made anew and the tool's own views over it are made again.
   */
  | {
      readonly kind: 'publish'
      readonly candidate: Relation
      readonly target: Relation
      /** How many rows they are is what the step reports. */
      readonly counts: boolean
      readonly views: readonly DependentView[]
    }
  /** Takes a relation away, and with it the views that hold on to it; nothing happens when it is not there. */
  | { readonly kind: 'drop'; readonly target: Relation; readonly views: readonly DependentView[] }
  /** Judges a unit test, on a database that is there for nothing else; the only action of its step. */
  | { readonly kind: 'unit-test'; readonly test: NodeId }
  /** Makes views again that had to go. Those that are there stay as they are. */
  | { readonly kind: 'restore-views'; readonly views: readonly DependentView[] }
  /** Creates a table for a seed's rows, in the session, and loads the file. */
  | {
      readonly kind: 'load-seed'
      readonly seed: NodeId
      readonly into: Relation
      readonly columns: readonly { readonly name: string; readonly type: string }[]
    }
  /** Writes the rows of a relation as Parquet files, with a manifest, on the engine that has them. */
  | { readonly kind: 'unload'; readonly engine: EngineName; readonly from: Relation; readonly handoff: string }
  /** Leaves an empty table of a hand-off's columns; one that has others is made anew. */
  | {
      readonly kind: 'empty'
      readonly handoff: string
      readonly from: EngineName
      readonly into: Relation
      readonly with: 'truncate' | 'delete'
      readonly views: readonly DependentView[]
    }
  /** Loads the files of a hand-off into its table and counts the rows against the manifest. */
  | { readonly kind: 'load-handoff'; readonly handoff: string; readonly into: Relation }
  /** A named point at which a test can stop the process. */
  | { readonly kind: 'fault-point'; readonly name: FaultPoint }
  /** Fails the step with a message that was known when the plan was made. */
  | { readonly kind: 'fail'; readonly diagnostic: Diagnostic }

/** The columns that a relation has to have, with their types in the model's dialect, and no others but some of the tool's. */
export interface Contract {
  readonly columns: readonly ColumnInfo[]
  /** In lower case. */
  readonly besides: readonly string[]
}

export interface JudgedTest {
  readonly kind: 'test'
  readonly test: NodeId
  /** What has to be there before it is asked. */
  readonly prepares: readonly Action[]
  readonly sql: SqlText
  /** Where the failing rows are kept, and their query; null where they are not. */
  readonly stores: { readonly into: Relation; readonly rows: SqlText } | null
  /** What the ledger, in this schema, is to know of a test that does not fail. */
  readonly ledger: string
  readonly fingerprint: string
}

export type UpdatedColumns = { readonly only: readonly string[] } | { readonly but: readonly string[] }

/** What `tm.ref` or `tm.source` gives for these names. */
export interface DataFrameRead {
  readonly call: 'ref' | 'source'
  readonly names: readonly string[]
  readonly relation: Relation
}

/** The rows that a table is made of: those of a query, or some columns of a relation that is there by then. */
export type Rows =
  | { readonly kind: 'query'; readonly sql: SqlText }
  | {
      readonly kind: 'columns'
      /** The relation whose columns are taken, in its order. */
      readonly of: Relation
      /** How `from` calls it. */
      readonly alias: string
      readonly leavesOut: readonly string[]
      /** Expressions for some of the columns, by their lower-case names. */
      readonly instead: ReadonlyMap<string, string>
      /** More columns, behind them. */
      readonly adds: readonly { readonly name: string; readonly expression: string }[]
      /** One more: 1 where a row differs from the one before it in a window, in one of some columns, else 0. */
      readonly differs?: DiffersColumn
      /** What follows FROM. */
      readonly from: string
      /** Rows are left out that this relation has too, as far as those columns go which both have. */
      readonly except?: Relation
    }

export interface DiffersColumn {
  readonly name: string
  readonly window: string
  /** In lower case; null for all columns that are taken. */
  readonly columns: readonly string[] | null
  readonly but: readonly string[]
}

export type ColumnRows = Extract<Rows, { kind: 'columns' }>

/** Points at which crash tests stop the process, each after what it names. */
export const faultPoints = [
  'batch-opened',
  'staged',
  'apply-before-commit',
  'applied',
  'rebuilt',
  'build-before-publish',
  'published',
  'unloaded',
  'handed-off',
  'seeded',
  'tested',
  'batch-closed',
] as const

export type FaultPoint = (typeof faultPoints)[number]

/** A view of the tool's own that reads a relation, in creation order, to be made again when its columns change. */
export interface DependentView {
  readonly relation: Relation
  /** Its query, for the adapter. */
  readonly query: SqlText
}

/** A built-in check: what to say when it finds rows. */
export type CheckProblem = 'cdc/key' | 'dataframe/other-key' | 'versions/no-time' | 'versions/unknown-member-taken'
