import { md5 } from '../util/hash.ts'
import { aggregateFunctions } from './postgres/aggregates.ts'
import { dateFunctions } from './postgres/dates.ts'
import type { SqlFunction } from './postgres/sql-function.ts'
import { superFunctions } from './postgres/super.ts'
import { textFunctions } from './postgres/texts.ts'

const statements: readonly SqlFunction[] = [
  ...textFunctions,
  ...dateFunctions,
  ...superFunctions,
  ...aggregateFunctions,
]

/**
 * What a PostgreSQL database must hold in its schema `tidemill` for translated Redshift SQL, in the order in which it can
 * be made. Making it again is fine.
 */
export function postgresFunctions(): readonly SqlFunction[] {
  return statements
}

/** Changes when any function does. */
export const postgresFunctionsVersion: string = md5(statements.map(({ sql }) => sql).join('\n'))
