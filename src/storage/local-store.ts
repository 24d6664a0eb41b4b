import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ObjectInfo } from '../ingest/object-info.ts'
import { mapConcurrent } from '../util/map-concurrent.ts'
import { type EtagMemory, noEtagMemory } from './etag-memory.ts'
import { fileColumns } from './file-columns.ts'
import { localFileSystem } from './local-file-system.ts'
import type { ObjectStore } from './object-store.ts'

const parallelReads = 8

/** Up to this many bytes a file is read faster in one go than piece by piece. */
const smallFile = 1_000_000n

/**
 * A folder of this machine.
 *
 * @param memoryOf what spares it reading files of a folder again that have not changed
 */
export function localStore(root: string, memoryOf: (folder: string) => EtagMemory = () => noEtagMemory): ObjectStore {
  const files = localFileSystem(root)
  return {
    async list(folder) {
      const memory = memoryOf(folder)
      const objects = await mapConcurrent(files.list(folder), parallelReads, (key) => describeFile(root, key, memory))
      memory.save()
      return objects.filter((object) => object !== null)
    },
    reach: async () => root,
    // What a listing gave lies inside; to follow the links of each path again would take longer than all else.
    pathOf: ({ key }) => join(root, key),
    shapePathOf: (path) => path,
    columnPathOf: ({ key }) => join(root, key),
    hold: async () => () => {},
    addressOf: () => null,
    check: async () => {},
    async columnsOf(object, format) {
      const path = join(root, object.key)
      const found = fileColumns(path, format)
      return { found, isAsListed: isAsListed(object, path) }
    },
  }
}

/** Null when the file goes away meanwhile. Stats do not wait: ten times as quick where there are very many files. */
async function describeFile(root: string, key: string, memory: EtagMemory): Promise<ObjectInfo | null> {
  const path = join(root, key)
  try {
    const before = statSync(path, { bigint: true })
    const known = memory.recall(key, before)
    const etag = known ?? (await md5OfFile(path, before.size))
    const after = known === null ? statSync(path, { bigint: true }) : before
    // A file that is being written has the hash of neither its old nor its new content; the next listing sees that.
    const isStill = before.mtimeNs === after.mtimeNs && before.size === after.size
    if (known === null && isStill) memory.remember(key, before, etag)
    return { key, etag, size: Number(after.size), modifiedAt: after.mtime.toISOString() }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw cause
  }
}

/** Whether a file has not been replaced since it was listed. */
function isAsListed({ size, modifiedAt }: ObjectInfo, path: string): boolean {
  // As the listing reads them: without bigints, times are rounded another way.
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats !== undefined && Number(stats.size) === size && stats.mtime.toISOString() === modifiedAt
}

async function md5OfFile(path: string, size: bigint): Promise<string> {
  const hash = createHash('md5')
  if (size <= smallFile) hash.update(readFileSync(path))
  else await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}
