import type { DialectRules } from '../context.ts'
import { plainCast } from '../duckdb-cast.ts'

/** Amazon Redshift. */
export const redshiftRules: DialectRules = {
  change: (node) => node,
  cast: plainCast,
  coerce: (value) => value,
  nullsFirst: (descending) => descending,
  likeEscape: '\\',
}
