import { type ArtifactMetadataInput, artifactMetadata } from '../manifest/artifact.ts'
import { compiledSqlOf, relationNameOf } from '../manifest/artifact-nodes.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { EngineName } from '../manifest/nodes.ts'
import type { NodeResult } from './events.ts'

export interface RunResultsInput extends ArtifactMetadataInput {
  readonly manifest: Manifest
  readonly databases: Readonly<Record<EngineName, string>>
  readonly fullRefresh: boolean
  readonly results: readonly NodeResult[]
  /** The whole run's, in seconds. */
  readonly seconds: number
  /** The command and its options by dbt's names: `which`, `full_refresh`, `select`. */
  readonly args: Readonly<Record<string, unknown>>
}

/**
 * target/run_results.json in the shape of dbt's version 6: what was worked on, with dbt's statuses alone, since readers
 * refuse a run with any other. Nodes that were as they should be are not among the results.
 */
export function runResultsArtifact(input: RunResultsInput) {
  return {
    metadata: artifactMetadata('run-results/v6', input),
    results: input.results.map((result) => resultArtifact(result, input)),
    elapsed_time: input.seconds,
    args: input.args,
  }
}

function resultArtifact(result: NodeResult, { manifest, databases, fullRefresh }: RunResultsInput) {
  const node = manifest.nodes.get(result.node)
  const compiled = node?.kind === 'model' || node?.kind === 'test' || node?.kind === 'unit_test'
  const startedAt = result.startedAt.toISOString()
  return {
    status: result.status,
    timing: [
      { name: 'compile', started_at: startedAt, completed_at: startedAt },
      { name: 'execute', started_at: startedAt, completed_at: result.completedAt.toISOString() },
    ],
    thread_id: 'Thread-1',
    execution_time: secondsOf(result),
    adapter_response: {
      _message: result.status.toUpperCase() + (result.rows === null ? '' : ` ${result.rows}`),
      rows_affected: result.rows,
    },
    message: result.message,
    failures: result.failures,
    unique_id: result.node,
    compiled,
    compiled_code: compiled ? compiledSqlOf(node, fullRefresh) : null,
    relation_name: node ? relationNameOf(node, databases) : null,
    batch_results: null,
  }
}

/** How long a node took. */
export function secondsOf({ startedAt, completedAt }: NodeResult): number {
  return Math.max(0, completedAt.getTime() - startedAt.getTime()) / 1000
}
