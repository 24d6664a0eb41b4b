import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3'
import { printS3Address, type S3Address } from '../../config/storage-address.ts'
import type { ObjectInfo } from '../../ingest/object-info.ts'
import { StorageError, type StorageErrorDetails } from '../storage-error.ts'
import { toStorageError } from './s3-error.ts'

export interface S3Place {
  readonly address: S3Address
  /** Opens the client, or gives the one that is open. */
  client(): Promise<S3Client>
  readonly requesterPays: boolean
}

const attempts = 3
const pauseMs = 200

/** Reads objects below a prefix, with the content that was listed or not at all. Rejects with a StorageError. */
export class ObjectReader {
  readonly #place: S3Place

  constructor(place: S3Place) {
    this.#place = place
  }

  /** Writes all of an object to a path. */
  download(object: ObjectInfo, to: string, signal: AbortSignal): Promise<void> {
    return this.#patiently(object, async () => {
      const body = (await this.#get(object, null, signal)).Body as Readable
      const file = createWriteStream(to)
      await pipeline(body, file, { signal }).catch(async (failure) => {
        // A file that is still being opened would be there again after it was removed.
        if (!file.closed) await once(file, 'close')
        throw failure
      })
      if (file.bytesWritten !== object.size) throw this.#cutOff(file.bytesWritten, object.size, object)
    })
  }

  /** The bytes from `start` up to and without `end`. */
  range(object: ObjectInfo, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#patiently(object, async () => {
      const { Body } = await this.#get(object, `bytes=${start}-${end - 1}`)
      // A copy: what comes may be a part of a larger buffer.
      const bytes = new Uint8Array((await Body?.transformToByteArray()) ?? [])
      if (bytes.length !== end - start) throw this.#cutOff(bytes.length, end - start, object)
      return bytes
    })
  }

  /** Makes sure that an object is the one that was listed, and that nobody has put it back there after another. */
  check(object: ObjectInfo): Promise<void> {
    return this.#patiently(object, async () => {
      const { Body, LastModified } = await this.#get(object, object.size === 0 ? null : 'bytes=0-0')
      await Body?.transformToByteArray()
      const listed = Date.parse(object.modifiedAt)
      // Listings and answers round to seconds, each in its own way.
      if (LastModified && LastModified.getTime() > listed + 1000) throw this.#changed(object)
    })
  }

  /** Does some work with an object. What is wrong with it, or on this machine, is told as reading is. */
  async telling<T>(object: ObjectInfo, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (failure) {
      throw toStorageError(failure, this.#details(object))
    }
  }

  /** The SDK tries again until an answer begins. What breaks off within it is tried again here. */
  async #patiently<T>(object: ObjectInfo, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.telling(object, work)
      } catch (failure) {
        if (!(failure instanceof StorageError) || failure.kind !== 'transient' || attempt === attempts) throw failure
        await sleep(pauseMs * attempt)
      }
    }
  }

  async #get(object: ObjectInfo, range: string | null, signal?: AbortSignal): Promise<GetObjectCommandOutput> {
    const { client, address, requesterPays } = this.#place
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

  #cutOff(came: number, wanted: number, object: ObjectInfo): StorageError {
    return new StorageError('transient', `${came} of ${wanted} bytes have come.`, this.#details(object))
  }

  #changed(object: ObjectInfo): StorageError {
    return new StorageError('changed', 'It was written again after it was listed.', this.#details(object))
  }

  #details({ key }: ObjectInfo): StorageErrorDetails {
    return { key, address: `${printS3Address(this.#place.address)}/${key}` }
  }
}
