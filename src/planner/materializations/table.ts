import type { Relation } from '../../manifest/relation.ts'
import type { Scratch } from '../planner-dialect.ts'
import type { Action, Contract, DependentView, SqlText } from '../steps.ts'
import { columnsBut, execute, expectContract, together } from './actions.ts'
import { acceptedIn, heldIn, type Judge, judgeRows, letInIn, verdictColumns } from './judge.ts'

/** Where a table is built and checked before anybody sees it: it lives as long as the step, so a crash leaves nothing. */
export function candidateIn(scratch: Scratch): Relation {
  return scratch.table('candidate')
}

export interface TableInput {
  readonly scratch: Scratch
  readonly target: Relation
  /** What has to be done before the rows can be asked for. */
  readonly prepare: readonly Action[]
  /** What stands under the target's name. */
  readonly existing: 'table' | 'view' | null
  readonly rows: SqlText
  /** Where rules set rows aside. */
  readonly judged: {
    readonly judge: Judge
    readonly columns: readonly string[]
    readonly counts: readonly Action[]
    /** The table that keeps what this build sets aside. */
    readonly quarantine: Relation
    /** Rows as somebody has let them in; null where there are none. */
    readonly corrected: Relation | null
  } | null
  /** What the columns have to be; null where nothing is promised. */
  readonly contract: Contract | null
  readonly before: readonly SqlText[]
  readonly after: readonly SqlText[]
  readonly tests: readonly Action[]
  readonly views: readonly DependentView[]
  readonly record: readonly SqlText[]
}

/** Builds a table beside its target, checks it, and only then publishes it. */
export function tableActions(input: TableInput): readonly Action[] {
  return [
    ...input.before.map(execute),
    ...together(input.scratch.dialect, [
      ...input.prepare,
      ...(needsCandidate(input) ? throughCandidate(input) : straight(input)),
      { kind: 'record', statements: input.record },
    ]),
    ...input.after.map(execute),
    { kind: 'fault-point', name: 'published' },
  ]
}

/**
 * Without transactions a table goes before the next one is made, so there is a moment without it. The candidate keeps that
 * moment short, and a query that fails leaves the old table. Where none stands and no test can refuse the rows there is
 * nothing to keep, and a table made at once saves a job.
 */
function needsCandidate({ scratch, existing, tests, contract, judged }: TableInput): boolean {
  return (
    judged !== null || scratch.dialect.hasTransactions || existing !== null || tests.length > 0 || contract !== null
  )
}

function throughCandidate(input: TableInput): readonly Action[] {
  const { scratch, target, contract, tests, views, judged } = input
  const candidate = candidateIn(scratch)
  const { dialect } = scratch
  const kept = scratch.table('kept')
  return [
    ...(judged
      ? [...judgeRows(scratch, judged.judge, input.rows, judged.columns, judged.corrected, null), ...judged.counts]
      : []),
    {
      kind: 'create',
      as: 'scratch',
      into: candidate,
      rows: judged ? columnsBut(dialect, acceptedIn(scratch), []) : { kind: 'query', sql: input.rows },
    },
    ...(judged?.corrected
      ? [
          {
            kind: 'insert-matching',
            from: judged.corrected,
            into: candidate,
            where: `_change_id in (select _change_id from ${dialect.relation(letInIn(scratch))})`,
            counts: false,
          } as const,
        ]
      : []),
    ...expectContract(candidate, contract),
    ...tests,
    { kind: 'fault-point', name: 'build-before-publish' },
    { kind: 'publish', candidate, target, counts: true, views },
    ...(judged
      ? ([
          {
            kind: 'create',
            as: 'scratch',
            into: kept,
            rows: columnsBut(dialect, heldIn(scratch), verdictColumns(judged.judge)),
          },
          { kind: 'publish', candidate: kept, target: judged.quarantine, counts: false, views: [] },
        ] as const)
      : []),
  ]
}

function straight({ target, rows }: TableInput): readonly Action[] {
  return [
    { kind: 'fault-point', name: 'build-before-publish' },
    { kind: 'create', as: 'table', into: target, rows: { kind: 'query', sql: rows }, counts: true },
  ]
}
