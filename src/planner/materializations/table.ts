import type { Relation } from '../../manifest/relation.ts'
import type { Scratch } from '../planner-dialect.ts'
import type { Action, Contract, DependentView, SqlText } from '../steps.ts'
import { execute, expectContract, together } from './actions.ts'

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
function needsCandidate({ scratch, existing, tests, contract }: TableInput): boolean {
  return scratch.dialect.hasTransactions || existing !== null || tests.length > 0 || contract !== null
}

function throughCandidate({ scratch, target, rows, contract, tests, views }: TableInput): readonly Action[] {
  const candidate = candidateIn(scratch)
  return [
    { kind: 'create', as: 'scratch', into: candidate, rows: { kind: 'query', sql: rows } },
    ...expectContract(candidate, contract),
    ...tests,
    { kind: 'fault-point', name: 'build-before-publish' },
    { kind: 'publish', candidate, target, counts: true, views },
  ]
}

function straight({ target, rows }: TableInput): readonly Action[] {
  return [
    { kind: 'fault-point', name: 'build-before-publish' },
    { kind: 'create', as: 'table', into: target, rows: { kind: 'query', sql: rows }, counts: true },
  ]
}
