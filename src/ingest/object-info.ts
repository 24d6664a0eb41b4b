/** A file of change data, as a listing of its folder or bucket tells it. */
export interface ObjectInfo {
  /** Relative to the source's location, with forward slashes. */
  readonly key: string
  /** Changes whenever the content does: a local file's is its content's MD5. */
  readonly etag: string
  /** In bytes. */
  readonly size: number
  /** ISO 8601 in UTC. */
  readonly modifiedAt: string
}
