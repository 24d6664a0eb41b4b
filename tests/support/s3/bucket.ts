import { randomBytes } from 'node:crypto'
import { CreateBucketCommand, DeleteObjectsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { mapConcurrent } from '../../../src/util/map-concurrent.ts'
import type { S3Server } from './moto.ts'

/** Environment variables with which the SDK finds a server of the tests. */
export function environmentOf({ endpoint }: Pick<S3Server, 'endpoint'>): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIATIDEMILLTESTS',
    AWS_SECRET_ACCESS_KEY: 'never-to-be-shown',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

/** A new bucket to put files into. */
export class Bucket {
  readonly name = `tidemill-${randomBytes(6).toString('hex')}`
  readonly #client: S3Client

  private constructor(endpoint: string) {
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
    const credentials = { accessKeyId: 'AKIATIDEMILLTESTS', secretAccessKey: 'never-to-be-shown' }
    this.#client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
  }

  static async make({ endpoint }: Pick<S3Server, 'endpoint'>): Promise<Bucket> {
    const bucket = new Bucket(endpoint)
    await bucket.#client.send(new CreateBucketCommand({ Bucket: bucket.name }))
    return bucket
  }

  async put(files: Readonly<Record<string, string | Uint8Array>>, options: { storageClass?: 'GLACIER' } = {}) {
    await mapConcurrent(Object.entries(files), 8, ([Key, content]) =>
      this.#client.send(
        new PutObjectCommand({
          ...{ Bucket: this.name, Key, Body: Buffer.from(content) },
          ...(options.storageClass && { StorageClass: options.storageClass }),
        }),
      ),
    )
  }

  async remove(...keys: readonly string[]): Promise<void> {
    const Objects = keys.map((Key) => ({ Key }))
    await this.#client.send(new DeleteObjectsCommand({ Bucket: this.name, Delete: { Objects } }))
  }
}
