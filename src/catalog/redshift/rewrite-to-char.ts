import { boolean, call, cast, number, simpleType, string } from '../../sql/build.ts'
import type { Expression, TextSpan } from '../../sql/tree.ts'
import { datetimePieces, isDatetimePattern, type PatternPiece } from '../datetime-pattern.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import { joined, macroCall, values } from '../write.ts'
import { type NumberShape, numberShape, romanPattern } from './number-pattern.ts'
import { patternScale } from './return-types.ts'
import { asTimestamp } from './rewrite-dates.ts'

/** `to_char` of a moment or of a number, as the pattern says. */
export const patternText: Rewrite = (node, context) => {
  const [value, pattern] = values(node)
  if (!value || !pattern) return null
  if (pattern.kind !== 'string') return context.refuse(pattern.span, 'On DuckDB a pattern must be a literal.')
  if (isMoment(value, pattern.value, context)) return momentText(value, pattern.value, pattern.span, context)
  const roman = romanPattern(pattern.value)
  if (roman) {
    const text = macroCall('roman', [value], node.span)
    return roman === 'upper' ? text : call('lower', [text], node.span)
  }
  const shape = numberShape(pattern.value)
  if (!shape)
    return context.refuse(
      pattern.span,
      'Of the patterns for numbers DuckDB has digits, comma, point, currency, sign, RN and FM.',
    )
  return numberByShape(value, shape, node.span, context)
}

/** By the value's type; where that is not known, by the pattern's letters. */
function isMoment(value: Expression, pattern: string, context: RewriteContext): boolean {
  const type = context.exactTypeOf(value)?.kind
  if (type === 'date' || type === 'timestamp' || type === 'time') return true
  return type !== 'integer' && type !== 'decimal' && type !== 'float' && isDatetimePattern(pattern)
}

function momentText(value: Expression, pattern: string, span: TextSpan, context: RewriteContext) {
  const pieces = datetimePieces(pattern)
  if ('letters' in pieces) return context.refuse(span, `The pattern "${pieces.letters}" has no counterpart on DuckDB.`)
  const moment = asTimestamp(value, context)
  return joined(
    pieces.map((piece) => pieceText(moment, piece, span)),
    span,
  )
}

function pieceText(
  moment: Expression,
  { format, made, ordinal, letters, width }: PatternPiece,
  span: TextSpan,
): Expression {
  const plain = made ? macroCall(made, [moment], span) : call('strftime', [moment, string(format, span)], span)
  const text = ordinal ? macroCall('ordinal', [plain, boolean(ordinal === 'TH', span)], span) : plain
  const cased = letters === 'as is' ? text : call(letters, [text], span)
  if (width === 0) return cased
  return call('rpad', [cased, number(width, span), string(' ', span)], span)
}

function numberByShape(value: Expression, shape: NumberShape, span: TextSpan, context: RewriteContext): Expression {
  const { width, places, zeros, grouped, decimals, fixed, before, after, sign } = shape
  // Decimals are rounded as such, doubles as their digits say.
  const type = context.exactTypeOf(value)?.kind
  const isExact = type === 'decimal' || type === 'integer'
  const exact = isExact ? cast(value, simpleType('decimal', span, [38, decimals]), span) : value
  const counts = [number(width, span), number(places, span), number(zeros, span)]
  const rest = [boolean(grouped, span), number(decimals, span), number(fixed, span), string(sign, span)]
  const text = macroCall('number_text', [exact, ...counts, ...rest], span)
  const parts = [string(before, span), text, string(after, span)]
  return joined(
    parts.filter((part) => part.kind !== 'string' || part.value !== ''),
    span,
  )
}

/** The pattern says how the text looks, not what it means: everything but digits, point and sign goes. */
export const parsedNumber: Rewrite = (node, context) => {
  const [text, pattern] = values(node)
  if (!text || !pattern) return null
  if (pattern.kind !== 'string') return context.refuse(pattern.span, 'On DuckDB a pattern must be a literal.')
  const scale = patternScale(pattern.value)
  const cleaned = macroCall('number_of', [text], node.span)
  return cast(cleaned, simpleType('decimal', node.span, [38, scale]), node.span)
}
