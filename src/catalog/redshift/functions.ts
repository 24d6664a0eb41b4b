import type { FunctionEntry } from '../entry.ts'

/** Amazon Redshift. */
export const redshiftFunctions: readonly FunctionEntry[] = []
