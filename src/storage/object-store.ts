import type { ObjectInfo } from '../ingest/object-info.ts'

/** Where the files of a source lie: its `location`, a folder or a bucket and prefix. Keys are relative to it. */
export interface ObjectStore {
  /** All files whose key begins with `<folder>/`, sorted by key; none when there is no such folder. */
  list(folder: string): Promise<readonly ObjectInfo[]>
  /** A path on this machine at which the file can be read, fetched there if it has to be. */
  localPath(key: string): Promise<string>
}
