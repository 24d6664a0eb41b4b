import type { FunctionEntry } from '../entry.ts'
import { sparkAggregates } from './aggregates.ts'
import { sparkCastFunctions } from './casts.ts'
import { sparkCollections } from './collections.ts'
import { sparkConditionals } from './conditionals.ts'
import { sparkDates } from './dates.ts'
import { sparkHashes } from './hashes.ts'
import { sparkIntervals } from './intervals.ts'
import { sparkJson } from './json.ts'
import { sparkNumbers } from './numbers.ts'
import { sparkStrings } from './strings.ts'
import { sparkWindows } from './windows.ts'

/** Spark 3.5, as Glue 5 runs it. */
export const sparkFunctions: readonly FunctionEntry[] = [
  ...sparkStrings,
  ...sparkNumbers,
  ...sparkDates,
  ...sparkIntervals,
  ...sparkConditionals,
  ...sparkCastFunctions,
  ...sparkAggregates,
  ...sparkWindows,
  ...sparkCollections,
  ...sparkJson,
  ...sparkHashes,
]
