import { type Micros, momentText, readDays, readMoment } from '../../../src/simulate/moment.ts'

export { type Micros, momentText as formatMicros }

const MICROS_PER_SECOND = 1_000_000n
const MILLIS_PER_DAY = 86_400_000

/** Reads `2011-12-17 08:15:22.123456`; the fraction may be shorter or absent. */
export function parseMicros(text: string): Micros {
  const moment = readMoment(text)
  if (moment === null) throw new Error(`"${text}" is not a timestamp.`)
  return moment
}

/** Days since 1970-01-01: what the change files store for a date. */
export function parseDays(text: string): number {
  const days = readDays(text.slice(0, 10))
  if (days === null) throw new Error(`"${text}" is not a date.`)
  return days
}

/** The start of the day, `days` after 1970-01-01. */
export function startOfDay(days: number): Micros {
  return BigInt(days) * BigInt(MILLIS_PER_DAY) * 1000n
}

export function minutes(count: number): Micros {
  return BigInt(count) * 60n * MICROS_PER_SECOND
}

export function hours(count: number): Micros {
  return minutes(count * 60)
}
