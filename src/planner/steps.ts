import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { ChangeFiles } from '../ingest/change-files.ts'
import type { EngineName, NodeId } from '../manifest/nodes.ts'
import type { Relation } from '../manifest/relation.ts'
import type { SourceMap } from '../sql/printer.ts'
import type { OriginText } from '../template/origin-text.ts'

/**
 * A plan as plain data: `explain` prints it and the runner performs it, the same list, so a preview is the truth.
 */
export interface Plan {
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
  | 'test'
  | 'close-batch'
  | 'fail'

export interface Step {
  readonly id: StepId
  readonly kind: StepKind
  /** The node whose result this is; null for steps that serve several. */
  readonly node: NodeId | null
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
}

export type StepId = string

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
  /** Lays the changes of a batch's files out as rows, in a table of the session. */
  | { readonly kind: 'read-changes'; readonly from: ChangeFiles; readonly into: Relation }
  /** Rows that come back are a failure, worded by `problem` with the first row's values. */
  | { readonly kind: 'expect-none'; readonly sql: SqlText; readonly problem: CheckProblem }
  /** Judges a data test by the one-row query of quality/judgement.ts; `record` runs when it does not fail. */
  | { readonly kind: 'test'; readonly test: NodeId; readonly sql: SqlText; readonly record: readonly SqlText[] }
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
    }
  /** Inserts rows of one relation into another, by the names that both have; their number is what the step reports. */
  | {
      readonly kind: 'insert-matching'
      readonly from: Relation
      readonly into: Relation
      readonly where: string | null
    }
  /**
   * Puts the rows of a checked relation in place of a target's. With the same columns the rows are replaced; with other
   * columns the table is made anew and the tool's own views over it are made again.
   */
  | {
      readonly kind: 'publish'
      readonly candidate: Relation
      readonly target: Relation
      readonly views: readonly DependentView[]
    }
  /** Creates a table for a seed's rows, in the session, and loads the file. */
  | {
      readonly kind: 'load-seed'
      readonly seed: NodeId
      readonly into: Relation
      readonly columns: readonly { readonly name: string; readonly type: string }[]
    }
  /** A named point at which a test can stop the process. */
  | { readonly kind: 'fault-point'; readonly name: FaultPoint }
  /** Fails the step with a message that was known when the plan was made. */
  | { readonly kind: 'fail'; readonly diagnostic: Diagnostic }

/** Points at which crash tests stop the process, each after what it names. */
export const faultPoints = [
  'batch-opened',
  'staged',
  'apply-before-commit',
  'applied',
  'build-before-publish',
  'published',
  'seeded',
  'tested',
  'batch-closed',
] as const

export type FaultPoint = (typeof faultPoints)[number]

/** A view of the tool's own that reads a relation, in creation order, to be made again when its columns change. */
export interface DependentView {
  readonly relation: Relation
  readonly sql: SqlText
}

/** A built-in check: what to say when it finds rows. */
export type CheckProblem = 'cdc/key-repeated' | 'cdc/key-null'
