import type { EngineName } from '../manifest/nodes.ts'
import type { Relation } from '../manifest/relation.ts'
import type { Query } from '../sql/tree.ts'
import type { OriginText } from '../template/origin-text.ts'
import type { SqlText } from './steps.ts'

/** What stands in a query in the place of a relation that it names: another relation, or a query in parentheses. */
export type Stand =
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'sql'; readonly sql: string }

/** Relations that a query sees under other names than it says, by `relationKey`. */
export type Stands = ReadonlyMap<string, Stand>

/** Writes a query of the author's dialect for the adapter that serves its engine. */
export interface SqlWriter {
  write(query: Query, text: OriginText, engine: EngineName, stands: Stands): SqlText
}

export function standsFor(entries: readonly (readonly [string, Stand])[]): Stands {
  return new Map(entries)
}
