import { unitOf } from '../catalog/units.ts'
import { call, number } from '../sql/build.ts'
import type { Expression, IntervalLiteral, IntervalPart, TextSpan } from '../sql/tree.ts'
import type { Translation } from './context.ts'

/** Months, days and microseconds, as DuckDB keeps an interval. */
export interface Duration {
  months: number
  days: number
  micros: number
}

const sizes: Readonly<Record<string, readonly [field: keyof Duration, size: number]>> = {
  millennium: ['months', 12_000],
  century: ['months', 1200],
  decade: ['months', 120],
  year: ['months', 12],
  quarter: ['months', 3],
  month: ['months', 1],
  week: ['days', 7],
  day: ['days', 1],
  hour: ['micros', 3_600_000_000],
  minute: ['micros', 60_000_000],
  second: ['micros', 1_000_000],
  millisecond: ['micros', 1000],
  microsecond: ['micros', 1],
}

/** What an interval literal of either dialect says; null when it has been refused. */
export function durationOf(node: IntervalLiteral, translation: Translation): Duration | null {
  const total: Duration = { months: 0, days: 0, micros: 0 }
  for (const part of node.parts) {
    if (!addPart(total, part)) {
      return translation.refuse(part.span, 'interval', 'Write it as `interval 3 days` or with units in the text.')
    }
  }
  return total
}

/** An interval literal as DuckDB's `to_months(…) + to_days(…) + to_microseconds(…)`. */
export function plainInterval(node: IntervalLiteral, translation: Translation): Expression {
  const total = durationOf(node, translation)
  return total ? intervalOf(total, node.span) : node
}

/** `5 minutes` in microseconds; null for months, whose length varies, and for what is no interval. */
export function microsecondsOf(text: string): number | null {
  const total: Duration = { months: 0, days: 0, micros: 0 }
  if (!addText(total, text.trim().replace(/^interval\s+/i, ''), 1) || total.months !== 0) return null
  return total.days * 86_400_000_000 + total.micros
}

function intervalOf({ months, days, micros }: Duration, span: TextSpan): Expression {
  const parts: Expression[] = []
  if (months !== 0) parts.push(call('to_months', [number(months, span)], span))
  if (days !== 0 || (months === 0 && micros === 0)) parts.push(call('to_days', [number(days, span)], span))
  if (micros !== 0) parts.push(call('to_microseconds', [number(micros, span)], span))
  return parts.reduce((left, right) => ({ kind: 'binary', span, operator: '+', operatorSpan: span, left, right }))
}

function addPart(total: Duration, part: IntervalPart): boolean {
  const text = part.value.kind === 'string' ? part.value.value.trim() : part.value.digits
  const sign = part.negative ? -1 : 1
  if (part.to) return addFields(total, text, part, sign)
  if (part.unit) {
    if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return addUnit(total, part.unit.name, Number(text) * sign)
    return addFields(total, text, part, sign)
  }
  return addText(total, text, sign)
}

function addUnit(total: Duration, word: string, amount: number): boolean {
  const unit = unitOf({ kind: 'keyword', span: { start: 0, end: 0 }, word })
  const size = unit === null ? undefined : sizes[unit]
  if (!size) return false
  const [field, factor] = size
  addAmount(total, field, amount * factor)
  return true
}

/** A part of a month is taken as days of 30, a part of a day as time. */
function addAmount(total: Duration, field: keyof Duration, amount: number): void {
  const whole = Math.trunc(amount)
  if (field === 'micros') total.micros += Math.round(amount)
  else {
    total[field] += whole
    const rest = amount - whole
    if (rest === 0) return
    if (field === 'months') addAmount(total, 'days', rest * 30)
    else total.micros += Math.round(rest * 86_400_000_000)
  }
}

/** `1-2` year to month, `3 04:05:06` day to second, `04:05` hour to minute. */
function addFields(total: Duration, text: string, part: IntervalPart, sign: number): boolean {
  const yearMonth = /^([+-]?)(\d+)-(\d+)$/.exec(text)
  if (yearMonth) {
    const direction = yearMonth[1] === '-' ? -sign : sign
    total.months += direction * (Number(yearMonth[2]) * 12 + Number(yearMonth[3]))
    return true
  }
  const dayTime = /^([+-]?)(?:(\d+) )?(\d+)(?::(\d+))?(?::(\d+(?:\.\d+)?))?$/.exec(text)
  if (!dayTime) return false
  const direction = dayTime[1] === '-' ? -sign : sign
  const [, , days, first, second, third] = dayTime
  const startsWithMinutes = part.unit?.name.toLowerCase() === 'minute' && days === undefined
  const [hours, minutes, seconds] = startsWithMinutes ? ['0', first, second] : [first, second, third]
  total.days += direction * Number(days ?? 0)
  total.micros +=
    direction * Math.round((Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1e6)
  return true
}

/** `1 day 2 hours`, `3 hours, 35 minutes`, `1 day 02:03:04`, `5` (seconds). */
function addText(total: Duration, text: string, sign: number): boolean {
  const pattern = /\s*,?\s*(?:([+-]?\d*\.?\d+)\s*([a-zA-Z]+)|([+-]?\d+:\d+(?::\d+(?:\.\d+)?)?)|([+-]?\d*\.?\d+)$)/y
  let at = 0
  while (at < text.length) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (!match) return text.slice(at).trim() === ''
    const [whole, amount, unit, time, bare] = match
    if (unit) {
      if (!addUnit(total, unit.toLowerCase(), Number(amount) * sign)) return false
    } else if (time) {
      const [hours = '0', minutes = '0', seconds = '0'] = time.split(':')
      const direction = time.startsWith('-') ? -sign : sign
      total.micros +=
        direction * Math.round((Math.abs(Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1e6)
    } else if (!addUnit(total, 'second', Number(bare) * sign)) return false
    at += whole.length
  }
  return true
}
