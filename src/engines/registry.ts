import { unreachable } from '../util/invariant.ts'
import type { Engine } from './engine.ts'
import { EngineError } from './engine-error.ts'
import type { PostgresConfig } from './postgres/open.ts'
import type { SparkConfig } from './spark/open.ts'

/** How to reach an engine: an entry under `engines` of a profile, checked and with its templates evaluated. */
export type EngineConfig =
  | {
      readonly type: 'duckdb'
      /** Absolute, or `:memory:` for a database that lives as long as the engine. */
      readonly path: string
    }
  | ({ readonly type: 'postgres' } & PostgresConfig)
  | ({ readonly type: 'spark' } & SparkConfig)
  | { readonly type: 'glue' | 'redshift' }

/** Opens an engine, loading its adapter and the adapter's libraries on first use. Rejects with an EngineError. Once `signal` is aborted no engine keeps its process longer than a moment. */
export async function openEngine(config: EngineConfig, signal?: AbortSignal): Promise<Engine> {
  switch (config.type) {
    case 'duckdb': {
      const { openDuckdb } = await import('./duckdb/open.ts')
      return openDuckdb(config)
    }
    case 'postgres': {
      const { openPostgres } = await import('./postgres/open.ts')
      return openPostgres(config)
    }
    case 'spark': {
      const { openSpark } = await import('./spark/open.ts')
      return openSpark(config, signal)
    }
    case 'glue':
    case 'redshift':
      throw new EngineError('unsupported', `The engine type "${config.type}" is not available in this version.`)
    default:
      return unreachable(config)
  }
}

/** What is there on an engine, by `relationKey`. */
export interface ListedRelations {
  readonly kinds: ReadonlyMap<string, 'table' | 'view'>
  /** Those that bear a mark of being the tool's own. */
  readonly ours: ReadonlySet<string>
}

/** The relations of an engine that tells them without being opened; null for any other. */
export async function listRelations(config: EngineConfig): Promise<ListedRelations | null> {
  if (config.type !== 'spark') return null
  const { definedRelations } = await import('./spark/defined-relations.ts')
  return definedRelations(config.warehouse)
}
