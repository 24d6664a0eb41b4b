import { sourceSystemColumns } from '../manifest/system-columns.ts'
import type { OrderBy } from './change-age.ts'

/** A batch's files and how to read them: all that an engine needs to lay the changes out as rows. */
export interface ChangeFiles {
  /** The id of the source table. */
  readonly source: string
  readonly files: readonly ChangeFile[]
  /** Paths of other files of the table that have columns which these lack: their rows are not read. */
  readonly shapes: readonly string[]
  readonly format: 'parquet' | 'csv'
  readonly csv: CsvFormat
  /**
   * The columns that any of the files has, shapes included; of a CSV without a header, those declared. `type`, in the
   * engine's words, is what all files' values are cast to; null leaves them as they are. However the files write a name,
   * it comes out as it is here.
   */
  readonly columns: readonly { readonly name: string; readonly type: string | null }[]
  /** Columns of the files that nobody is to see, in lower case: each is in some file or shape. */
  readonly hidden: readonly string[]
  /** Columns that the project declares, with types in the engine's words; those that no file has come out as NULL. */
  readonly declared: readonly { readonly name: string; readonly type: string | null }[]
  readonly primaryKey: readonly string[]
  /** The names of the columns that order changes; null when the files have none. */
  readonly op: string | null
  readonly changeSeq: string | null
  readonly commitTs: string | null
  /** A column of whole numbers that orders rows without a sequence, in place of the commit time; null where none does. */
  readonly numberedBy: string | null
  /** The rows are no changes but states of rows, as an incremental source gives them. */
  readonly isOfState: boolean
  /** Which of the two comes first when both are there. */
  readonly orderBy: OrderBy
  /** How often the table was loaded again: a row of a later load is not the row of an earlier one. */
  readonly generation: number
  /**
   * A value that is not of the type that its column is declared with comes out as NULL, and `badValuesColumn` has it as
   * it was. Else it fails the reading.
   */
  readonly keepsBadValues: boolean
}

export interface ChangeFile {
  /** Where the engine finds it: an absolute path, or an address. */
  readonly path: string
  /** Relative to the source's location. */
  readonly key: string
  readonly isLoad: boolean
  /** The batch that holds it; empty where none does. */
  readonly batchId: string
  /** The clock in the file's name, as sortable text; of a load file its place among the load's files. */
  readonly fileTime: string
  readonly modifiedAt: string
  /** In the order of the file. */
  readonly columns: readonly string[]
}

export interface CsvFormat {
  readonly header: boolean
  readonly delimiter: string
  readonly null: string
}

/** Columns that every change has beside those of its file. `_position` orders all changes, oldest first. */
export const changeColumns = [...sourceSystemColumns, '_position'] as const

/** The values of a change that are not of their types, as in `amount = 'abc'`; NULL where there is none. */
export const badValuesColumn = '_tm_bad_values'

/**
 * Expressions that tell a change from the others of its key: a row of a load by the load, a change by its sequence and
 * its commit time, for a table that was loaded again may count anew; and what is no change but a state, by all that it says.
 */
export function changeIdentity(
  { generation, primaryKey, isOfState, columns }: ChangeFiles,
  { text, identifier }: { text(value: string): string; identifier(name: string): string },
): readonly string[] {
  if (isOfState) {
    const own = columns.filter(({ name }) => !changeColumns.some((column) => column === name.toLowerCase()))
    return own.map(({ name }) => identifier(name))
  }
  const load = text(generation === 0 ? 'load' : `load ${generation}`)
  return [
    `case when _is_load then ${load} else _change_seq end`,
    'case when _is_load then null else _commit_ts end',
    // Without a key the place of a row is all that tells it from others.
    ...(primaryKey.length === 0 ? ['_file', '_tm_row'] : []),
  ]
}
