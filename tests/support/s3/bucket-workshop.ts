import { Workshop } from '../truth/workshop.ts'
import type { Bucket } from './bucket.ts'

/** A workshop whose source lies in a bucket: the files of changes go there. The SDK's variables have to lead to it. */
export class BucketWorkshop extends Workshop {
  readonly #bucket: Bucket

  constructor(bucket: Bucket) {
    super()
    this.#bucket = bucket
  }

  override write(files: Readonly<Record<string, string | Uint8Array>>): void {
    const location = `location: s3://${this.#bucket.name}/raw, load_settle: 0 seconds`
    const moved = Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? content.replace('location: raw', location) : content,
    ])
    super.write(Object.fromEntries(moved))
  }

  override deliver(files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): Promise<void> {
    return this.#bucket.put(Object.fromEntries(files.map(({ path, bytes }) => [`raw/${path}`, bytes])))
  }

  override remove(...paths: readonly string[]): Promise<void> {
    return this.#bucket.remove(...paths)
  }
}
