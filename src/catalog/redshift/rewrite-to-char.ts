import { boolean, call, cast, number, simpleType, string } from '../../sql/build.ts'
import type { Expression, TextSpan } from '../../sql/tree.ts'
import { datetimePieces, isDatetimePattern, type PatternPiece } from '../datetime-pattern.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import { joined, macroCall, values } from '../write.ts'
import { type NumberShape, numberShape } from './number-pattern.ts'
import { asTimestamp } from './rewrite-dates.ts'

/** `to_char` of a moment or of a number, as the pattern says. */
export const patternText: Rewrite = (node, context) => {
  const [value, pattern] = values(node)
  if (!value || !pattern) return null
  if (pattern.kind !== 'string') return context.refuse(pattern.span, 'On DuckDB a pattern must be a literal.')
  if (isDatetimePattern(pattern.value)) return momentText(value, pattern.value, pattern.span, context)
  const shape = numberShape(pattern.value)
  if (!shape)
    return context.refuse(pattern.span, 'Of the patterns for numbers DuckDB has digits, comma, point, sign and FM.')
  return numberByShape(value, shape, node.span)
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

function pieceText(moment: Expression, { format, letters, width }: PatternPiece, span: TextSpan): Expression {
  const text = call('strftime', [moment, string(format, span)], span)
  const cased = letters === 'as is' ? text : call(letters, [text], span)
  if (width === 0) return cased
  return call('rpad', [cased, number(width, span), string(' ', span)], span)
}

function numberByShape(value: Expression, shape: NumberShape, span: TextSpan): Expression {
  const { width, places, zeros, grouped, decimals, fixed, currency, sign } = shape
  const counts = [number(width, span), number(places, span), number(zeros, span)]
  const rest = [
    boolean(grouped, span),
    number(decimals, span),
    number(fixed, span),
    string(currency, span),
    string(sign, span),
  ]
  return macroCall('number_text', [value, ...counts, ...rest], span)
}

/** The pattern says how the text looks, not what it means: everything but digits, point and sign goes. */
export const parsedNumber: Rewrite = (node, context) => {
  const [text, pattern] = values(node)
  if (!text || !pattern) return null
  if (pattern.kind !== 'string') return context.refuse(pattern.span, 'On DuckDB a pattern must be a literal.')
  const [, after = ''] = pattern.value.split(/[.D]/i)
  const scale = after.replace(/[^09]/g, '').length
  const cleaned = macroCall('number_of', [text], node.span)
  return cast(cleaned, simpleType('decimal', node.span, [38, scale]), node.span)
}
