import type { ObjectInfo } from '../ingest/object-info.ts'
import { mapConcurrent } from '../util/map-concurrent.ts'
import type { ColumnsMemory } from './columns-memory.ts'
import type { FileColumns, FileFormat } from './file-columns.ts'
import type { ObjectStore } from './object-store.ts'
import { StorageError } from './storage-error.ts'

/** How many files are looked into at once. */
const parallelLooks = 32

/** Asks a store for the columns of files that no memory knows; a StorageError is an answer of the one file that has it. */
export async function rememberedColumns<Object extends ObjectInfo>(
  objects: readonly Object[],
  store: ObjectStore,
  memory: ColumnsMemory,
  format: FileFormat,
  isNeeded: (object: Object) => boolean,
): Promise<ReadonlyMap<string, FileColumns | StorageError>> {
  const found = new Map<string, FileColumns | StorageError>()
  const unknown: Object[] = []
  for (const object of objects) {
    const known = memory.recall(object)
    if (known) found.set(object.key, known)
    else unknown.push(object)
  }
  await mapConcurrent(unknown, parallelLooks, async (object) => {
    found.set(object.key, await look(object, isNeeded(object)))
  })
  return found

  async function look(object: Object, needed: boolean): Promise<FileColumns | StorageError> {
    if (object.isArchived && !needed) return new StorageError('archived', 'It is archived.', { key: object.key })
    try {
      const seen = await store.columnsOf(object, format, needed ? 'content' : 'columns')
      if ('problem' in seen.found) return seen.found
      return seen.isAsListed ? memory.remember(object, seen.found) : seen.found
    } catch (failure) {
      // What may pass, or is wrong with every file, is no fault of this one.
      if (failure instanceof StorageError && failure.isOfOneFile) return failure
      throw failure
    }
  }
}
