import type { Freshness } from '../config/source-values.ts'
import { type ArtifactMetadataInput, artifactMetadata } from './artifact.ts'
import { freshnessArtifact } from './artifact-config.ts'

/** How fresh one source table was found. */
export interface FreshnessResult {
  readonly uniqueId: string
  readonly status: 'pass' | 'warn' | 'error' | 'runtime error'
  readonly maxLoadedAt: string | null
  readonly snapshottedAt: string
  readonly ageSeconds: number | null
  readonly error: string | null
  readonly startedAt: Date
  readonly completedAt: Date
  readonly criteria: Freshness | null
}

/** target/sources.json in the shape of dbt's version 3. */
export function sourcesArtifact(
  input: ArtifactMetadataInput & { readonly results: readonly FreshnessResult[]; readonly seconds: number },
) {
  return {
    metadata: artifactMetadata('sources/v3', input),
    results: input.results.map(resultArtifact),
    elapsed_time: input.seconds,
  }
}

function resultArtifact(result: FreshnessResult) {
  const { uniqueId, status, error, startedAt, completedAt } = result
  if (status === 'runtime error') return { unique_id: uniqueId, error, status }
  const [started_at, completed_at] = [startedAt.toISOString(), completedAt.toISOString()]
  return {
    unique_id: uniqueId,
    max_loaded_at: result.maxLoadedAt,
    snapshotted_at: result.snapshottedAt,
    max_loaded_at_time_ago_in_s: result.ageSeconds,
    status,
    criteria: freshnessArtifact(result.criteria),
    adapter_response: {},
    timing: [
      { name: 'compile', started_at, completed_at: started_at },
      { name: 'execute', started_at, completed_at },
    ],
    thread_id: 'Thread-1',
    execution_time: (completedAt.getTime() - startedAt.getTime()) / 1000,
  }
}
