import { unreachable } from '../util/invariant.ts'
import type { Engine } from './engine.ts'
import { EngineError } from './engine-error.ts'

/** How to reach an engine: an entry under `engines` of a profile, checked and with its templates evaluated. */
export type EngineConfig =
  | {
      readonly type: 'duckdb'
      /** Absolute, or `:memory:` for a database that lives as long as the engine. */
      readonly path: string
    }
  | { readonly type: 'spark' | 'postgres' | 'glue' | 'redshift' }

/** Opens an engine, loading its adapter and the adapter's libraries on first use. Rejects with an EngineError. */
export async function openEngine(config: EngineConfig): Promise<Engine> {
  switch (config.type) {
    case 'duckdb': {
      const { openDuckdb } = await import('./duckdb/open.ts')
      return openDuckdb(config)
    }
    case 'spark':
    case 'postgres':
    case 'glue':
    case 'redshift':
      throw new EngineError('unsupported', `The engine type "${config.type}" is not available in this version.`)
    default:
      return unreachable(config)
  }
}
