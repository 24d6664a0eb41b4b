/** A set of the words in a text, separated by white space. */
export function wordSet(...texts: readonly string[]): ReadonlySet<string> {
  return new Set(
    texts
      .join(' ')
      .split(/\s+/)
      .filter((word) => word !== ''),
  )
}

/** Symbols, longest first, by the UTF-16 code of their first character. */
export function symbolTable(...symbols: readonly string[]): ReadonlyMap<number, readonly string[]> {
  const table = new Map<number, string[]>()
  for (const symbol of symbols) {
    const code = symbol.charCodeAt(0)
    table.set(code, [...(table.get(code) ?? []), symbol])
  }
  return table
}

/** A letter of ASCII, a digit or `_`. */
export function isWordCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isDigit(code) || code === 95
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** Words that begin a clause or a branch wherever they stand, in every dialect. */
export const clauseWords =
  'from where group having order limit offset union intersect except minus window qualify fetch on using join inner left right full cross natural when then else end and or not as is between like ilike in by select with into'
