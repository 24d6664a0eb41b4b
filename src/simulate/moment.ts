/** Microseconds since 1970-01-01 00:00:00 UTC: what Parquet files hold for a timestamp. */
export type Micros = bigint

const microsInASecond = 1_000_000n
const millisInADay = 86_400_000

const form = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?: ?(?:Z|UTC))?)?$/

/** Reads `2026-01-05 10:00:00.123456`, whose time or its last parts may be absent; null for what is no such moment. */
export function readMoment(text: string): Micros | null {
  const [, date, minutes = '00:00', seconds = '00', fraction = ''] = form.exec(text.trim()) ?? []
  if (date === undefined) return null
  const written = `${date}T${minutes}:${seconds}`
  const moment = new Date(`${written}Z`)
  // Date turns 30 February into 2 March.
  if (Number.isNaN(moment.getTime()) || !moment.toISOString().startsWith(written)) return null
  return BigInt(moment.getTime()) * 1000n + BigInt(fraction.padEnd(6, '0'))
}

/** Writes `2026-01-05 10:00:00.123456`, the form in which DMS writes a commit time. */
export function momentText(moment: Micros): string {
  const fraction = String(microsOfSecond(moment)).padStart(6, '0')
  return `${isoText(moment).slice(0, 19).replace('T', ' ')}.${fraction}`
}

/** The digits of a moment to the millisecond: `20260105100000123`. */
export function momentDigits(moment: Micros): string {
  return isoText(moment).replace(/[^0-9]/g, '')
}

/** `2026-01-05`. */
export function dateOf(moment: Micros): string {
  return isoText(moment).slice(0, 10)
}

/** Days since 1970-01-01, which is what Parquet files hold for a date; null for what is no date. */
export function readDays(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text.trim())) return null
  const moment = readMoment(text)
  return moment === null ? null : Number(moment / 1000n) / millisInADay
}

/** The date of so many days after 1970-01-01. */
export function daysText(days: number): string {
  return new Date(days * millisInADay).toISOString().slice(0, 10)
}

function microsOfSecond(moment: Micros): bigint {
  return ((moment % microsInASecond) + microsInASecond) % microsInASecond
}

function isoText(moment: Micros): string {
  const millis = (moment - (((moment % 1000n) + 1000n) % 1000n)) / 1000n
  return new Date(Number(millis)).toISOString()
}
