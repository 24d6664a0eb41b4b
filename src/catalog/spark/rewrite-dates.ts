import { array, binary, call, caseWhen, cast, column, isNotNull, lambda, number, string } from '../../sql/build.ts'
import type { Call, Expression, TextSpan } from '../../sql/tree.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import { type FormatPiece, javaFormat, javaParsers, type ParseVariant } from '../java-pattern.ts'
import { unitOf, wordOf } from '../units.ts'
import { isNumeric } from '../value-type.ts'
import { joined, macroCall, nameOf, values } from '../write.ts'

const defaultPattern = 'yyyy-MM-dd HH:mm:ss'

/** What an expression is as a date or a moment by Spark's implicit cast; nothing is added where the type is evident. */
export function asTime(value: Expression, type: 'date' | 'timestamp', context: RewriteContext): Expression {
  if (context.typeOf(value) === type) return value
  return context.cast(value, type, value.span)
}

export function currentTime(type: 'date' | 'timestamp'): Rewrite {
  return (node) => {
    const now = call('timezone', [string('UTC', node.span), call('now', [], node.span)], node.span)
    return type === 'date' ? cast(now, 'date', node.span) : now
  }
}

function literalPattern(pattern: Expression, context: RewriteContext): string | null {
  if (pattern.kind === 'string') return pattern.value
  return context.refuse(pattern.span, 'On DuckDB a pattern must be a literal.')
}

/** The moment by a pattern of Java's; it stands once for each of the pattern's stretches. */
export function formattedBy(moment: Expression, pattern: Expression, context: RewriteContext): Expression | null {
  const text = literalPattern(pattern, context)
  if (text === null) return null
  const pieces = javaFormat(text)
  if ('letters' in pieces) {
    return context.refuse(pattern.span, `The pattern letters "${pieces.letters}" have no counterpart on DuckDB.`)
  }
  const { span } = pattern
  if (pieces.length === 0) return call('strftime', [moment, string('', span)], span)
  return joined(
    pieces.map((piece) => pieceText(piece, moment, span)),
    span,
  )
}

function pieceText(piece: FormatPiece, moment: Expression, span: TextSpan): Expression {
  switch (piece.kind) {
    case 'format':
      return call('strftime', [moment, string(piece.format, span)], span)
    case 'quarter':
      return macroCall('quarter_text', [moment, string(piece.form, span)], span)
    case 'fraction':
      return macroCall('fraction_text', [moment, number(piece.digits, span)], span)
    case 'hour':
      return macroCall('hour_text', [moment, number(piece.from, span), number(piece.width, span)], span)
    case 'aligned day':
      return macroCall('aligned_day', [moment], span)
  }
}

export const dateFormat: Rewrite = (node, context) => {
  const [moment, pattern] = values(node)
  return moment && pattern ? formattedBy(moment, pattern, context) : null
}

/**
 * Text that is not written as the pattern says is NULL, but an error where Spark 2 would have read the front of it: there
 * Spark 3 asks for a decision.
 */
function parsed(value: Expression, pattern: Expression, context: RewriteContext): Expression | null {
  const text = literalPattern(pattern, context)
  if (text === null) return null
  const variants = javaParsers(text)
  if ('letters' in variants) {
    return context.refuse(pattern.span, `The pattern letters "${variants.letters}" have no counterpart on DuckDB.`)
  }
  const { span } = pattern
  const given = column('_given', span)
  const read = (variant: ParseVariant, source: Expression): Expression => {
    const offset = variant.zulu
      ? call('regexp_replace', [source, string('Z$', span), string('+00:00', span)], span)
      : source
    const whole = variant.year ? joined([string(variant.year, span), offset], span) : offset
    const format = `${variant.year ? '%Y ' : ''}${variant.format}`
    const read = call('try_strptime', [whole, string(format, span)], span)
    const moment = format.includes('%y') ? macroCall('this_century', [read], span) : read
    return format.includes('%z') ? call('timezone', [string('UTC', span), moment], span) : moment
  }
  const strict = variants.map(
    (variant) =>
      [call('regexp_full_match', [given, string(variant.strict, span)], span), read(variant, given)] as const,
  )
  // What Spark 2 reads has no optional sections.
  const [full] = variants
  const front = full && read(full, call('regexp_extract', [given, string(full.loose, span)], span))
  const twoWays = front && [[isNotNull(front, span), macroCall('two_ways_to_read', [given], span)] as const]
  const choice = caseWhen([...strict, ...(text.includes('[') ? [] : (twoWays ?? []))], null, span)
  const source = context.typeOf(value) === 'string' ? value : context.cast(value, 'string', value.span)
  const list = call('list_transform', [array([source], span), lambda(['_given'], choice, span)], span)
  return { kind: 'subscript', span, value: list, index: number(1, span) }
}

/** Text as a date or a moment by a pattern of Java's. */
export function parsedBy(
  text: Expression,
  pattern: Expression,
  target: 'date' | 'timestamp',
  context: RewriteContext,
): Expression | null {
  const moment = parsed(text, pattern, context)
  return moment && (target === 'date' ? cast(moment, 'date', text.span) : moment)
}

export const parsedDate: Rewrite = (node, context) => {
  const [value, pattern] = values(node)
  if (!value) return null
  if (!pattern || ['date', 'timestamp'].includes(context.typeOf(value) ?? '')) return asTime(value, 'date', context)
  const moment = parsed(value, pattern, context)
  return moment && cast(moment, 'date', node.span)
}

export const parsedTimestamp: Rewrite = (node, context) => {
  const [value, pattern] = values(node)
  if (!value) return null
  if (!pattern || ['date', 'timestamp'].includes(context.typeOf(value) ?? ''))
    return asTime(value, 'timestamp', context)
  if (isNumeric(context.typeOf(value))) {
    context.reject(value.span, 'With a pattern to_timestamp takes no number.', 'Cast it to string first.')
    return null
  }
  if (
    nameOf(node) === 'to_timestamp_ntz' &&
    pattern.kind === 'string' &&
    /[VzOXxZ]/.test(pattern.value.replace(/'[^']*'/g, ''))
  ) {
    return context.refuse(pattern.span, 'Here it would leave out the zone: write to_timestamp.')
  }
  return parsed(value, pattern, context)
}

export const unixTime: Rewrite = (node, context) => {
  const [value, pattern] = values(node)
  const { span } = node
  if (!value) return cast(call('epoch', [call('now', [], span)], span), 'bigint', span)
  const type = context.typeOf(value)
  if (type === 'date' || type === 'timestamp') return seconds(asTime(value, 'timestamp', context))
  if (!pattern && type === null) return macroCall('spark_unix_timestamp', [value], span)
  const moment = parsed(value, pattern ?? string(defaultPattern, span), context)
  return moment && seconds(moment)
}

function seconds(moment: Expression): Expression {
  return macroCall('whole_seconds', [moment], moment.span)
}

export const fromUnixTime: Rewrite = (node, context) => {
  const [value, pattern] = values(node)
  if (!value) return null
  const moment = macroCall('spark_timestamp_seconds', [context.cast(value, 'bigint', value.span)], node.span)
  return formattedBy(moment, pattern ?? string(defaultPattern, node.span), context)
}

/** `dateadd(day, 1, d)`: a day or more from a date is a moment all the same. */
export const dateShift: Rewrite = (node, context) => {
  const [first, second, third] = values(node)
  if (!first || !second) return null
  if (!third) {
    return macroCall(`spark_${nameOf(node)}`, [asTime(first, 'date', context), second], node.span)
  }
  const unit = unitOf(first)
  if (!unit) return context.refuse(first.span, 'Write the unit as a word, such as DAY.')
  const interval = call(
    `to_${unit === 'century' ? 'centurie' : unit}s`,
    [cast(second, 'bigint', second.span)],
    node.span,
  )
  return binary('+', asTime(third, 'timestamp', context), interval, node.span)
}

export const dateDifference: Rewrite = (node, context) => {
  const [first, second, third] = values(node)
  if (!first || !second) return null
  if (!third) {
    return macroCall('spark_datediff', [asTime(first, 'date', context), asTime(second, 'date', context)], node.span)
  }
  const unit = unitOf(first)
  if (!unit) return context.refuse(first.span, 'Write the unit as a word, such as DAY.')
  // `date_sub` counts whole units, as Spark does; `date_diff` would count the borders between them.
  const moments = [asTime(second, 'timestamp', context), asTime(third, 'timestamp', context)]
  const months = monthsOf[unit]
  if (months) {
    return binary('//', macroCall('months_until', moments, node.span), number(months, first.span), node.span)
  }
  return call('date_sub', [string(unit, first.span), ...moments], node.span)
}

/** Units of months, which DuckDB would count by the ends of months as well. */
const monthsOf: Readonly<Record<string, number>> = {
  month: 1,
  quarter: 3,
  year: 12,
  decade: 120,
  century: 1200,
  millennium: 12000,
}

const truncations: Readonly<Record<string, string>> = {
  yyyy: 'year',
  yy: 'year',
  year: 'year',
  mm: 'month',
  mon: 'month',
  month: 'month',
  quarter: 'quarter',
  week: 'week',
}
const fineTruncations: Readonly<Record<string, string>> = {
  ...truncations,
  dd: 'day',
  day: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
  millisecond: 'millisecond',
  microsecond: 'microsecond',
}

/** `trunc(d, 'MM')` is a date, `date_trunc('MM', t)` a moment; an unknown unit gives NULL. */
export function dateTruncation(type: 'date' | 'timestamp'): Rewrite {
  return (node, context) => {
    const args = values(node)
    const [value, unit] = type === 'date' ? args : [args[1], args[0]]
    if (!value || !unit) return null
    if (unit.kind !== 'string') return context.refuse(unit.span, 'On DuckDB the unit must be a literal.')
    const known = (type === 'date' ? truncations : fineTruncations)[unit.value.toLowerCase()]
    if (!known) return cast({ kind: 'null', span: unit.span }, type, node.span)
    return cast(
      call('date_trunc', [string(known, unit.span), asTime(value, type, context)], node.span),
      type,
      node.span,
    )
  }
}

const fields: Readonly<Record<string, string>> = {
  year: 'year',
  y: 'year',
  years: 'year',
  yr: 'year',
  yrs: 'year',
  yearofweek: 'isoyear',
  quarter: 'quarter',
  qtr: 'quarter',
  month: 'month',
  mon: 'month',
  mons: 'month',
  months: 'month',
  week: 'week',
  w: 'week',
  weeks: 'week',
  day: 'day',
  d: 'day',
  days: 'day',
  dayofweek: 'dow+1',
  dow: 'dow+1',
  dayofweek_iso: 'isodow',
  dow_iso: 'isodow',
  doy: 'doy',
  hour: 'hour',
  h: 'hour',
  hours: 'hour',
  hr: 'hour',
  hrs: 'hour',
  minute: 'minute',
  m: 'minute',
  min: 'minute',
  mins: 'minute',
  minutes: 'minute',
}

export const datePart: Rewrite = (node, context) => {
  const [field, value] = values(node)
  return field && value ? fieldOf(node, field, value, context) : null
}

/** `date_part('field', x)` and `extract(field from x)`. */
export function fieldOf(
  node: Pick<Call, 'span'>,
  field: Expression,
  value: Expression,
  context: RewriteContext,
): Expression | null {
  const word = wordOf(field) ?? ''
  const { span } = node
  if (context.typeOf(value) === 'interval') return intervalField(node, word, field, value, context)
  const moment = asTime(value, 'timestamp', context)
  if (isSecond(word)) return macroCall('spark_exact_seconds', [moment], span)
  const known = fields[word]
  if (!known) return context.refuse(field.span, `DuckDB has no counterpart of the field "${word}".`)
  const [name, shift] = known.split('+')
  const part = call('date_part', [string(name ?? known, field.span), moment], span)
  return cast(shift ? binary('+', part, number(Number(shift), span), span) : part, 'integer', span)
}

const intervalMacros: Readonly<Record<string, string>> = {
  day: 'interval_days',
  hour: 'interval_hours',
  minute: 'interval_minutes',
}

function intervalField(
  node: Pick<Call, 'span'>,
  word: string,
  field: Expression,
  value: Expression,
  context: RewriteContext,
): Expression | null {
  const { span } = node
  if (isSecond(word)) return macroCall('interval_seconds', [value], span)
  const known = fields[word]
  const macro = known && intervalMacros[known]
  if (macro) return macroCall(macro, [value], span)
  if (known !== 'year' && known !== 'month') return context.refuse(field.span, 'An interval has no such field.')
  return cast(
    call('date_part', [string(known, field.span), value], span),
    known === 'year' ? 'integer' : 'tinyint',
    span,
  )
}

function isSecond(word: string): boolean {
  return ['second', 's', 'sec', 'seconds', 'secs'].includes(word)
}
