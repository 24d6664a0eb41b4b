import type { Session } from '../engines/engine.ts'
import type { SourceNode } from '../manifest/nodes.ts'
import { changeFilesOf } from '../planner/change-files-of.ts'
import { duckdbPlanner } from '../planner/dialects/duckdb.ts'
import type { SourceFile } from '../planner/warehouse-state.ts'
import type { Release } from '../storage/object-store.ts'
import { StorageError } from '../storage/storage-error.ts'
import { timesIn } from './load-time.ts'
import type { SourceStores } from './source-stores.ts'
import { refusal } from './storage-problems.ts'

/** How many of the newest change files are looked into: what is newest lies in what was written last, or close to it. */
const newestCount = 50

/**
 * The commit time of the newest change of a table, in UTC without a zone; null where there is none. On the embedded engine,
 * whatever engine takes the files in: that may take long to start.
 */
export async function newestChange(
  session: Session,
  source: SourceNode,
  files: readonly SourceFile[],
  stores: SourceStores,
): Promise<string | null> {
  const newest = newestFiles(files)
  if (newest.length === 0) return null
  const changes = timesIn(source, newest, stores) ?? changeFilesOf(source, newest)
  const into = duckdbPlanner.scratch('_tm_newest', 0)
  let release: Release
  try {
    release = await stores.hold(changes)
  } catch (failure) {
    // What is wrong with a file is among the problems of its table.
    if (failure instanceof StorageError && failure.isOfOneFile) return null
    throw refusal(failure, changes.source)
  }
  try {
    await session.readChanges(changes, into)
  } finally {
    release()
  }
  const { rows } = await session.query(`select max(_commit_ts) from ${duckdbPlanner.relation(into)}`)
  const [found] = rows[0] ?? []
  return typeof found === 'string' ? found : null
}

function newestFiles(files: readonly SourceFile[]): readonly SourceFile[] {
  const changes = files.filter((file) => !file.isLoad)
  return changes.length > 0 ? changes.slice(-newestCount) : files
}
