const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const time = String.raw`(\d{1,2}):?(\d{2})(?::?(\d{2})(\.\d{1,6})?)?(?:\s*([AaPp])[Mm])?`
const clock = `(?:[ T]+${time})?`
const forms: readonly (readonly [pattern: RegExp, order: readonly ('y' | 'm' | 'd')[]])[] = [
  [new RegExp(String.raw`^(\d{4})-(\d{1,2})-(\d{1,2})${clock}$`), ['y', 'm', 'd']],
  [new RegExp(String.raw`^(\d{4})/(\d{1,2})/(\d{1,2})${clock}$`), ['y', 'm', 'd']],
  [new RegExp(String.raw`^(\d{4})(\d{2})(\d{2})${clock}$`), ['y', 'm', 'd']],
  [new RegExp(String.raw`^(\d{1,2})[/-](\d{1,2})[/-](\d{4})${clock}$`), ['m', 'd', 'y']],
  [new RegExp(String.raw`^([A-Za-z]+)[- ]+(\d{1,2})[ ,-]+(\d{4})${clock}$`), ['m', 'd', 'y']],
  [new RegExp(String.raw`^(\d{1,2})[- ]([A-Za-z]+)[- ](\d{4})${clock}$`), ['d', 'm', 'y']],
]

/**
 * A date or moment in one of the ways in which Redshift reads them (month before day), as `2024-03-05` or
 * `2024-03-05 14:07:09`. Null for other texts and for days that the calendar lacks: those are left to the engine.
 */
export function isoMoment(text: string, to: 'date' | 'timestamp'): string | null {
  for (const [pattern, order] of forms) {
    const match = pattern.exec(text.trim())
    if (!match) continue
    const [, a = '', b = '', c = '', ...fields] = match
    const field = (name: 'y' | 'm' | 'd') => [a, b, c][order.indexOf(name)] ?? ''
    const date = isoDate(field('y'), field('m'), field('d'))
    if (!date || to === 'date') return date
    if (fields[0] === undefined) return `${date} 00:00:00`
    const clockText = isoClock(fields)
    return clockText && `${date} ${clockText}`
  }
  return null
}

function isoDate(year: string, month: string, day: string): string | null {
  const name = months.indexOf(month.slice(0, 3).toLowerCase())
  const place = /^\d+$/.test(month) ? Number(month) : name + 1
  const last = new Date(Date.UTC(Number(year), place, 0)).getUTCDate()
  if (place < 1 || place > 12 || Number(day) < 1 || Number(day) > last) return null
  return `${year}-${String(place).padStart(2, '0')}-${day.padStart(2, '0')}`
}

const whole = new RegExp(`^${time}$`)

/** A time of day, as `22:30:00`: with `AM` and `PM` too. Null for other texts. */
export function isoTime(text: string): string | null {
  const match = whole.exec(text.trim())
  return match ? isoClock(match.slice(1)) : null
}

function isoClock([hour = '', minute = '00', second = '00', fraction = '', half]: readonly (string | undefined)[]) {
  const isAfternoon = half?.toLowerCase() === 'p'
  if (half !== undefined && (Number(hour) > 12 || Number(hour) < 1)) return null
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (isAfternoon ? 12 : 0)
  return `${String(hours).padStart(2, '0')}:${minute}:${second}${fraction}`
}
