import type { Event } from './event.ts'
import { everydayBusiness } from './everyday-business.ts'
import type { Order } from './initial-load.ts'
import { OrderDesk } from './order-desk.ts'
import type { SourceDatabase } from './source-database.ts'
import { specialEvents } from './special-events.ts'
import { type Row, type Table, tables } from './tables.ts'
import { formatMicros, parseMicros } from './time.ts'

/** Replication begins here: the log is read from this moment, and load rows carry it as their commit time. */
export const replicationStarts = parseMicros('2011-12-17 00:30:00')

/** The full load reads the tables here, so that changes between the two are in the load and in the change files. */
const tablesAreRead = parseMicros('2011-12-17 00:45:00')

/**
 * Plays eight days of business on the database, whose log and rows are the result. Returns each table's rows as the
 * full load reads them.
 */
export function playHistory(database: SourceDatabase, laterOrders: readonly Order[]): Map<Table, Row[]> {
  const events = [...everydayBusiness(laterOrders), ...specialEvents()].sort(byTime)
  const play = (event: Event) => {
    const { at } = event
    try {
      database.transaction(at, (transaction) => {
        event.happen({ at, database, transaction, desk: new OrderDesk(database, transaction, at) })
      })
    } catch (cause) {
      throw new Error(`The event at ${formatMicros(at)} failed.`, { cause })
    }
  }
  for (const event of events.filter(({ at }) => at < tablesAreRead)) play(event)
  const load = new Map(tables.map((table) => [table, database.all(table)]))
  for (const event of events.filter(({ at }) => at >= tablesAreRead)) play(event)
  return load
}

function byTime(one: Event, other: Event): number {
  return one.at < other.at ? -1 : one.at > other.at ? 1 : 0
}
