import { setMaxListeners } from 'node:events'
import { createWriteStream, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { sep } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3'
import { printS3Address, type S3Address } from '../../config/storage-address.ts'
import type { ObjectInfo } from '../../ingest/object-info.ts'
import type { FileCache, RemoteFile } from '../file-cache.ts'
import { type FileFormat, fileColumns } from '../file-columns.ts'
import type { ColumnsUse, ObjectStore, Release, SeenColumns } from '../object-store.ts'
import { StorageError } from '../storage-error.ts'
import { listObjects } from './list-objects.ts'
import { writeObjectColumn } from './object-column.ts'
import { objectColumns } from './object-columns.ts'
import { objectShape } from './object-shape.ts'
import { describeClient } from './open-client.ts'
import { toStorageError } from './s3-error.ts'

export interface S3StoreOptions {
  readonly address: S3Address
  readonly cache: FileCache
  /** Opens the client, or gives the one that is open. */
  client(): Promise<S3Client>
  readonly requesterPays: boolean
}

/** A smaller file comes down as a whole even where one column of it is wanted. */
const worthDividing = 1_000_000

/** Stands in the names of files that have the columns of others. */
const shapeMark = '.columns'

/** A bucket and prefix. Objects are known by their etags: one that was replaced after it was listed is never read. */
export class S3Store implements ObjectStore {
  readonly #options: S3StoreOptions
  /** What lies at the paths that were given out. */
  readonly #objects = new Map<string, ObjectInfo>()
  /** The same of paths for one column, each for one use. */
  readonly #columns = new Map<string, { readonly object: ObjectInfo; readonly column: string }>()

  constructor(options: S3StoreOptions) {
    this.#options = options
  }

  async list(folder: string): Promise<readonly ObjectInfo[]> {
    const { address, client, requesterPays } = this.#options
    const { bucket, prefix } = address
    const below = prefix === '' ? '' : `${prefix}/`
    try {
      return await listObjects(await client(), { bucket, prefix: `${below}${folder}/`, below, requesterPays })
    } catch (failure) {
      throw toStorageError(failure, { address: printS3Address({ bucket, prefix: `${below}${folder}` }) })
    }
  }

  async reach(): Promise<string> {
    const { address, client, requesterPays } = this.#options
    const { ListObjectsV2Command } = await import('@aws-sdk/client-s3')
    try {
      const open = await client()
      const { bucket: Bucket, prefix: Prefix } = address
      const payer = requesterPays ? ({ RequestPayer: 'requester' } as const) : {}
      await open.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1, ...payer }))
      return await describeClient(open)
    } catch (failure) {
      throw toStorageError(failure, { address: printS3Address(address) })
    }
  }

  pathOf(object: ObjectInfo): string {
    const { address, cache } = this.#options
    // Two objects of one content are two files: rows are told apart by the file that they come from.
    const name = JSON.stringify([printS3Address(address), object.key, object.etag, object.size])
    const path = cache.pathOf(name, extensionOf(object.key))
    this.#objects.set(path, object)
    return path
  }

  shapePathOf(path: string): string {
    const extension = path.indexOf('.', path.lastIndexOf(sep))
    return extension < 0 ? `${path}${shapeMark}` : path.slice(0, extension) + shapeMark + path.slice(extension)
  }

  columnPathOf(object: ObjectInfo, column: string): string {
    const path = this.pathOf(object)
    const { size } = object
    if (size <= worthDividing || !/\.parquet$/i.test(object.key) || this.#options.cache.has({ path, size })) return path
    const own = this.#options.cache.temporary(path)
    this.#columns.set(own, { object, column })
    return own
  }

  async hold(paths: readonly string[], signal?: AbortSignal): Promise<Release> {
    const releases = [await this.#holdFiles(paths, signal)]
    const release = () => {
      for (const one of releases) one()
    }
    try {
      for (const path of paths) {
        const part = this.#columns.get(path)
        if (!part) continue
        this.#columns.delete(path)
        releases.push(() => rmSync(path, { force: true }))
        await this.#downloadColumn(part.object, part.column, path)
      }
      return release
    } catch (failure) {
      release()
      throw failure
    }
  }

  async #holdFiles(paths: readonly string[], signal?: AbortSignal): Promise<Release> {
    const stop = followed(signal)
    const files = paths.flatMap((path): RemoteFile[] => {
      const object = this.#objects.get(path.replace(shapeMark, ''))
      if (!object) return []
      if (!path.includes(shapeMark))
        return [{ path, size: object.size, download: (to) => this.#download(object, to, stop.signal) }]
      return [{ path, size: null, download: (to) => this.#downloadShape(object, to) }]
    })
    try {
      return await this.#options.cache.hold(files)
    } finally {
      stop.forget()
    }
  }

  async columnsOf(object: ObjectInfo, format: FileFormat, use: ColumnsUse): Promise<SeenColumns> {
    const { cache } = this.#options
    const path = this.pathOf(object)
    if (cache.has({ path, size: object.size })) return { found: fileColumns(path, format), isAsListed: true }
    const found = await objectColumns(object, format, async (start, end) => {
      const bytes = await this.#range(object, start, end)
      if (use === 'content' && bytes.length === object.size) cache.put(path, bytes)
      return bytes
    })
    return { found, isAsListed: true }
  }

  #download(object: ObjectInfo, to: string, signal: AbortSignal): Promise<void> {
    return patiently(async () => {
      const body = (await this.#get(object, null, signal)).Body as Readable
      const file = createWriteStream(to)
      await pipeline(body, file, { signal })
      if (file.bytesWritten === object.size) return
      const message = `${file.bytesWritten} of ${object.size} bytes have come.`
      throw new StorageError('transient', message, this.#details(object))
    }, this.#details(object))
  }

  async #downloadShape(object: ObjectInfo, to: string): Promise<void> {
    try {
      await writeFile(to, await objectShape(object, (start, end) => this.#range(object, start, end)))
    } catch (failure) {
      throw toStorageError(failure, this.#details(object))
    }
  }

  async #downloadColumn(object: ObjectInfo, column: string, to: string): Promise<void> {
    try {
      await writeObjectColumn(object, column, to, (start, end) => this.#range(object, start, end))
    } catch (failure) {
      throw toStorageError(failure, this.#details(object))
    }
  }

  #range(object: ObjectInfo, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    return patiently(async () => {
      const { Body } = await this.#get(object, `bytes=${start}-${end - 1}`)
      // A copy: what comes may be a part of a larger buffer.
      const bytes = new Uint8Array((await Body?.transformToByteArray()) ?? [])
      if (bytes.length === end - start) return bytes
      throw new StorageError('transient', `${bytes.length} of ${end - start} bytes have come.`, this.#details(object))
    }, this.#details(object))
  }

  async #get(object: ObjectInfo, range: string | null, signal?: AbortSignal): Promise<GetObjectCommandOutput> {
    const { client, address, requesterPays } = this.#options
    const { GetObjectCommand } = await import('@aws-sdk/client-s3')
    const command = new GetObjectCommand({
      Bucket: address.bucket,
      Key: address.prefix === '' ? object.key : `${address.prefix}/${object.key}`,
      IfMatch: `"${object.etag}"`,
      ...(range !== null && { Range: range }),
      ...(requesterPays && { RequestPayer: 'requester' }),
    })
    return (await client()).send(command, signal ? { abortSignal: signal } : {})
  }

  #details({ key }: ObjectInfo) {
    return { key, address: `${printS3Address(this.#options.address)}/${key}` }
  }
}

/** A signal for many downloads, each of which listens to it several times, that follows one for the whole run. */
function followed(signal: AbortSignal | undefined): { readonly signal: AbortSignal; forget(): void } {
  const stop = new AbortController()
  setMaxListeners(0, stop.signal)
  const abort = () => stop.abort(signal?.reason)
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort)
  return { signal: stop.signal, forget: () => signal?.removeEventListener('abort', abort) }
}

const attempts = 3
const pauseMs = 200

/** The SDK tries again until an answer begins. What breaks off within it is tried again here. */
async function patiently<T>(work: () => Promise<T>, details: Parameters<typeof toStorageError>[1]): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (failure) {
      const error = toStorageError(failure, details)
      if (error.kind !== 'transient' || attempt === attempts) throw error
      await sleep(pauseMs * attempt)
    }
  }
}

function extensionOf(key: string): string {
  return /(?:\.[a-z0-9]+){1,2}$/i.exec(key.slice(key.lastIndexOf('/') + 1))?.[0]?.toLowerCase() ?? ''
}
