import { type Reader, wrong } from './readers.ts'

const secondsIn: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 }

/** A length of time such as `15 minutes` or `1 hour`, in seconds. A bare number is seconds. */
export const duration: Reader<number> = (value, at) => {
  if (value.kind === 'scalar' && value.value !== null) {
    const match = /^(\d+(?:\.\d+)?)(?:\s*(second|minute|hour|day)s?|\s*([smhd]))?$/i.exec(value.raw.trim())
    const unit = match?.[2]?.toLowerCase() ?? { s: 'second', m: 'minute', h: 'hour', d: 'day' }[match?.[3] ?? 's']
    if (match && unit) return Number(match[1]) * (secondsIn[unit] ?? 1)
  }
  return wrong(value, at, 'a length of time', 'Write a number and a unit, such as "15 minutes".')
}

const bytesIn: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}

/** A size such as `20GB` or `512 MiB`, in bytes. A bare number is bytes. */
export const byteSize: Reader<number> = (value, at) => {
  if (value.kind === 'scalar' && value.value !== null) {
    const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?i?b)?$/i.exec(value.raw.trim())
    const unit = bytesIn[match?.[2]?.toLowerCase() ?? 'b']
    if (match && unit !== undefined && Number(match[1]) > 0) return Math.round(Number(match[1]) * unit)
  }
  return wrong(value, at, 'a size', 'Write a number and a unit, such as "20GB".')
}
