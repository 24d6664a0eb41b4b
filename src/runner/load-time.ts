import type { Session } from '../engines/engine.ts'
import { EngineError } from '../engines/engine-error.ts'
import type { ChangeFiles } from '../ingest/change-files.ts'
import type { SourceNode } from '../manifest/nodes.ts'
import { changeFilesOf } from '../planner/change-files-of.ts'
import { duckdbPlanner } from '../planner/dialects/duckdb.ts'
import type { SourceFile } from '../planner/warehouse-state.ts'
import type { Release } from '../storage/object-store.ts'
import { StorageError } from '../storage/storage-error.ts'
import type { LoadTimeOf } from './read-state.ts'
import type { SourceStores } from './source-stores.ts'
import { refusal } from './storage-problems.ts'

/**
 * Reads the time of a load: its least commit time, or without any the time at which its first file was written. On the
 * embedded engine, whatever engine takes the load in, since a plan has to know it and another engine may take long to
 * start.
 */
export function loadTimeReader(reader: () => Promise<Session>, stores: SourceStores): LoadTimeOf {
  return async (source, load) => {
    const times = timesIn(source, load, stores)
    const least = times === null ? null : await leastCommitTime(times, reader, source, stores)
    if (least !== null) return { at: least, isTimed: true }
    const written = load.map((file) => file.modifiedAt).sort()[0]
    return written === undefined ? null : { at: written, isTimed: false }
  }
}

/** Null when there is none, and where the files cannot be read: whoever takes them in will say why. */
async function leastCommitTime(
  files: ChangeFiles,
  reader: () => Promise<Session>,
  source: SourceNode,
  stores: SourceStores,
): Promise<string | null> {
  const session = await reader()
  const into = duckdbPlanner.scratch('_tm_load', 0)
  let release: Release | null = null
  try {
    release = await stores.hold(files)
    await session.readChanges(files, into)
    // Without a time of their own the rows bear that of their files, and there are none without rows.
    const { rows } = await session.query(`select min(_commit_ts) from ${duckdbPlanner.relation(into)}`)
    const [time] = rows[0] ?? []
    return typeof time === 'string' && !files.files.some((file) => isWrittenAt(file.modifiedAt, time)) ? time : null
  } catch (failure) {
    if (failure instanceof EngineError) return null
    if (failure instanceof StorageError && failure.isOfOneFile) return null
    throw refusal(failure, `${source.sourceName}.${source.name}`)
  } finally {
    release?.()
    await session.close()
  }
}

/**
 * How to read the commit times of some files, and nothing else of them: a load may be long, and may lie elsewhere. Null
 * where they have none.
 */
export function timesIn(source: SourceNode, files: readonly SourceFile[], stores: SourceStores): ChangeFiles | null {
  const { commitTs } = changeFilesOf(source, files)
  const store = stores.storeOf(source.config)
  if (commitTs === null || store === null) return null
  return withTimesAlone(
    changeFilesOf(
      source,
      files.map((file) => ({ ...file, path: store.columnPathOf(file, commitTs) })),
    ),
  )
}

/** The files as if they had no column but that of the commit time. */
function withTimesAlone(files: ChangeFiles): ChangeFiles {
  const isTime = (name: string) => name.toLowerCase() === files.commitTs?.toLowerCase()
  return {
    ...files,
    // A CSV is read whole, its values as the text that they are.
    columns: files.columns
      .filter(({ name }) => files.format === 'csv' || isTime(name))
      .map((column) => (isTime(column.name) ? column : { ...column, type: null })),
    declared: files.format === 'csv' ? files.declared.filter(({ name }) => isTime(name)) : [],
    // What holds one column alone has none to leave out.
    hidden: files.format === 'csv' ? files.hidden : [],
    primaryKey: [],
    op: null,
    changeSeq: null,
  }
}

function isWrittenAt(modifiedAt: string, time: string): boolean {
  return Date.parse(modifiedAt) === Date.parse(`${time.replace(' ', 'T').replace(/Z?$/, 'Z')}`)
}
