import type { SqlType } from '../catalog/types/sql-type.ts'
import type { Span } from '../diagnostics/source.ts'
import type { CompiledSql, NodeId } from './nodes.ts'

/** Rows that a unit test is written with. */
export type FixtureRows =
  | {
      readonly kind: 'cells'
      readonly columns: readonly FixtureColumn[]
      /** As many cells as there are columns. */
      readonly rows: readonly (readonly FixtureCell[])[]
    }
  /** In the dialect of the model. */
  | { readonly kind: 'query'; readonly sql: CompiledSql; readonly columns: readonly FixtureColumn[] }
  /** Those of the seed's file. */
  | { readonly kind: 'seed'; readonly seed: NodeId }

export interface FixtureColumn {
  /** In lower case. */
  readonly name: string
  /** Where it is first written. */
  readonly span: Span
}

/** A value as it is written: digits are kept, nested values are JSON. Null is NULL. */
export interface FixtureCell {
  readonly text: string | null
  readonly span: Span
}

/** The rows that stand for a relation during a unit test. */
export interface GivenRows {
  readonly node: NodeId
  /** `relation`: what the query sees of the node; `feed`: the changes of it that the model has not taken in. */
  readonly as: 'relation' | 'feed'
  /** They are changes, of a source or a staging model: deletions among them are no rows that the query sees. */
  readonly areChanges: boolean
  /** How the query names it, as a key of stands. */
  readonly key: string
  /** The relation's columns and those that are given besides; types in the dialect of the model, null where unknown. */
  readonly columns: readonly { readonly name: string; readonly type: SqlType | null }[]
  readonly rows: FixtureRows
}
