import type { SqlType } from '../catalog/types/sql-type.ts'

/** The columns of a relation, in order. */
export interface RelationColumns {
  readonly columns: readonly RelationColumn[]
}

export interface RelationColumn {
  readonly name: string
  /** As the reader's dialect has it; absent when it is not known. */
  readonly type?: SqlType | null
}

/**
 * Says what columns a relation has, by the parts of its name as written. `'unknown'`: it exists, but its columns are not
 * known, so nothing that reads from it is checked. `null`: the project has no such relation; the caller reports that.
 */
export type Catalog = (nameParts: readonly string[]) => RelationColumns | 'unknown' | null
