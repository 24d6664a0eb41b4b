import type { Relation } from '../../manifest/relation.ts'
import type { Scratch } from '../planner-dialect.ts'
import type { Action, Contract, DependentView, SqlText } from '../steps.ts'
import { columnsBut, execute, expectContract } from './actions.ts'
import { type FeedInput, feedActions, type TouchedRows } from './feed.ts'

/** What every incremental model brings along, whatever its strategy. */
export interface ApplyInput {
  readonly scratch: Scratch
  readonly target: Relation
  /** Relations that are thrown away before it applies, and what is known of them: the table is made anew. */
  readonly reset: { readonly drops: readonly Relation[]; readonly forgets: readonly SqlText[] } | null
  /** An earlier step has begun to make the target. */
  readonly goesOn: boolean
  /** The target was made beside a table that stands, and takes its place once it is checked. */
  readonly takesPlace: TakesPlace | null
  /** What the columns of the new rows have to be; null where nothing is promised. */
  readonly contract: Contract | null
  readonly before: readonly SqlText[]
  readonly after: readonly SqlText[]
  /** Columns that the query gives and the target lacks are added to it. */
  readonly addsColumns: boolean
  /** The target has just the columns of the query: what becomes of others, and which the tool has added. */
  readonly matchesColumns: { readonly else: 'fail' | 'drop'; readonly keeps: readonly string[] } | null
  /** Where rules set changes aside: does so before anything looks at them, and keeps them once the others are in. */
  readonly setsAside: {
    readonly before: readonly Action[]
    /** Gives the new rows what somebody has corrected in them, once they are laid out. */
    readonly corrects: readonly Action[]
    /** Puts rows among the new ones that somebody has let in, and that replace nothing. */
    readonly adds: readonly Action[]
    readonly after: readonly Action[]
  } | null
  readonly rowTests: readonly Action[]
  readonly tableTests: readonly Action[]
  /** The tool's own views over the target. */
  readonly views: readonly DependentView[]
  /** The change feed that it writes; null where nobody has ever read it. */
  readonly feed: FeedInput | null
  /** The ledger's statements: the batch is applied by this node. In the same transaction, or it would not be exact. */
  readonly record: readonly SqlText[]
}

export interface TakesPlace {
  /** Tables whose rows take the place of others'. */
  readonly tables: readonly {
    readonly candidate: Relation
    readonly target: Relation
    readonly views: readonly DependentView[]
  }[]
  readonly drops: readonly Relation[]
  /** What was known of the table that goes. */
  readonly forgets: readonly SqlText[]
}

/** How a strategy changes the rows of its target. */
export interface TableChange {
  /** Lays the new rows out, and looks for what must not be among them. */
  readonly lays: readonly Action[]
  /** Where they lie, and which of their columns are not the target's. */
  readonly rows: Relation
  readonly leavesOut: readonly string[]
  /** What comes between that and the tests: the target is there, and has all columns. */
  readonly prepares: readonly Action[]
  readonly touched: TouchedRows
  readonly changes: readonly Action[]
  /** What its new rows hold is known only when they are written: tests look at them then. */
  readonly testsWritten?: boolean
}

/** The rows of a batch that are newer than what the target has, deletions included. */
export function deltaIn(scratch: Scratch): Relation {
  return scratch.table('delta')
}

/**
 * Changes a table in one transaction, with its tests, its feed and the ledger's rows. DuckDB wants columns to be added
 * before rows of a table are touched, and tests look at new rows before they are public.
 */
export function applyActions(input: ApplyInput, change: TableChange): readonly Action[] {
  const { scratch, target, views, addsColumns, matchesColumns, reset } = input
  const { rows, leavesOut } = change
  const feed = feedActions(scratch, target, input.feed, change.touched)
  const nothing = columnsBut(scratch.dialect, rows, leavesOut, ' where 1 = 0')
  return [
    {
      kind: 'transaction',
      actions: [
        ...(reset?.drops ?? []).map((dropped): Action => ({ kind: 'drop', target: dropped, views })),
        ...(reset ? [{ kind: 'record', statements: reset.forgets } as const] : []),
        ...input.before.map(execute),
        ...(input.setsAside?.before ?? []),
        ...change.lays,
        ...expectContract(rows, input.contract && withColumns(input.contract, leavesOut)),
        input.goesOn
          ? { kind: 'expect-table', table: target }
          : { kind: 'create', as: 'missing-table', into: target, rows: nothing },
        ...(matchesColumns
          ? [{ kind: 'match-columns', from: rows, into: target, leavesOut, ...matchesColumns, views } as const]
          : []),
        { kind: 'make-room', from: rows, into: target, leavesOut, adds: addsColumns, views },
        ...change.prepares,
        ...(change.testsWritten ? [] : input.rowTests),
        ...feed.before,
        ...change.changes,
        ...(change.testsWritten ? input.rowTests : []),
        ...feed.after,
        ...(input.setsAside?.after ?? []),
        { kind: 'restore-views', views },
        ...input.tableTests,
        ...placeActions(input.takesPlace),
        ...input.after.map(execute),
        { kind: 'record', statements: input.record },
        { kind: 'fault-point', name: 'apply-before-commit' },
      ],
    },
    { kind: 'fault-point', name: 'applied' },
  ]
}

function withColumns({ columns, besides }: Contract, more: readonly string[]): Contract {
  return { columns, besides: [...besides, ...more] }
}

function placeActions(takesPlace: TakesPlace | null): readonly Action[] {
  if (!takesPlace) return []
  const { tables, drops, forgets } = takesPlace
  return [
    { kind: 'fault-point', name: 'rebuilt' },
    ...tables.flatMap((table): readonly Action[] => [
      { kind: 'publish', ...table, counts: false },
      { kind: 'drop', target: table.candidate, views: [] },
    ]),
    ...drops.map((target): Action => ({ kind: 'drop', target, views: [] })),
    { kind: 'record', statements: forgets },
  ]
}
