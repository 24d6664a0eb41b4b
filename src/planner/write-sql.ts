import type { Manifest } from '../manifest/manifest.ts'
import type { EngineName, NodeId } from '../manifest/nodes.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
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
  /** A query that could not be read (null) goes as it was written. */
  write(query: Query | null, text: OriginText, engine: EngineName, stands: Stands): SqlText
  /**
   * The condition of a query's WHERE, to stand in another statement. `qualifiers`: what that statement calls the
   * relations of the query's FROM, by their lower-case aliases.
   */
  writeCondition(query: Query, text: OriginText, engine: EngineName, qualifiers: ReadonlyMap<string, string>): SqlText
  /**
   * A query of one item apart from that item. Queries that are the same around theirs may be one, with the items side by
   * side. Null where the adapter's form of it is no such query.
   */
  writeItem(query: Query, text: OriginText, engine: EngineName, stands: Stands): WrittenItem | null
}

export interface WrittenItem {
  readonly item: SqlText
  readonly before: string
  readonly after: string
}

export function standsByName({ nodes }: Manifest, stands: ReadonlyMap<NodeId, Stand>): Stands {
  const byName = new Map<string, Stand>()
  for (const [id, stand] of stands) {
    const node = nodes.get(id)
    if (node && 'relation' in node) byName.set(relationKey(node.relation), stand)
  }
  return byName
}

export function standsFor(entries: readonly (readonly [string, Stand])[]): Stands {
  return new Map(entries)
}
