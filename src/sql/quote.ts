/** The dialects that SQL text can be written in. */
export type Dialect = 'spark' | 'redshift' | 'duckdb' | 'postgres'

/** The name in the dialect's quotes, whatever it holds. */
export function quoteIdentifier(dialect: Dialect, name: string): string {
  const quote = dialect === 'spark' ? '`' : '"'
  return quote + name.replaceAll(quote, quote + quote) + quote
}

/** A string literal with exactly this value. */
export function quoteString(dialect: Dialect, value: string): string {
  switch (dialect) {
    case 'spark':
      return `'${escapeForSpark(value)}'`
    case 'redshift':
      return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    case 'duckdb':
    case 'postgres':
      return `'${value.replaceAll("'", "''")}'`
  }
}

/**
 * Spark keeps the backslash of `\%` and `\_`, and reads every other escape. So a backslash in front of those two may
 * stay single, and is doubled elsewhere.
 */
function escapeForSpark(value: string): string {
  return value.replace(/\\(?![%_])|'/g, (character) => `\\${character}`)
}

/** A relation's full address, each part quoted: `"sales"."orders"`. */
export function printRelationName(dialect: Dialect, parts: readonly string[]): string {
  return parts.map((part) => quoteIdentifier(dialect, part)).join('.')
}
