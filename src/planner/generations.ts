import type { SourceNode } from '../manifest/nodes.ts'
import type { WarehouseState } from './warehouse-state.ts'

/**
 * What counts of a source table since it was last loaded: DMS writes a table's load files anew when the table is loaded
 * again, and what was known of it before is then of the past.
 */
export interface Generation {
  /** How often the table was loaded again. */
  readonly number: number
  /** The first batch of the generation; empty for the first generation. */
  readonly firstBatch: string
  /** The time of its load, as `momentText` spells it; null where no load was seen. */
  readonly loadedAt: string | null
}

export function newestGeneration(state: WarehouseState, source: SourceNode): Generation {
  const mine = state.generations.filter((row) => row.source === source.sourceName && row.table === source.name)
  const again = mine.filter((row) => row.firstBatch !== '')
  const { firstBatch, loadedAt } = again.at(-1) ?? mine.at(-1) ?? { firstBatch: '', loadedAt: null }
  return { number: again.length, firstBatch, loadedAt: loadedAt === null ? null : momentText(loadedAt) }
}

/**
 * The times at which a table was loaded again, oldest first, as `momentText` spells them.
 *
 * @param newest that of a load which the ledger does not have yet, if any
 */
export function loadsOf(state: WarehouseState, source: SourceNode, newest: string | null): readonly string[] {
  const times = state.generations
    .filter((row) => row.source === source.sourceName && row.table === source.name && row.firstBatch !== '')
    .flatMap(({ loadedAt }) => (loadedAt === null ? [] : [momentText(loadedAt)]))
  return [...new Set([...times, ...(newest === null ? [] : [newest])])].sort()
}

/** The time before which changes do not count; null for the first generation, which nothing cuts. */
export function cutOf(generation: Generation): string | null {
  return generation.number === 0 ? null : generation.loadedAt
}

/**
 * Whether changes that were taken in before a load can have happened after it. A load that is no later than the one
 * before bears the time at which the task was started (DMS: UseTaskStartTimeForFullLoadTimestamp), and tells nothing.
 */
export function mayHoldLater(loadedAt: string, before: Generation): boolean {
  return before.loadedAt === null || momentText(loadedAt) > before.loadedAt
}

const dayInMilliseconds = 24 * 60 * 60 * 1000

/** The clock in the name of a change file that may hold changes from after a load: file names tell local time. */
export function earliestFileTime(loadedAt: string): string {
  const moment = Date.parse(`${momentText(loadedAt).replace(' ', 'T').slice(0, 23)}Z`)
  return new Date(moment - dayInMilliseconds).toISOString().replace('Z', '')
}

/** A timestamp in UTC as it compares as text: `2026-01-02 03:04:05.123456`. */
export function momentText(value: string): string {
  const [seconds = '', fraction = ''] = value.replace('T', ' ').replace(/Z$/, '').split('.')
  return `${seconds}.${fraction.padEnd(6, '0').slice(0, 6)}`
}
