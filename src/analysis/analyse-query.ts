import type { QueryDialect } from '../sql/dialects/syntax.ts'
import type { Query, TextSpan } from '../sql/tree.ts'
import type { Problem } from './problem.ts'
import type { Catalog } from './relation-columns.ts'
import { resolveQuery } from './resolve-query.ts'
import type { Resolution } from './resolved.ts'
import type { Resolver } from './resolver.ts'
import { attributesOf, isOpen } from './shape.ts'
import { solveTypes } from './types/solve-types.ts'

/** What the names in a query mean, and what the query gives. */
export interface Analysis extends Resolution {
  /** In order; `'unknown'` when a star over unknown columns is among them. */
  readonly columns: readonly OutputColumn[] | 'unknown'
  /** In the order of their places. */
  readonly problems: readonly Problem[]
}

export interface OutputColumn {
  /** In lower case; null for an expression without an alias, for which each engine makes up a name. */
  readonly name: string | null
  /** The select item, or the star, that gives it. */
  readonly span: TextSpan
}

/**
 * Resolves every name in a query against its relations. Never reports what might be right: where columns are not known,
 * what depends on them is taken as it is.
 */
export function analyseQuery(query: Query, dialect: QueryDialect, catalog: Catalog): Analysis {
  const names = {
    dialect,
    references: new Map(),
    parameters: new Map(),
    subqueries: new Map(),
    structStars: new Map(),
    starColumns: new Map(),
  }
  const resolver: Resolver = {
    ...names,
    catalog,
    problems: [],
    cteUses: new Map(),
    stars: new Map(),
    leaders: new Map(),
    items: new Map(),
    joinKeys: new Map(),
    tables: [],
    typeOf: solveTypes(names),
    resolveQuery,
  }
  const resolved = resolveQuery(query, { ctes: new Map(), outer: null }, resolver)
  return {
    dialect,
    query: resolved,
    references: resolver.references,
    parameters: resolver.parameters,
    cteUses: resolver.cteUses,
    subqueries: resolver.subqueries,
    stars: resolver.stars,
    starColumns: resolver.starColumns,
    leaders: resolver.leaders,
    structStars: resolver.structStars,
    items: resolver.items,
    joinKeys: resolver.joinKeys,
    tables: resolver.tables.sort((a, b) => a.span.start - b.span.start),
    columns: isOpen(resolved.shape)
      ? 'unknown'
      : attributesOf(resolved.shape).map(({ name, span }) => ({ name, span })),
    problems: resolver.problems.sort((a, b) => a.start - b.start || a.end - b.end),
  }
}
