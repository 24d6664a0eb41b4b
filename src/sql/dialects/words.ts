/** A set of the words in a text, separated by white space. */
export function wordSet(...texts: readonly string[]): ReadonlySet<string> {
  return new Set(
    texts
      .join(' ')
      .split(/\s+/)
      .filter((word) => word !== ''),
  )
}

/** Words that begin a clause or a branch wherever they stand, in every dialect. */
export const clauseWords =
  'from where group having order limit offset union intersect except minus window qualify fetch on using join inner left right full cross natural when then else end and or not as is between like ilike in by select with into'
