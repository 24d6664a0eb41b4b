import { type FunctionEntry, macroName, type SourceDialect } from './entry.ts'
import { redshiftFunctions } from './redshift/functions.ts'
import { sparkFunctions } from './spark/functions.ts'

export const functions: Readonly<Record<SourceDialect, readonly FunctionEntry[]>> = {
  spark: sparkFunctions,
  redshift: redshiftFunctions,
}

function byName(entries: readonly FunctionEntry[]): ReadonlyMap<string, FunctionEntry> {
  return new Map(entries.flatMap((entry) => [entry.name, ...entry.aliases].map((name) => [name, entry] as const)))
}

const indexes: Readonly<Record<SourceDialect, ReadonlyMap<string, FunctionEntry>>> = {
  spark: byName(sparkFunctions),
  redshift: byName(redshiftFunctions),
}

/** The entry of a function by any of its names, in lower case; null when the catalogue does not know it. */
export function findFunction(dialect: SourceDialect, name: string): FunctionEntry | null {
  return indexes[dialect].get(name) ?? null
}

/** Every macro that entries define, with the name it has in the schema `tidemill`. */
export function entryMacros(): { readonly name: string; readonly definition: string }[] {
  return (['spark', 'redshift'] as const).flatMap((dialect) =>
    functions[dialect].flatMap((entry) => {
      const definition =
        entry.duckdb.kind === 'macro' || entry.duckdb.kind === 'rewrite' ? entry.duckdb.definition : null
      return definition === null ? [] : [{ name: macroName(dialect, entry), definition: oneLine(definition) }]
    }),
  )
}

function oneLine(definition: string): string {
  return definition.replace(/\s+/g, ' ').trim()
}
