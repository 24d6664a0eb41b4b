import { isAbsolute, join } from 'node:path'
import type { SourceConfig } from '../config/source-config.ts'
import { tableFolder } from '../ingest/dms-files.ts'
import { type ColumnsMemory, fileColumnsMemory } from '../storage/columns-memory.ts'
import { fileEtagMemory } from '../storage/etag-memory.ts'
import { localStore } from '../storage/local-store.ts'
import type { ObjectStore } from '../storage/object-store.ts'
import { sha256 } from '../util/hash.ts'

/** Where the profile and the project say that a source's files lie; null when the source has no location. */
export function sourceFolder(root: string, raw: string | null, config: SourceConfig): string | null {
  if (!config.location) return null
  const base = raw === null ? root : isAbsolute(raw) ? raw : join(root, raw)
  return join(base, config.location.value)
}

export function sourceStore(root: string, raw: string | null, config: SourceConfig): ObjectStore | null {
  const folder = sourceFolder(root, raw, config)
  if (folder === null) return null
  return localStore(folder, (below) => fileEtagMemory(memoryFile(root, 'etags', join(folder, below))))
}

/** What is known of the columns of a source table's files; null when the source has no location. */
export function sourceColumns(
  root: string,
  raw: string | null,
  config: SourceConfig,
  identifier: string,
): ColumnsMemory | null {
  const folder = sourceFolder(root, raw, config)
  if (folder === null) return null
  return fileColumnsMemory(memoryFile(root, 'columns', join(folder, tableFolder(config, identifier))), config)
}

/** Where something is remembered of the files below a folder; it may be deleted at any time. */
function memoryFile(root: string, of: string, folder: string): string {
  return join(root, '.tidemill', of, `${sha256(folder).slice(0, 16)}.json`)
}
