import type { FunctionEntry } from '../entry.ts'
import { redshiftAbsent } from './absent.ts'
import { redshiftAggregates } from './aggregates.ts'
import { redshiftBinary } from './binary.ts'
import { redshiftConditionals } from './conditionals.ts'
import { redshiftDates } from './dates.ts'
import { redshiftHashes } from './hashes.ts'
import { redshiftJson } from './json.ts'
import { redshiftNumbers } from './numbers.ts'
import { onPostgres } from './on-postgres/functions.ts'
import { redshiftSession } from './session.ts'
import { redshiftSpatial } from './spatial.ts'
import { redshiftStrings } from './strings.ts'
import { redshiftWindows } from './windows.ts'

/** Amazon Redshift, by its developer guide. */
export const redshiftFunctions: readonly FunctionEntry[] = [
  ...redshiftStrings,
  ...redshiftNumbers,
  ...redshiftDates,
  ...redshiftConditionals,
  ...redshiftAggregates,
  ...redshiftWindows,
  ...redshiftJson,
  ...redshiftHashes,
  ...redshiftBinary,
  ...redshiftSession,
  ...redshiftSpatial,
  ...redshiftAbsent,
].map((entry) => ({ ...entry, postgres: entry.postgres ?? onPostgres[entry.name] ?? whereRefused(entry) }))

/** What DuckDB cannot say nobody has said on PostgreSQL either. */
function whereRefused({ duckdb }: FunctionEntry): FunctionEntry['postgres'] {
  return duckdb.kind === 'refused' ? duckdb : null
}
