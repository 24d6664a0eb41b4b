/** Microseconds since 1970-01-01 00:00:00 UTC: what the change files store for a timestamp. */
export type Micros = bigint

const MICROS_PER_SECOND = 1_000_000n
const MILLIS_PER_DAY = 86_400_000

/** Reads `2011-12-17 08:15:22.123456`; the fraction may be shorter or absent. */
export function parseMicros(text: string): Micros {
  const [whole = '', fraction = ''] = text.split('.')
  const millis = Date.parse(`${whole.replace(' ', 'T')}Z`)
  if (Number.isNaN(millis)) throw new Error(`"${text}" is not a timestamp.`)
  return BigInt(millis) * 1000n + BigInt(fraction.padEnd(6, '0'))
}

/** Writes `2011-12-17 08:15:22.123456`, the form of the commit time in a DMS file. */
export function formatMicros(time: Micros): string {
  const fraction = String(time % MICROS_PER_SECOND).padStart(6, '0')
  return `${isoText(time).slice(0, 19).replace('T', ' ')}.${fraction}`
}

/** The digits of a time to the millisecond: `20111217081522123`. */
export function digitsOf(time: Micros): string {
  return isoText(time).replace(/[^0-9]/g, '')
}

/** The date part of a time: `2011-12-17`. */
export function dateOf(time: Micros): string {
  return isoText(time).slice(0, 10)
}

/** Days since 1970-01-01: what the change files store for a date. */
export function parseDays(text: string): number {
  const millis = Date.parse(text.slice(0, 10))
  if (Number.isNaN(millis)) throw new Error(`"${text}" is not a date.`)
  return millis / MILLIS_PER_DAY
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

function isoText(time: Micros): string {
  return new Date(Number(time / 1000n)).toISOString()
}
