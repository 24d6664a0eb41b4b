import { md5 } from '../util/hash.ts'
import { entryMacros } from './functions.ts'
import { helperMacros } from './macros/helpers.ts'

export interface MacroStatement {
  /** The name within the schema `tidemill`. */
  readonly name: string
  readonly sql: string
}

const statements: readonly MacroStatement[] = [...helperMacros, ...entryMacros()].map(({ name, definition }) => ({
  name,
  sql: `create or replace macro tidemill.${name}${definition}`,
}))

/** What every DuckDB file must hold in its schema `tidemill`, in the order in which it can be made. Making it again is fine. */
export function duckdbMacros(): readonly MacroStatement[] {
  return statements
}

/** Changes when any macro does. A file whose macros bear this version needs nothing. */
export const macrosVersion: string = md5(statements.map(({ sql }) => sql).join('\n'))
