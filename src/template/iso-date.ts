/** A day, or a moment where the text has a time of day. Always UTC: templates know no other zone. */
export interface IsoDate {
  readonly milliseconds: number
  readonly hasTime: boolean
}

const pattern = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(?:Z|\+00:?00)?)?$/

/** Reads `2026-01-31` and `2026-01-31T12:00:00Z`; null for anything else, days that do not exist included. */
export function parseIsoDate(text: string): IsoDate | null {
  const parts = pattern.exec(text.trim())
  if (parts === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const milliseconds = Math.trunc(Number(`0.${parts[7] ?? 0}`) * 1000)
  const time = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds)
  const date = new Date(time)
  const exists =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  return exists ? { milliseconds: time, hasTime: parts[4] !== undefined } : null
}

/** `2026-01-31`, or with a time of day `2026-01-31T12:00:00`. */
export function formatIsoDate(date: IsoDate): string {
  const text = new Date(date.milliseconds).toISOString()
  return date.hasTime ? text.slice(0, 19) : text.slice(0, 10)
}

export type DateUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'

export const dateUnits: readonly DateUnit[] = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year']

const unitMilliseconds = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const

/** Later by an amount; a day that the target month lacks becomes its last, as in SQL. */
export function addToDate(date: IsoDate, amount: number, unit: DateUnit): IsoDate {
  const hasTime = date.hasTime || unit === 'second' || unit === 'minute' || unit === 'hour'
  if (unit === 'month' || unit === 'quarter' || unit === 'year') {
    const start = new Date(date.milliseconds)
    const months = amount * (unit === 'year' ? 12 : unit === 'quarter' ? 3 : 1)
    const moved = new Date(date.milliseconds)
    moved.setUTCDate(1)
    moved.setUTCMonth(start.getUTCMonth() + months)
    const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate()
    moved.setUTCDate(Math.min(start.getUTCDate(), lastDay))
    return { milliseconds: moved.getTime(), hasTime }
  }
  return { milliseconds: date.milliseconds + amount * unitMilliseconds[unit], hasTime }
}

/** How many boundaries of the unit lie between two moments: Redshift's `datediff`, weeks counted in seven days. */
export function dateDifference(from: IsoDate, to: IsoDate, unit: DateUnit): number {
  if (unit === 'month' || unit === 'quarter' || unit === 'year') {
    const a = new Date(from.milliseconds)
    const b = new Date(to.milliseconds)
    const years = b.getUTCFullYear() - a.getUTCFullYear()
    if (unit === 'year') return years
    if (unit === 'month') return years * 12 + b.getUTCMonth() - a.getUTCMonth()
    return years * 4 + Math.floor(b.getUTCMonth() / 3) - Math.floor(a.getUTCMonth() / 3)
  }
  if (unit === 'week') return Math.trunc(dateDifference(from, to, 'day') / 7)
  const size = unitMilliseconds[unit]
  return Math.floor(to.milliseconds / size) - Math.floor(from.milliseconds / size)
}
