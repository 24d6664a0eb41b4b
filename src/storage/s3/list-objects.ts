import type { _Object, ListObjectsV2CommandInput, ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3'
import type { ObjectInfo } from '../../ingest/object-info.ts'
import { mapConcurrent } from '../../util/map-concurrent.ts'
import { listingCuts } from './listing-cuts.ts'

/** How many parts of a long listing are asked for at once. */
const parallelParts = 8

export interface Listing {
  readonly bucket: string
  readonly prefix: string
  /** What is taken off the keys. */
  readonly below: string
  readonly requesterPays: boolean
}

/** Asks for one page of what is listed. */
export type ListPage = (
  input: Pick<ListObjectsV2CommandInput, 'Prefix' | 'Delimiter' | 'StartAfter' | 'ContinuationToken'>,
) => Promise<ListObjectsV2CommandOutput>

/**
 * All objects below a prefix, sorted by key. S3 gives them a thousand at a time, page after page; of what is longer
 * several parts are asked for at once. Objects that only mark a folder are left out.
 */
export async function listObjects(client: S3Client, listing: Listing): Promise<ObjectInfo[]> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3')
  const { bucket, prefix, requesterPays } = listing
  const list: ListPage = (input) =>
    client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...input,
        ...(requesterPays && { RequestPayer: 'requester' }),
      }),
    )
  const first = await list({})
  const found = infosOf(first, listing)
  const last = first.Contents?.at(-1)?.Key
  if (!first.IsTruncated || last === undefined) return sorted(found)
  // Directory buckets list in no order, and from the beginning only.
  const cuts = bucket.endsWith('--x-s3') ? [] : await listingCuts(list, prefix, last)
  if (cuts.length === 0) {
    for await (const page of pages(list, { ContinuationToken: first.NextContinuationToken }))
      found.push(...infosOf(page, listing))
    return sorted(found)
  }
  const parts = [last, ...cuts].map((from, index) => ({ from, to: cuts[index] ?? null }))
  const rest = await mapConcurrent(parts, parallelParts, ({ from, to }) => listPart(list, listing, from, to))
  return sorted([found, ...rest].flat())
}

/** What lies behind one key and before another. */
async function listPart(list: ListPage, listing: Listing, from: string, to: string | null): Promise<ObjectInfo[]> {
  const found: ObjectInfo[] = []
  const isWithin = ({ Key }: _Object) => to === null || (Key ?? '') < to
  for await (const page of pages(list, { StartAfter: from })) {
    const contents = page.Contents ?? []
    const within = contents.filter(isWithin)
    found.push(...infosOf({ Contents: within }, listing))
    if (within.length < contents.length) break
  }
  return found
}

async function* pages(list: ListPage, from: Parameters<ListPage>[0]): AsyncGenerator<ListObjectsV2CommandOutput> {
  for (let input = from; ; ) {
    const page = await list(input)
    yield page
    if (!page.IsTruncated || page.NextContinuationToken === undefined) return
    input = { ContinuationToken: page.NextContinuationToken }
  }
}

function infosOf({ Contents = [] }: Pick<ListObjectsV2CommandOutput, 'Contents'>, { below }: Listing): ObjectInfo[] {
  return Contents.flatMap(({ Key: key, ETag, Size = 0, LastModified, StorageClass }) => {
    if (key === undefined || key.endsWith('/')) return []
    const object: ObjectInfo = {
      key: key.slice(below.length),
      etag: (ETag ?? '').replace(/^"|"$/g, ''),
      size: Size,
      modifiedAt: LastModified?.toISOString() ?? '',
      ...((StorageClass === 'GLACIER' || StorageClass === 'DEEP_ARCHIVE') && { isArchived: true }),
    }
    return [object]
  })
}

function sorted(objects: ObjectInfo[]): ObjectInfo[] {
  return objects.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}
