import { setMaxListeners } from 'node:events'
import { rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { sep } from 'node:path'
import { printS3Address } from '../../config/storage-address.ts'
import type { ObjectInfo } from '../../ingest/object-info.ts'
import { mapConcurrent } from '../../util/map-concurrent.ts'
import type { FileCache, RemoteFile } from '../file-cache.ts'
import { type FileFormat, fileColumns } from '../file-columns.ts'
import type { ColumnsUse, ObjectStore, Release, SeenColumns } from '../object-store.ts'
import { listObjects } from './list-objects.ts'
import { writeObjectColumn } from './object-column.ts'
import { objectColumns, type ReadRange } from './object-columns.ts'
import { ObjectReader, type S3Place } from './object-reader.ts'
import { objectShape } from './object-shape.ts'
import { describeClient } from './open-client.ts'
import { toStorageError } from './s3-error.ts'
import { s3aAddress } from './s3a-address.ts'

export interface S3StoreOptions extends S3Place {
  readonly cache: FileCache
  /** Whether an engine is to read the files where they lie: what comes down to be looked into is then not kept. */
  readonly isReadInPlace?: boolean
}

/** A smaller file comes down as a whole even where one column of it is wanted. */
const worthDividing = 1_000_000

/** How many objects are asked at once whether they are what was listed. */
const parallelChecks = 32

/** Stands in the names of files that have the columns of others. */
const shapeMark = '.columns'

/** A bucket and prefix. Objects are known by their etags: one that was replaced after it was listed is never read. */
export class S3Store implements ObjectStore {
  readonly #options: S3StoreOptions
  readonly #reader: ObjectReader
  /** What lies at the paths that were given out. */
  readonly #objects = new Map<string, ObjectInfo>()
  /** The same of paths for one use: of one column, or of the whole file. */
  readonly #once = new Map<string, Once>()

  constructor(options: S3StoreOptions) {
    this.#options = options
    this.#reader = new ObjectReader(options)
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
    const { size, key } = object
    const { cache, isReadInPlace } = this.#options
    const isDivisible = /\.parquet$/i.test(key)
    const isOnce = isReadInPlace || (isDivisible && size > worthDividing)
    if (!isOnce || cache.has({ path, size })) return path
    const own = cache.temporary(path, isDivisible ? '' : extensionOf(key))
    this.#once.set(own, { object, column: isDivisible ? column : null })
    return own
  }

  async hold(paths: readonly string[], signal?: AbortSignal): Promise<Release> {
    const releases = [await this.#holdFiles(paths, signal)]
    const release = () => {
      for (const one of releases) one()
    }
    try {
      for (const path of paths) {
        const part = this.#once.get(path)
        if (!part) continue
        this.#once.delete(path)
        releases.push(() => rmSync(path, { force: true }))
        await this.#bringOnce(part, path, signal)
      }
      return release
    } catch (failure) {
      release()
      throw failure
    }
  }

  async #bringOnce({ object, column }: Once, path: string, signal?: AbortSignal): Promise<void> {
    if (column !== null) {
      await this.#reader.telling(object, () => writeObjectColumn(object, column, path, this.#rangesOf(object)))
      return
    }
    const stop = followed(signal)
    try {
      await this.#reader.download(object, path, stop.signal)
    } finally {
      stop.forget()
    }
  }

  addressOf(path: string): string | null {
    const object = this.#objects.get(wholePathOf(path))
    return object ? s3aAddress(this.#options.address, object.key) : null
  }

  async check(paths: readonly string[]): Promise<void> {
    const objects = new Set(paths.flatMap((path) => this.#objects.get(wholePathOf(path)) ?? []))
    await mapConcurrent([...objects], parallelChecks, (object) => this.#reader.check(object))
  }

  async #holdFiles(paths: readonly string[], signal?: AbortSignal): Promise<Release> {
    const stop = followed(signal)
    const files = paths.flatMap((path): RemoteFile[] => {
      const whole = wholePathOf(path)
      const object = this.#objects.get(whole)
      if (!object) return []
      return path === whole
        ? [{ path, size: object.size, download: (to) => this.#reader.download(object, to, stop.signal) }]
        : [{ path, size: null, download: (to) => this.#downloadShape(object, to) }]
    })
    try {
      return await this.#options.cache.hold(files)
    } finally {
      stop.forget()
    }
  }

  async columnsOf(object: ObjectInfo, format: FileFormat, use: ColumnsUse): Promise<SeenColumns> {
    const { cache, isReadInPlace = false } = this.#options
    const path = this.pathOf(object)
    if (cache.has({ path, size: object.size })) return { found: fileColumns(path, format), isAsListed: true }
    const read = this.#rangesOf(object)
    const found = await objectColumns(object, format, async (start, end) => {
      const bytes = await read(start, end)
      if (use === 'content' && !isReadInPlace && bytes.length === object.size) cache.put(path, bytes)
      return bytes
    })
    return { found, isAsListed: true }
  }

  #downloadShape(object: ObjectInfo, to: string): Promise<void> {
    return this.#reader.telling(object, async () => writeFile(to, await objectShape(object, this.#rangesOf(object))))
  }

  #rangesOf(object: ObjectInfo): ReadRange {
    return (start, end) => this.#reader.range(object, start, end)
  }
}

interface Once {
  readonly object: ObjectInfo
  readonly column: string | null
}

/** The path of the file whose columns a path may be for. */
function wholePathOf(path: string): string {
  const name = path.lastIndexOf(sep) + 1
  return path.slice(0, name) + path.slice(name).replace(shapeMark, '')
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

function extensionOf(key: string): string {
  return /(?:\.[a-z0-9]+){1,2}$/i.exec(key.slice(key.lastIndexOf('/') + 1))?.[0]?.toLowerCase() ?? ''
}
