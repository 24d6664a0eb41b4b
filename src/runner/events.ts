import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { NodeId } from '../manifest/nodes.ts'
import type { Plan } from '../planner/steps.ts'

/** dbt's statuses: models and seeds end as success, error or skipped; data tests as pass, warn, fail, error or skipped. */
export type NodeStatus = 'success' | 'error' | 'skipped' | 'pass' | 'warn' | 'fail'

/** What became of one node in a run. */
export interface NodeResult {
  readonly node: NodeId
  readonly status: NodeStatus
  /** Rows written; for a data test, null. */
  readonly rows: number | null
  /** Failing rows of a data test; null for other nodes. */
  readonly failures: number | null
  readonly startedAt: Date
  readonly completedAt: Date
  readonly message: string | null
  /** What went wrong, with its place in the template. */
  readonly diagnostics: readonly Diagnostic[]
}

export interface RunSummary {
  readonly results: readonly NodeResult[]
  readonly counts: Readonly<Record<NodeStatus, number>>
  /** Nodes that were as they should be and took no work. */
  readonly unchanged: readonly NodeId[]
  readonly seconds: number
  readonly notes: readonly string[]
  /** Problems that belong to no single node: an unreadable file, a batch that waits. */
  readonly diagnostics: readonly Diagnostic[]
  readonly interrupted: boolean
  /** True when something failed that only needs another try later: another process holds the database. */
  readonly tryAgain: boolean
}

/** What a run tells while it goes on. Listeners print; they never influence the run. */
export type RunEvent =
  /** A round's plan, before any of it is done. */
  | { readonly event: 'planned'; readonly plan: Plan }
  | { readonly event: 'begin'; readonly total: number; readonly threads: number }
  | { readonly event: 'start'; readonly node: NodeId; readonly index: number; readonly total: number }
  | { readonly event: 'finish'; readonly result: NodeResult; readonly index: number; readonly total: number }
  | { readonly event: 'note'; readonly message: string }
  | { readonly event: 'summary'; readonly summary: RunSummary }

export type RunListener = (event: RunEvent) => void

export function countStatuses(results: readonly NodeResult[]): Record<NodeStatus, number> {
  const counts: Record<NodeStatus, number> = { success: 0, error: 0, skipped: 0, pass: 0, warn: 0, fail: 0 }
  for (const result of results) counts[result.status]++
  return counts
}
