import { invariant } from '../util/invariant.ts'

/**
 * The name of a batch, which sorts by time: `20260102T030405123000Z-0001`. The sequence tells the batches of one run
 * apart.
 */
export function makeBatchId(now: Date, sequence: number): string {
  invariant(Number.isInteger(sequence) && sequence >= 0 && sequence <= 9999, `batch sequence ${sequence}`)
  const time = now.toISOString().replace(/[-:.]/g, '').replace('Z', '000Z')
  return `${time}-${String(sequence).padStart(4, '0')}`
}
