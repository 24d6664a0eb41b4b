import type { Catalog, RelationColumns } from '../analysis/relation-columns.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'

/** The columns of a project's relations, as far as they have been found. */
export class KnownColumns {
  readonly #columns = new Map<string, readonly string[] | 'unknown'>()

  /** Null where a relation's columns cannot be told. Nor can they be where two nodes have one address. */
  set(relation: Relation, columns: readonly string[] | null): void {
    const key = relationKey(relation)
    this.#columns.set(key, this.#columns.has(key) ? 'unknown' : (columns ?? 'unknown'))
  }

  /** A relation that has no schema: an ephemeral model, which is a CTE of whoever reads it. */
  setEphemeral(name: string, columns: readonly string[] | null): void {
    this.#columns.set(name.toLowerCase(), columns ?? 'unknown')
  }

  of(relation: Relation): readonly string[] | null {
    const found = this.#columns.get(relationKey(relation))
    return found === undefined || found === 'unknown' ? null : found
  }

  /** For the analysis: what is not known here may well exist, so it is never a mistake. */
  readonly catalog: Catalog = (nameParts) => {
    const found = this.#columns.get(nameParts.join('.').toLowerCase())
    return found === undefined || found === 'unknown' ? 'unknown' : relationColumns(found)
  }

  /** The same for a query that reads its own relation, as the query's other reading has made it. */
  catalogWith(relation: Relation, columns: readonly string[]): Catalog {
    const own = relationKey(relation)
    return (nameParts) =>
      nameParts.join('.').toLowerCase() === own ? relationColumns(columns) : this.catalog(nameParts)
  }
}

function relationColumns(names: readonly string[]): RelationColumns {
  return { columns: names.map((name) => ({ name })) }
}
