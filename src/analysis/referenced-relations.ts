import type { QueryDialect } from '../sql/dialects/syntax.ts'
import type { Query, TextSpan } from '../sql/tree.ts'
import { type Analysis, analyseQuery } from './analyse-query.ts'
import { foldAll } from './names.ts'

/** A relation that a query reads, and where it says so. */
export interface RelationUse {
  /** In lower case. */
  readonly nameParts: readonly string[]
  readonly span: TextSpan
}

/** The relations that a query reads, in the order written, once for each place. CTEs are none. */
export function referencedRelations(query: Query, dialect: QueryDialect): RelationUse[] {
  return relationsOf(analyseQuery(query, dialect, () => 'unknown'))
}

/** The same from an analysis that is there already. */
export function relationsOf({ tables }: Analysis): RelationUse[] {
  return tables.map(({ name }) => {
    const start = name[0]?.span.start ?? 0
    return { nameParts: foldAll(name), span: { start, end: name.at(-1)?.span.end ?? start } }
  })
}
