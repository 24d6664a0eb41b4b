/** A macro of the schema `tidemill`: its parameters and bodies as `create macro` takes them. */
export interface Macro {
  readonly name: string
  readonly definition: string
}

/**
 * A table of macros by name. Bodies never mention a macro that stands below them, since DuckDB resolves names when a
 * macro is made. Lambda parameters begin with an underscore: an argument's columns must not be captured by them.
 */
export function macroTable(definitions: Readonly<Record<string, string>>): readonly Macro[] {
  return Object.entries(definitions).map(([name, definition]) => ({
    name,
    definition: definition.replace(/\s+/g, ' ').trim(),
  }))
}
