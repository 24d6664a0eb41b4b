import type { ObjectInfo } from '../ingest/object-info.ts'
import type { FileColumns, FileFormat } from './file-columns.ts'

/** Where the files of a source lie: its `location`, a folder or a bucket and prefix. Keys are relative to it. */
export interface ObjectStore {
  /** All files whose key begins with `<folder>/`, sorted by key; none when there is no such folder. */
  list(folder: string): Promise<readonly ObjectInfo[]>
  /** Makes sure that it can be listed, and says in words what answers. */
  reach(): Promise<string>
  /** The path on this machine at which a listed file can be read while it is held. */
  pathOf(object: ObjectInfo): string
  /** The path at which the columns of a file alone can be read while that is held, by the file's own path. */
  shapePathOf(path: string): string
  /** The path at which one of its columns can be read while that is held, and maybe no other. Held once, it is void. */
  columnPathOf(object: ObjectInfo, column: string): string
  /**
   * Brings files to their paths, where they stay until the hold is released. Paths that were not given here are
   * left alone. Rejects with a StorageError that names the file.
   */
  hold(paths: readonly string[], signal?: AbortSignal): Promise<Release>
  /** The address at which S3A reads a file, by its path; null where it has to come to this machine. */
  addressOf(path: string): string | null
  /**
   * Makes sure that files, by their paths, are there as they were listed, and were so ever since. Paths that were not
   * given here are left alone. Rejects with a StorageError that names a file which is not.
   */
  check(paths: readonly string[]): Promise<void>
  /** What a listed file says of its columns. Rejects with a StorageError where nobody can tell at the moment. */
  columnsOf(object: ObjectInfo, format: FileFormat, use: ColumnsUse): Promise<SeenColumns>
}

export type Release = () => void

/** `content`: the file's rows are about to be read too. */
export type ColumnsUse = 'columns' | 'content'

export interface SeenColumns {
  readonly found: FileColumns
  /** Whether it is certain that they are those of the content that was listed. */
  readonly isAsListed: boolean
}
