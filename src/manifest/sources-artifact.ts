import type { Freshness } from '../config/source-values.ts'
import { type ArtifactMetadataInput, artifactMetadata } from './artifact.ts'
import { freshnessArtifact } from './artifact-config.ts'
import type { NodeId } from './nodes.ts'

/** How old the newest row of a source table is, against the limits that the table has. */
export interface SourceFreshness {
  readonly source: NodeId
  readonly limits: Freshness | null
  /** dbt's words. */
  readonly status: 'pass' | 'warn' | 'error' | 'runtime error'
  /** ISO, UTC; null where there are no rows. */
  readonly maxLoadedAt: string | null
  readonly snapshottedAt: string
  readonly ageSeconds: number | null
  /** Why it could not be told. */
  readonly error: string | null
  readonly startedAt: Date
  readonly completedAt: Date
}

/** target/sources.json in the shape of dbt's version 3. */
export function sourcesArtifact(
  input: ArtifactMetadataInput & { readonly results: readonly SourceFreshness[]; readonly seconds: number },
) {
  return {
    metadata: artifactMetadata('sources/v3', input),
    results: input.results.map(resultArtifact),
    elapsed_time: input.seconds,
  }
}

function resultArtifact(result: SourceFreshness) {
  const { source, status, error, startedAt, completedAt } = result
  if (status === 'runtime error') return { unique_id: source, error, status }
  const [started_at, completed_at] = [startedAt.toISOString(), completedAt.toISOString()]
  return {
    unique_id: source,
    max_loaded_at: result.maxLoadedAt,
    snapshotted_at: result.snapshottedAt,
    max_loaded_at_time_ago_in_s: result.ageSeconds,
    status,
    criteria: freshnessArtifact(result.limits),
    adapter_response: {},
    timing: [
      { name: 'compile', started_at, completed_at: started_at },
      { name: 'execute', started_at, completed_at },
    ],
    thread_id: 'Thread-1',
    execution_time: (completedAt.getTime() - startedAt.getTime()) / 1000,
  }
}
