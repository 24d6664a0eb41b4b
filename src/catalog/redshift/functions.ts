import type { FunctionEntry } from '../entry.ts'
import { redshiftAggregates } from './aggregates.ts'
import { redshiftConditionals } from './conditionals.ts'
import { redshiftDates } from './dates.ts'
import { redshiftHashes } from './hashes.ts'
import { redshiftJson } from './json.ts'
import { redshiftNumbers } from './numbers.ts'
import { onPostgres } from './on-postgres/functions.ts'
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
].map((entry) => ({ ...entry, postgres: onPostgres[entry.name] ?? null }))
