import { groupBy } from '../truth/group-by.ts'
import type { Cell, Row } from '../truth/history.ts'
import { type Reload, rowsAt } from './reloads.ts'
import { type Event, type Story, timeText } from './story.ts'

/** What a row was at a time: null when it was gone. */
export interface Moment {
  /** Between 0 and 1, as stories tell their time. */
  readonly time: number
  readonly key: Cell
  readonly row: Row | null
}

export interface Version {
  readonly row: Row
  /** The newest row of the key, whenever it was. */
  readonly newest: Row
  readonly isFirst: boolean
  readonly from: string
  readonly to: string | null
  readonly isDeleted: boolean
}

export function momentsOf(events: readonly (Event & { readonly time: number })[]): readonly Moment[] {
  return events.map(({ op, row, time }) => ({ time, key: Object.values(row)[0] ?? null, row: op === 'D' ? null : row }))
}

/** A load says of every key what it is, also of those that it does not have. */
export function momentsOfLoad(stories: readonly Story[], { table, at }: Reload): readonly Moment[] {
  const keyOf = (row: Row) => Object.values(row)[0] ?? null
  const found = new Map(rowsAt(stories, table, at).map((row) => [keyOf(row), row]))
  const keys = stories.flatMap(({ steps }) =>
    steps.flatMap(({ events }) => events.filter((event) => event.table === table).map(({ row }) => keyOf(row))),
  )
  return [...new Set(keys)].map((key) => ({ time: at, key, row: found.get(key) ?? null }))
}

/** What each key was, and from when to when: walking along its moments, one after the other. */
export function versionsOf(
  moments: readonly Moment[],
  { passes, tracks }: { readonly passes: (row: Row) => boolean; readonly tracks: readonly string[] },
): readonly Version[] {
  return [...groupBy(moments, ({ key }) => key).values()].flatMap((own) => {
    const versions: { row: Row; from: string; to: string | null; isDeleted: boolean }[] = []
    let newest: Row | null = null
    const times = [...new Set(own.map(({ time }) => time))].sort((a, b) => a - b)
    for (const time of times) {
      const last = own.findLast((moment) => moment.time === time)?.row ?? null
      const row = last && passes(last) ? last : null
      const open = versions.at(-1)
      const isOpen = open?.to === null
      if (row) newest = row
      if (row && isOpen && tracks.every((column) => row[column] === open.row[column])) continue
      if (open && isOpen) {
        open.to = shortTime(time)
        open.isDeleted = row === null
      }
      if (row) versions.push({ row, from: shortTime(time), to: null, isDeleted: false })
    }
    return versions.map((version, index) => ({ ...version, newest: newest ?? version.row, isFirst: index === 0 }))
  })
}

/** As a database writes it: without zeros at the end of the fraction. */
function shortTime(time: number): string {
  return timeText(time).replace(/\.?0+$/, '')
}
