import { seededRandom } from '../sample/random.ts'
import type { Row } from '../truth/history.ts'
import { type Event, type Story, type TableName, tableNames } from './story.ts'

/** A table that DMS loads again in the middle of the stories, and changes before that which it never delivers. */
export interface Reload {
  readonly table: TableName
  /** Between 0 and 1, as stories tell their time. */
  readonly at: number
  readonly lost: ReadonlySet<Event>
}

export function reloadsOf(stories: readonly Story[], seed: number): readonly Reload[] {
  const random = seededRandom(seed + 77)
  return tableNames
    .filter(() => random.integer(0, 3) > 0)
    .map((table) => {
      const at = random.integer(30, 80) / 100
      const before = stories.flatMap(({ steps }) =>
        steps.filter((step) => step.at > 0 && step.at < at).flatMap((step) => step.events),
      )
      const lost = before.filter((event) => event.table === table && random.integer(0, 5) === 0)
      return { table, at, lost: new Set(lost) }
    })
}

/** What a full source gives: all tables as they are in turn, and no word of what happened in between. */
export function extractsOf(stories: readonly Story[], waves: number): readonly Reload[] {
  const everything = stories.flatMap(({ steps }) => steps.flatMap((step) => step.events))
  return Array.from({ length: waves }, (_, wave) => (wave + 1) / waves).flatMap((at) =>
    tableNames.map((table) => ({ table, at, lost: new Set(everything.filter((event) => event.table === table)) })),
  )
}

/** The rows of a table as the stories leave them at a time. */
export function rowsAt(stories: readonly Story[], table: TableName, at: number): readonly Row[] {
  const rows = new Map<unknown, Row>()
  for (const { steps } of stories) {
    for (const { events } of steps.filter((step) => step.at <= at)) {
      for (const { op, row } of events.filter((event) => event.table === table)) {
        const key = Object.values(row)[0]
        if (op === 'D') rows.delete(key)
        else rows.set(key, row)
      }
    }
  }
  return [...rows.values()]
}
