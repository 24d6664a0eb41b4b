import { invariant } from '../util/invariant.ts'

/**
 * The name of a batch, which sorts by time: `20260102T030405123000Z-0001`. The sequence tells the batches of one run
 * apart.
 *
 * @param newest the newest batch that there is: the order of batches counts, so a clock that was set back is not believed
 */
export function makeBatchId(now: Date, sequence: number, newest: string | null = null): string {
  invariant(Number.isInteger(sequence) && sequence >= 0 && sequence <= 9999, `batch sequence ${sequence}`)
  const moment = newest === null ? now : new Date(Math.max(now.getTime(), timeOf(newest) + 1))
  const time = moment.toISOString().replace(/[-:.]/g, '').replace('Z', '000Z')
  return `${time}-${String(sequence).padStart(4, '0')}`
}

/** In milliseconds; of a name that is none of ours the beginning of time. */
function timeOf(batchId: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})/.exec(batchId)
  const [, year, month, day, hour, minute, second, fraction] = parts ?? []
  return parts ? Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}Z`) : 0
}
