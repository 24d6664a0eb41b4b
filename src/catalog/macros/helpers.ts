import { aggregateMacros } from './aggregates.ts'
import { boundMacros } from './bounds.ts'
import { collectionMacros } from './collections.ts'
import { dateMacros } from './dates.ts'
import { hashMacros } from './hashes.ts'
import { lookAroundMacros } from './look-around.ts'
import type { Macro } from './macro.ts'
import { numberMacros } from './numbers.ts'
import { redshiftMacros } from './redshift.ts'
import { sparkArithmeticMacros } from './spark-arithmetic.ts'
import { sparkByteMacros } from './spark-bytes.ts'
import { sparkCasts } from './spark-casts.ts'
import { sparkHashMacros } from './spark-hashes.ts'
import { sparkStringMacros } from './spark-strings.ts'

/** The macros that entries and translations share, in the order in which they can be made. */
export const helperMacros: readonly Macro[] = [
  ...boundMacros,
  ...sparkArithmeticMacros,
  ...sparkCasts,
  ...numberMacros,
  ...dateMacros,
  ...sparkByteMacros,
  ...sparkHashMacros,
  ...sparkStringMacros,
  ...collectionMacros,
  ...aggregateMacros,
  ...hashMacros,
  ...lookAroundMacros,
  ...redshiftMacros,
]
