import type { SourceDialect } from '../catalog/entry.ts'
import { typeAcross } from '../catalog/types/type-across.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import type { Catalog, RelationColumn, RelationColumns } from './relation-columns.ts'

interface Known {
  readonly columns: readonly RelationColumn[]
  /** The engine whose types they are. */
  readonly dialect: SourceDialect
}

/** The columns of a project's relations, as far as they have been found, with the types that their engine gives them. */
export class KnownColumns {
  readonly #columns = new Map<string, Known | 'unknown'>()
  readonly #catalogs = new Map<SourceDialect, Catalog>()

  /** The same but for one relation, of which something else may be said then. */
  without(relation: Relation): KnownColumns {
    const others = new KnownColumns()
    for (const [key, known] of this.#columns) if (key !== relationKey(relation)) others.#columns.set(key, known)
    return others
  }

  /** Null where a relation's columns cannot be told. Nor can they be where two nodes have one address. */
  set(relation: Relation, columns: readonly RelationColumn[] | null, dialect: SourceDialect): void {
    const key = relationKey(relation)
    this.#columns.set(key, this.#columns.has(key) || !columns ? 'unknown' : { columns, dialect })
  }

  /** A relation by what queries call it: an ephemeral model has no schema, being a CTE of whoever reads it. */
  setByName(name: string, columns: readonly RelationColumn[] | null, dialect: SourceDialect): void {
    this.#columns.set(name.toLowerCase(), columns ? { columns, dialect } : 'unknown')
  }

  /** The names of a relation's columns. */
  of(relation: Relation): readonly string[] | null {
    return this.columnsOf(relation)?.map((column) => column.name) ?? null
  }

  /** A relation's columns, with the types that its own engine gives them. */
  columnsOf(relation: Relation): readonly RelationColumn[] | null {
    const found = this.#columns.get(relationKey(relation))
    return found === undefined || found === 'unknown' ? null : found.columns
  }

  /**
   * For the analysis of a query in a dialect. What is not known here may well exist, so it is never a mistake. Types of
   * the other engine are what they become on the way over.
   */
  catalog(dialect: SourceDialect): Catalog {
    const before = this.#catalogs.get(dialect)
    if (before) return before
    const inDialect = new WeakMap<Known, RelationColumns>()
    const catalog: Catalog = (nameParts) => {
      const found = this.#columns.get(nameParts.join('.').toLowerCase())
      if (found === undefined || found === 'unknown') return 'unknown'
      const ready = inDialect.get(found)
      if (ready) return ready
      const columns = found.columns.map(({ name, type }) => ({
        name,
        type: type ? typeAcross(type, found.dialect, dialect) : null,
      }))
      inDialect.set(found, { columns })
      return { columns }
    }
    this.#catalogs.set(dialect, catalog)
    return catalog
  }

  /** The same for a query that reads its own relation, as the query's other reading has made it. */
  catalogWith(relation: Relation, columns: readonly RelationColumn[], dialect: SourceDialect): Catalog {
    const own = relationKey(relation)
    const others = this.catalog(dialect)
    return (nameParts) => (nameParts.join('.').toLowerCase() === own ? { columns } : others(nameParts))
  }
}
