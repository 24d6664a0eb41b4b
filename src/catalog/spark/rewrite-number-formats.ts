import { array, binary, boolean, call, cast, column, lambda, number, simpleType, string } from '../../sql/build.ts'
import type { Expression } from '../../sql/tree.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import type { ReturnRule } from '../types/return-type.ts'
import { decimalType, type SqlType } from '../types/sql-type.ts'
import { joined, macroCall, values } from '../write.ts'
import { inType, numberSide } from './arithmetic.ts'
import { digitsOfFormat, type NumberFormat, numberFormat, patternOfFormat } from './number-format.ts'
import { asDecimal } from './number-types.ts'
import { asText } from './rewrite-bytes.ts'

function formatOf(format: Expression, context: RewriteContext): NumberFormat | null {
  const known = format.kind === 'string' ? numberFormat(format.value) : null
  return known ?? context.refuse(format.span, 'Write the format as a literal such as 99,999.00.')
}

/** As many digits as the format has places. */
export const formatResult: ReturnRule = ({ call: node }): SqlType | null => {
  const [, format] = values(node)
  const known = format?.kind === 'string' ? numberFormat(format.value) : null
  if (!known) return null
  const { precision, scale } = digitsOfFormat(known)
  return decimalType(precision, scale)
}

/** `to_number` fails for a text that does not match, `try_to_number` gives NULL. */
export function numberOf(lenient: boolean): Rewrite {
  return (node, context) => {
    const [text, format] = values(node)
    const known = format && formatOf(format, context)
    if (!text || !known) return null
    const { span } = node
    const { precision, scale } = digitsOfFormat(known)
    const pattern = string(patternOfFormat(known), span)
    const read = macroCall(
      lenient ? 'number_by_format' : 'number_by_strict_format',
      [asText(text, context), pattern],
      span,
    )
    return cast(read, simpleType('decimal', span, [precision, scale]), span)
  }
}

export const numberText: Rewrite = (node, context) => {
  const [value, format] = values(node)
  const known = format && formatOf(format, context)
  if (!value || !known) return null
  const { span } = node
  const type = context.exactTypeOf(value)
  const amount = inType(value, asDecimal(type ?? decimalType(38, 18)))
  const digits = column('_digits', span)
  const places = known.whole.replaceAll(',', '')
  const firstZero = places.indexOf('0')
  const zeros = firstZero === -1 ? 0 : places.length - firstZero
  const whole = macroCall(
    'format_places',
    [amount, number(places.length, span), number(zeros, span), number(known.decimals, span)],
    span,
  )
  const grouped = joined(groups(known.whole, digits), span)
  const filled = call('list_transform', [array([whole], span), lambda(['_digits'], grouped, span)], span)
  const first: Expression = { kind: 'subscript', span, value: filled, index: number(1, span) }
  const decimals = known.hasPoint
    ? binary('||', first, macroCall('format_decimals', [amount, number(known.decimals, span)], span), span)
    : first
  const full = `${known.whole.replace(/[09]/g, '#')}${known.hasPoint ? '.' : ''}${'#'.repeat(known.decimals)}`
  const body = macroCall(
    'format_or_full',
    [amount, decimals, string(full, span), number(places.length, span), number(known.decimals, span)],
    span,
  )
  return macroCall(
    'format_signed',
    [amount, body, string(known.currency ? '$' : '', span), string(known.sign, span)],
    span,
  )
}

/** Stretches of digits with commas between them; in front of the first digit a comma is a blank. */
function groups(whole: string, digits: Expression): readonly Expression[] {
  const { span } = digits
  const parts: Expression[] = []
  let at = 1
  for (const [index, group] of whole.split(',').entries()) {
    if (index > 0) parts.push(macroCall('format_comma', [digits, number(at - 1, span)], span))
    parts.push(call('substr', [digits, number(at, span), number(group.length, span)], span))
    at += group.length
  }
  return parts
}

/** `format_number(x, 2)`, or `format_number(x, '#,##0.00')` with a pattern of Java's DecimalFormat. */
export const formattedNumber: Rewrite = (node, context) => {
  const [value, format] = values(node)
  if (!value || !format) return null
  const { span } = node
  const type = context.exactTypeOf(value)
  const amount = type?.kind === 'decimal' ? inType(value, type) : numberSide(value, context).value
  const exact = type?.kind === 'decimal' || type?.kind === 'integer'
  const rounded = (places: Expression) => macroCall(exact ? 'exact_places' : 'double_places', [amount, places], span)
  if (format.kind !== 'string')
    return macroCall('grouped_number', [rounded(format), boolean(true, span), number(1, span), number(38, span)], span)
  const match = /^([#,]*)([0,]*)(?:\.(0*)(#*))?$/.exec(format.value)
  if (!match)
    return context.refuse(format.span, 'The signs of a pattern that DuckDB can follow are # 0 , and the point.')
  const [, optional = '', whole = '', fixed = '', more = ''] = match
  const isGrouped = `${optional}${whole}`.includes(',')
  if (isGrouped && !/,[#0]{3}$/.test(`${optional}${whole}`))
    return context.refuse(format.span, 'Only groups of three digits can be written.')
  const places = number(fixed.length + more.length, span)
  // Java writes a zero in front of the point of `#.##` all the same.
  const least = whole === '' && format.value.includes('.') ? 1 : whole.replaceAll(',', '').length
  const zeros = number(least, span)
  return macroCall(
    'grouped_number',
    [rounded(places), boolean(isGrouped, span), zeros, number(fixed.length, span)],
    span,
  )
}
