import { binary, call, cast, number, raw, string } from '../../../sql/build.ts'
import type { Expression, TextSpan } from '../../../sql/tree.ts'
import { fieldPlaces } from '../../datetime-pattern.ts'
import { installed, type Rendering, type Rewrite, type RewriteContext, rewrite } from '../../entry.ts'
import { unitOf, wordOf } from '../../units.ts'
import { values } from '../../write.ts'
import { asTimestamp, convertedZone, currentMoment, dateTruncation, fieldNames } from '../rewrite-dates.ts'

const lengths: Readonly<Record<string, string>> = {
  millennium: '1000 years',
  century: '100 years',
  decade: '10 years',
  year: '1 year',
  quarter: '3 months',
  month: '1 month',
  week: '7 days',
  day: '1 day',
  hour: '1 hour',
  minute: '1 minute',
  second: '1 second',
  millisecond: '1 millisecond',
  microsecond: '1 microsecond',
}

const addition: Rewrite = (node, context) => {
  const [part, amount, moment] = values(node)
  if (!part || !amount || !moment) return null
  const unit = unitOf(part)
  const length = unit && lengths[unit]
  if (!length) return unknownUnit(part, context)
  const { span } = node
  const isTime = context.exactTypeOf(moment)?.kind === 'time'
  const start = isTime ? moment : asTimestamp(moment, context)
  // A year after 29 February is 1 March; months keep within their month.
  if (unit === 'year' && !isTime) return own('add_years', [start, cast(amount, 'integer', amount.span)], span)
  const count = context.typeOf(amount) === 'integer' ? amount : cast(amount, 'integer', amount.span)
  return binary('+', start, binary('*', count, raw(`interval '${length}'`, part.span), amount.span), span)
}

const difference: Rewrite = (node, context) => {
  const [part, from, to] = values(node)
  if (!part || !from || !to) return null
  const unit = unitOf(part)
  if (!unit) return unknownUnit(part, context)
  return own('datediff', [string(unit, part.span), asTimestamp(from, context), asTimestamp(to, context)], node.span)
}

function unknownUnit(part: Expression, context: RewriteContext): null {
  return context.refuse(part.span, 'Write the unit as a word, such as `day`.')
}

function own(name: string, args: readonly Expression[], span: TextSpan): Expression {
  return call(['tidemill', `redshift_${name}`], args, span)
}

/** A field of a moment, by `extract`: of fractions of seconds only what lies below the whole ones. */
export function partOnPostgres(
  field: Expression,
  value: Expression,
  span: TextSpan,
  context: RewriteContext,
): Expression | null {
  const word = wordOf(field) ?? ''
  const part = fieldNames[word] ?? unitOf(field)
  if (!part) return unknownUnit(field, context)
  const source = context.typeOf(value) === 'interval' ? value : asTimestamp(value, context)
  const extracted = (name: string): Expression => ({
    kind: 'extract',
    span,
    field: { kind: 'identifier', span: field.span, name, quoted: false },
    source,
  })
  const whole = (expression: Expression) => cast(expression, 'integer', span)
  switch (part) {
    case 'epoch':
      return cast(call('floor', [extracted('epoch')], span), 'bigint', span)
    case 'decade':
      return binary('+', binary('/', whole(extracted('year')), number(10, span), span), number(1, span), span)
    case 'second':
      return whole(call('floor', [extracted('second')], span))
    case 'millisecond':
      return binary('%', whole(call('floor', [extracted('milliseconds')], span)), number(1000, span), span)
    case 'microsecond':
      return binary('%', whole(extracted('microseconds')), number(1_000_000, span), span)
    default:
      return whole(extracted(part))
  }
}

const datePart: Rewrite = (node, context) => {
  const [field, value] = values(node)
  if (!field || !value) return null
  const part = partOnPostgres(field, value, node.span, context)
  // Of a part that is written as text the number is a double.
  return part && field.kind === 'string' ? cast(part, 'double precision', node.span) : part
}

/** Text by a pattern. What a pattern of plain digits does not quite fit is read by the places of its fields. */
function parsed(node: Parameters<Rewrite>[0], context: RewriteContext): Expression | null {
  const [text, pattern, strict] = values(node)
  if (!text || !pattern) return null
  if (pattern.kind !== 'string') return context.refuse(pattern.span, 'The pattern must be a literal.')
  if (strict && strict.kind !== 'boolean') return context.refuse(strict.span, 'It must be true or false.')
  const { span } = node
  const source = cast(text, 'text', text.span)
  const places = strict?.kind === 'boolean' && strict.value ? null : fieldPlaces(pattern.value)
  // The moment that PostgreSQL reads is in the session's zone: its wall time is what was written.
  if (!places) return cast(call('to_timestamp', [source, pattern], span), 'timestamp', span)
  const { year, month, day, hour, minute, second } = places.groups
  const groups = [year, month, day, hour, minute, second].map((group) => number(group, pattern.span))
  return own('read', [source, string(places.pattern, pattern.span), ...groups], span)
}

const comparedMoments: Rewrite = (node, context) =>
  own(
    'compared',
    values(node).map((value) => asTimestamp(value, context)),
    node.span,
  )

const zoned = (moment: Expression, span: TextSpan) => call('timezone', [string('UTC', span), moment], span)

export const datesOnPostgres: Readonly<Record<string, Rendering>> = {
  add_months: rewrite((node, context) => {
    const [moment, months] = values(node)
    if (!moment || !months) return null
    return own('add_months', [asTimestamp(moment, context), cast(months, 'integer', months.span)], node.span)
  }),
  convert_timezone: rewrite(convertedZone),
  current_date: rewrite(currentMoment('date')),
  date_cmp: rewrite(comparedMoments),
  date_part: rewrite(datePart),
  date_part_year: rewrite((node, context) => {
    const [value] = values(node)
    return value ? partOnPostgres(string('year', node.span), value, node.span, context) : null
  }),
  date_trunc: rewrite((node, context) => {
    const unit = values(node)[0]
    const word = unit && unitOf(unit)
    // PostgreSQL's centuries begin with their year 1 too.
    if (!unit || (word !== 'century' && word !== 'millennium')) return dateTruncation(node, context)
    const [, moment] = values(node)
    return moment ? call('date_trunc', [string(word, unit.span), asTimestamp(moment, context)], node.span) : null
  }),
  dateadd: rewrite(addition),
  datediff: rewrite(difference),
  getdate: rewrite(currentMoment('timestamp')),
  interval_cmp: rewrite((node) =>
    own(
      'compared',
      values(node).map((value) => cast(value, 'interval', value.span)),
      node.span,
    ),
  ),
  last_day: installed('redshift_last_day'),
  months_between: installed('redshift_months_between'),
  next_day: installed('redshift_next_day'),
  timestamp_cmp: rewrite(comparedMoments),
  timezone: { kind: 'function', name: 'timezone' },
  to_date: rewrite((node, context) => {
    const moment = parsed(node, context)
    return moment && cast(moment, 'date', node.span)
  }),
  to_timestamp: rewrite((node, context) => {
    const moment = parsed(node, context)
    return moment && zoned(moment, node.span)
  }),
}
