import type { EngineName } from '../manifest/nodes.ts'
import { duckdbPlanner } from './dialects/duckdb.ts'
import { postgresPlanner } from './dialects/postgres.ts'
import { redshiftPlanner } from './dialects/redshift.ts'
import { sparkPlanner } from './dialects/spark.ts'
import type { PlannerDialect } from './planner-dialect.ts'

/** The adapters that SQL can be written for. */
export type PlannedAdapter = 'duckdb' | 'postgres' | 'redshift' | 'spark'

/** What serves the two logical engines. */
export interface EngineLayout {
  readonly adapters: Readonly<Record<EngineName, PlannedAdapter>>
  readonly dialects: Readonly<Record<EngineName, PlannerDialect>>
  /** The database of the engine `redshift`, which has the ledger. */
  readonly warehouse: PlannerDialect
  /** One database serves both, so that nothing has to be handed from one to the other. */
  readonly isOneDatabase: boolean
}

const dialectOf: Readonly<Record<PlannedAdapter, PlannerDialect>> = {
  duckdb: duckdbPlanner,
  postgres: postgresPlanner,
  redshift: redshiftPlanner,
  spark: sparkPlanner,
}

export function engineLayout(
  adapters: Readonly<Record<EngineName, PlannedAdapter>>,
  isOneDatabase: boolean,
): EngineLayout {
  const dialects = { spark: dialectOf[adapters.spark], redshift: dialectOf[adapters.redshift] }
  return { adapters, dialects, warehouse: dialects.redshift, isOneDatabase }
}

/** Everything in one file of DuckDB. */
export const embedded: EngineLayout = engineLayout({ spark: 'duckdb', redshift: 'duckdb' }, true)
