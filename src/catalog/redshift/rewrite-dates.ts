import { binary, call, cast, number, string } from '../../sql/build.ts'
import type { Call, Expression, TextSpan } from '../../sql/tree.ts'
import { datetimeFormat, fieldPlaces } from '../datetime-pattern.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import { unitOf, wordOf } from '../units.ts'
import { macroCall, values } from '../write.ts'
import { zoneName } from './zones.ts'

/** The implicit cast to a timestamp; instants become wall times of UTC. */
export function asTimestamp(value: Expression, context: RewriteContext): Expression {
  // A time of day has no date: any will do for its fields and differences.
  if (context.exactTypeOf(value)?.kind === 'time')
    return binary('+', dayZero(value.span), cast(value, 'time', value.span), value.span)
  return context.typeOf(value) === 'timestamp' ? value : context.cast(value, 'timestamp', value.span)
}

function dayZero(span: TextSpan): Expression {
  return cast(string('1970-01-01', span), 'date', span)
}

export function currentMoment(type: 'date' | 'timestamp'): Rewrite {
  return ({ span }) => {
    const now = call('timezone', [string('UTC', span), call('now', [], span)], span)
    return type === 'date' ? cast(now, 'date', span) : now
  }
}

/** PostgreSQL's names of zones are Redshift's. */
export const convertedZone: Rewrite = (node, context) => inZones(node, context, (name) => name)

export const convertedZoneOnDuckdb: Rewrite = (node, context) => {
  return inZones(node, context, (name) => zoneOf(name, context))
}

function inZones(
  node: Call,
  context: RewriteContext,
  zone: (name: Expression) => Expression | null,
): Expression | null {
  const args = values(node)
  const moment = args.at(-1)
  const [from, to] = [args.length === 3 ? args[0] : string('UTC', node.span), args.at(-2)]
  const [source, target] = [from && zone(from), to && zone(to)]
  if (!moment || !target || !source) return null
  return call('timezone', [target, call('timezone', [source, asTimestamp(moment, context)], moment.span)], node.span)
}

/** `x at time zone 'PST'`, and the call that it is. */
export const zonedMoment: Rewrite = (node, context) => {
  const [name, moment] = values(node)
  const zone = name && zoneOf(name, context)
  return zone && moment ? call('timezone', [zone, moment], node.span) : null
}

/** A zone by its name on DuckDB. */
function zoneOf(name: Expression, context: RewriteContext): Expression | null {
  if (name.kind !== 'string') return macroCall('redshift_zone', [name], name.span)
  const known = zoneName(name.value)
  if (known === null) return context.refuse(name.span, `Write the zone's full name in place of "${name.value}".`)
  return known === name.value ? name : string(known, name.span)
}

const steps: Readonly<Record<string, string>> = {
  century: 'to_centuries',
  decade: 'to_decades',
  year: 'to_years',
  quarter: 'to_quarters',
  month: 'to_months',
  week: 'to_weeks',
  day: 'to_days',
  hour: 'to_hours',
  minute: 'to_minutes',
  second: 'to_seconds',
  millisecond: 'to_milliseconds',
  microsecond: 'to_microseconds',
}

export const dateAddition: Rewrite = (node, context) => {
  const [part, amount, moment] = values(node)
  if (!part || !amount || !moment) return null
  const unit = unitOf(part)
  const step = unit && steps[unit]
  if (!step) return unknownUnit(part, context)
  const count = context.typeOf(amount) === 'integer' ? amount : cast(amount, 'bigint', amount.span)
  const interval = call(step, [count], amount.span)
  // Times of day go round the clock.
  if (context.exactTypeOf(moment)?.kind === 'time') return binary('+', moment, interval, node.span)
  const start = asTimestamp(moment, context)
  // A year after 29 February is 1 March; months keep within their month.
  if (unit === 'year') return macroCall('redshift_add_years', [start, cast(amount, 'integer', amount.span)], node.span)
  return binary('+', start, interval, node.span)
}

export const dateDifference: Rewrite = (node, context) => {
  const [part, from, to] = values(node)
  if (!part || !from || !to) return null
  const unit = unitOf(part)
  if (!unit) return unknownUnit(part, context)
  const moments = [asTimestamp(from, context), asTimestamp(to, context)]
  // Centuries begin with their year 1, weeks with Monday.
  if (unit === 'century' || unit === 'millennium' || unit === 'week')
    return macroCall(`${unit}_difference`, moments, node.span)
  return call('date_diff', [string(unit, part.span), ...moments], node.span)
}

export const dateTruncation: Rewrite = (node, context) => {
  const [part, moment] = values(node)
  if (!part || !moment) return null
  const unit = unitOf(part)
  if (!unit) return unknownUnit(part, context)
  const value = asTimestamp(moment, context)
  // Centuries begin with their year 1.
  if (unit === 'century' || unit === 'millennium') return macroCall(`${unit}_start`, [value], node.span)
  return call('date_trunc', [string(unit, part.span), value], node.span)
}

function unknownUnit(part: Expression, context: RewriteContext): null {
  return context.refuse(part.span, 'Write the unit as a word, such as `day`.')
}

export const datePartCall: Rewrite = (node, context) => {
  const [field, value] = values(node)
  return field && value ? partOf(field, value, node.span, context) : null
}

/** The fields that are no units. */
export const fieldNames: Readonly<Record<string, string>> = {
  dow: 'dow',
  dayofweek: 'dow',
  weekday: 'dow',
  dw: 'dow',
  doy: 'doy',
  dayofyear: 'doy',
  yearday: 'doy',
  dy: 'doy',
  epoch: 'epoch',
}

/** `date_part(field, x)` and `extract(field from x)`. */
export function partOf(
  field: Expression,
  value: Expression,
  span: TextSpan,
  context: RewriteContext,
): Expression | null {
  const word = wordOf(field) ?? ''
  const part = fieldNames[word] ?? unitOf(field)
  if (!part) return unknownUnit(field, context)
  const moment = context.typeOf(value) === 'interval' ? value : asTimestamp(value, context)
  if (part === 'epoch') return cast(call('floor', [call('epoch', [moment], span)], span), 'bigint', span)
  if (part === 'decade') return macroCall('redshift_decade', [moment], span)
  if (part === 'millisecond' || part === 'microsecond') return macroCall(`redshift_${part}s`, [moment], span)
  return cast(call('date_part', [string(part, field.span), moment], span), 'integer', span)
}

/** `date(x)` is the cast. */
export const dayOf: Rewrite = (node, context) => {
  const [value] = values(node)
  return value ? context.cast(value, 'date', node.span) : null
}

/** `strict` is the third argument: without it a pattern need not fit exactly, and 31 June is 1 July. */
function parsed(
  text: Expression,
  pattern: Expression,
  strict: Expression | undefined,
  context: RewriteContext,
): Expression | null {
  if (pattern.kind !== 'string') return context.refuse(pattern.span, 'On DuckDB a pattern must be a literal.')
  const format = datetimeFormat(pattern.value)
  if (typeof format !== 'string') {
    return context.refuse(pattern.span, `The pattern "${format.letters}" has no counterpart on DuckDB.`)
  }
  if (strict && strict.kind !== 'boolean') return context.refuse(strict.span, 'On DuckDB it must be true or false.')
  const { span } = text
  const source = context.typeOf(text) === 'string' ? text : cast(text, 'varchar', span)
  const places = strict?.kind === 'boolean' && strict.value ? null : fieldPlaces(pattern.value)
  if (!places) return call('strptime', [source, string(format, pattern.span)], span)
  const { year, month, day, hour, minute, second } = places.groups
  const groups = [year, month, day, hour, minute, second].map((group) => number(group, pattern.span))
  const patterns = [string(format, pattern.span), string(places.pattern, pattern.span)]
  return macroCall('redshift_read', [source, ...patterns, ...groups], span)
}

export const parsedDate: Rewrite = (node, context) => {
  const [text, pattern, strict] = values(node)
  if (!text || !pattern) return null
  const moment = parsed(text, pattern, strict, context)
  return moment && cast(moment, 'date', node.span)
}

export const parsedTimestamp: Rewrite = (node, context) => {
  const [text, pattern, strict] = values(node)
  if (!text || !pattern) return null
  const moment = parsed(text, pattern, strict, context)
  return moment && call('timezone', [string('UTC', node.span), moment], node.span)
}
