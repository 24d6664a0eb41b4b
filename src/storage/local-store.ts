import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ObjectInfo } from '../ingest/object-info.ts'
import { mapConcurrent } from '../util/map-concurrent.ts'
import { type EtagMemory, noEtagMemory } from './etag-memory.ts'
import { localFileSystem } from './local-file-system.ts'
import type { ObjectStore } from './object-store.ts'
import { pathInside } from './path-inside.ts'

const parallelReads = 8

/** A folder of this machine. `memory` spares it reading big files again that have not changed. */
export function localStore(root: string, memory: EtagMemory = noEtagMemory): ObjectStore {
  const files = localFileSystem(root)
  return {
    async list(folder) {
      const objects = await mapConcurrent(files.list(folder), parallelReads, (key) => describeFile(root, key, memory))
      memory.save()
      return objects.filter((object) => object !== null)
    },
    async localPath(key) {
      const path = pathInside(root, key)
      if (path === null) throw new Error(`${key} leads outside ${root}.`)
      return path
    },
  }
}

/** Null when the file goes away meanwhile. */
async function describeFile(root: string, key: string, memory: EtagMemory): Promise<ObjectInfo | null> {
  const path = join(root, key)
  try {
    const before = await stat(path, { bigint: true })
    const etag = memory.recall(path, before) ?? (await md5OfFile(path))
    const after = await stat(path, { bigint: true })
    // A file that is being written has the hash of neither its old nor its new content; the next listing sees that.
    if (before.mtimeNs === after.mtimeNs && before.size === after.size) memory.remember(path, before, etag)
    return { key, etag, size: Number(after.size), modifiedAt: after.mtime.toISOString() }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw cause
  }
}

async function md5OfFile(path: string): Promise<string> {
  const hash = createHash('md5')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}
