/** A macro of the schema `tidemill`: its parameters and bodies as `create macro` takes them. */
export interface Macro {
  readonly name: string
  readonly definition: string
}

/**
 * A table of macros by name. Bodies never mention a macro that stands below them, since DuckDB resolves names when a
 * macro is made. DuckDB writes an argument out wherever its parameter stands, so nested macros would multiply it: a body
 * that needs it several times takes it once, by `list_transform([text], lambda _text: …)[1]`. Lambda parameters begin
 * with an underscore: an argument's columns must not be captured by them.
 */
export function macroTable(definitions: Readonly<Record<string, string>>): readonly Macro[] {
  return Object.entries(definitions).map(([name, definition]) => ({
    name,
    definition: definition.replace(/\s+/g, ' ').trim(),
  }))
}
