import type { ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3'
import type { ObjectInfo } from '../../ingest/object-info.ts'

export interface Listing {
  readonly bucket: string
  /** What keys begin with; it is taken off them where it is `below`. */
  readonly prefix: string
  readonly below: string
  readonly requesterPays: boolean
}

/** All objects below a prefix, page by page of 1000, sorted by key. Folders that some tools mark by an object are left out. */
export async function listObjects(client: S3Client, listing: Listing): Promise<ObjectInfo[]> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3')
  const { bucket, prefix, below, requesterPays } = listing
  const found: ObjectInfo[] = []
  let token: string | undefined
  do {
    const page: ListObjectsV2CommandOutput = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ContinuationToken: token,
        ...(requesterPays && { RequestPayer: 'requester' }),
      }),
    )
    for (const { Key: key, ETag, Size = 0, LastModified, StorageClass } of page.Contents ?? []) {
      if (key === undefined || key.endsWith('/')) continue
      found.push({
        key: key.slice(below.length),
        etag: (ETag ?? '').replace(/^"|"$/g, ''),
        size: Size,
        modifiedAt: LastModified?.toISOString() ?? '',
        ...(isArchive(StorageClass) && { isArchived: true }),
      })
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
  // Directory buckets list in no order.
  return found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

function isArchive(storageClass: string | undefined): boolean {
  return storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE'
}
