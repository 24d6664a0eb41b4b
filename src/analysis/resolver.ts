import type { SqlType } from '../catalog/types/sql-type.ts'
import type { QueryDialect } from '../sql/dialects/syntax.ts'
import type { Column, Cte, Join, Query, Relation, Star, TableReference } from '../sql/tree.ts'
import { type Problem, type ProblemDetails, problemAt } from './problem.ts'
import type { Catalog } from './relation-columns.ts'
import type { Attribute, FromItem, LambdaParameter, Reference, ResolvedCte, ResolvedQuery, Shape } from './resolved.ts'
import type { Scope } from './scope.ts'
import type { Typed } from './types/solve-types.ts'

/** What stays the same over a whole resolution, and what it collects. */
export interface Resolver {
  readonly dialect: QueryDialect
  readonly catalog: Catalog
  readonly problems: Problem[]
  readonly references: Map<Column, Reference>
  readonly parameters: Map<Column, LambdaParameter>
  readonly cteUses: Map<Cte, number>
  readonly subqueries: Map<Query, ResolvedQuery>
  readonly stars: Map<Star, Shape>
  readonly starColumns: Map<Star, readonly Column[]>
  readonly leaders: Map<Star, readonly string[] | null>
  readonly structStars: Map<Star, Column>
  readonly items: Map<Relation, FromItem>
  readonly joinKeys: Map<Join, readonly Attribute[]>
  readonly tables: TableReference[]
  /** The type of what has been resolved: some names are those of its fields. */
  readonly typeOf: (typed: Typed) => SqlType | null
  /** Expressions and relations hold queries: through this the files do not import one another in a circle. */
  readonly resolveQuery: (query: Query, surroundings: Surroundings, resolver: Resolver) => ResolvedQuery
}

/** What a query can see of the queries around it. */
export interface Surroundings {
  /** By name in lower case, the nearest definition. */
  readonly ctes: ReadonlyMap<string, ResolvedCte>
  readonly outer: Scope | null
}

export function report(resolver: Resolver, span: { start: number; end: number }, details: ProblemDetails): void {
  resolver.problems.push(problemAt(span, details))
}
