import type { DuckDBIntervalValue } from '@duckdb/node-api'
import type { IntervalField, IntervalSqlType } from '../../src/catalog/types/sql-type.ts'

const microseconds: Readonly<Record<'day' | 'hour' | 'minute' | 'second', bigint>> = {
  day: 86_400_000_000n,
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
}

/** An interval as Spark prints one of this type: `INTERVAL '1-2' YEAR TO MONTH`; one of both families by its units. */
export function sparkIntervalText(value: DuckDBIntervalValue, type: IntervalSqlType): string {
  const { family, from, to } = type
  if (family === 'mixed' || from === null || to === null) return unitsText(value)
  const fields = from === to ? from : `${from} to ${to}`
  const text = family === 'year-month' ? monthsText(value.months, from, to) : timeText(totalOf(value), from, to)
  return `INTERVAL '${text}' ${fields.toUpperCase()}`
}

function monthsText(months: number, from: IntervalField, to: IntervalField): string {
  const [sign, size] = months < 0 ? ['-', -months] : ['', months]
  if (from === 'month') return `${sign}${size}`
  const years = Math.trunc(size / 12)
  return to === 'year' ? `${sign}${years}` : `${sign}${years}-${size % 12}`
}

/** The first field counts all that is above it, days without zeros in front. */
function timeText(total: bigint, from: IntervalField, to: IntervalField): string {
  const units = ['day', 'hour', 'minute', 'second'] as const
  const shown = units.slice(units.indexOf(from as 'day'), units.indexOf(to as 'day') + 1)
  let rest = total < 0n ? -total : total
  let text = total < 0n ? '-' : ''
  for (const unit of shown) {
    const amount = rest / microseconds[unit]
    rest %= microseconds[unit]
    const digits = unit === 'day' ? String(amount) : String(amount).padStart(2, '0')
    text += (unit === from ? '' : unit === 'hour' ? ' ' : ':') + digits + (unit === 'second' ? fraction(rest) : '')
  }
  return text
}

function unitsText(value: DuckDBIntervalValue): string {
  const { months, days, micros } = value
  const rest = micros % microseconds.minute
  const parts: readonly (readonly [amount: string, unit: string])[] = [
    [String(Math.trunc(months / 12)), 'years'],
    [String(months % 12), 'months'],
    [String(days), 'days'],
    [String(micros / microseconds.hour), 'hours'],
    [String((micros / microseconds.minute) % 60n), 'minutes'],
    [secondsText(rest), 'seconds'],
  ]
  const shown = parts.filter(([amount]) => amount !== '0').map((part) => part.join(' '))
  return shown.length > 0 ? shown.join(' ') : '0 seconds'
}

function secondsText(micros: bigint): string {
  const size = micros < 0n ? -micros : micros
  return `${micros < 0n ? '-' : ''}${size / 1_000_000n}${fraction(size % 1_000_000n)}`
}

function fraction(micros: bigint): string {
  return micros === 0n ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '')}`
}

function totalOf({ days, micros }: DuckDBIntervalValue): bigint {
  return BigInt(days) * microseconds.day + micros
}
