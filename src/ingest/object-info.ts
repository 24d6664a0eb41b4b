/** A file of change data, as a listing of its folder or bucket tells it. */
export interface ObjectInfo {
  /** Relative to the source's location, with forward slashes. */
  readonly key: string
  /** Changes whenever the content does: a local file's is its content's MD5, an object's is that of its store. */
  readonly etag: string
  /** In bytes. */
  readonly size: number
  /** ISO 8601 in UTC. */
  readonly modifiedAt: string
  /** Where it lies it may first have to be restored before it can be read. */
  readonly isArchived?: boolean
}
