import type { Session } from '../engines/engine.ts'
import { changeFilesOf } from '../planner/change-files-of.ts'
import { duckdbPlanner } from '../planner/dialects/duckdb.ts'
import type { LoadTimeOf } from './read-state.ts'

/**
 * Reads the time of a load: its least commit time, or without any the time at which its first file was written. On the
 * embedded engine, whatever engine takes the load in, since a plan has to know it and another engine may take long to
 * start.
 */
export function loadTimeReader(reader: () => Promise<Session>): LoadTimeOf {
  return async (source, load) => {
    const session = await reader()
    const into = duckdbPlanner.scratch('_tm_load', 0)
    const files = changeFilesOf(source, load)
    await session.readChanges(files, into)
    const { rows } = await session.query(`select min(_commit_ts) from ${duckdbPlanner.relation(into)}`)
    await session.close()
    const [time] = rows[0] ?? []
    return typeof time === 'string' ? { at: time, isTimed: files.commitTs !== null } : null
  }
}
