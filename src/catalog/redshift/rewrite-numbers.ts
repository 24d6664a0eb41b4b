import { binary, boolean, call, cast, number, simpleType, string } from '../../sql/build.ts'
import type { Expression, TextSpan } from '../../sql/tree.ts'
import { datetimePieces, isDatetimePattern, type PatternPiece } from '../datetime-pattern.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import { joined, macroCall, values } from '../write.ts'
import { asTimestamp } from './rewrite-dates.ts'

/** A division by zero is an error; only a literal is known not to be zero. */
export function divisor(value: Expression): Expression {
  if (value.kind === 'number' && Number(value.digits) !== 0) return value
  return macroCall('redshift_divisor', [value], value.span)
}

export const remainderCall: Rewrite = (node) => {
  const [left, right] = values(node)
  return left && right ? binary('%', left, divisor(right), node.span) : null
}

/** `trunc` of a moment is its date. */
export const truncated: Rewrite = (node, context) => {
  const [value, places] = values(node)
  if (!value) return null
  const type = context.typeOf(value)
  if (places) return macroCall('truncated_to', [value, places], node.span)
  if (type === 'date') return value
  if (type === 'timestamp') return cast(value, 'date', node.span)
  if (type !== null && type !== 'timestamptz') return call('trunc', [value], node.span)
  return macroCall('truncated', [value], node.span)
}

/** `to_char` of a moment or of a number, as the pattern says. */
export const numberText: Rewrite = (node, context) => {
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

/** What a pattern such as `FM999,990.00` asks for. */
interface NumberShape {
  /** Filled up with blanks to this width; 0 for FM. */
  readonly width: number
  /** Places for digits before the point, and how many of them are always written. */
  readonly places: number
  readonly zeros: number
  readonly grouped: boolean
  readonly decimals: number
  /** Decimals that are always written. */
  readonly fixed: number
  readonly currency: string
  readonly sign: 'front' | 'S' | 'MI'
}

function numberShape(pattern: string): NumberShape | null {
  const match = /^(FM)?(S)?(\$|L)?([09,G]*)(?:([.D])([09]*))?(S|MI)?$/i.exec(pattern)
  if (!match) return null
  const [, fm, first, currency, before = '', point = '', after = '', last] = match
  if (/S/i.test(last ?? '') || before + after === '') return null
  const digits = before.replace(/[^09]/g, '')
  const firstZero = digits.indexOf('0')
  return {
    width: fm ? 0 : 1 + (currency ? 1 : 0) + before.length + point.length + after.length,
    places: digits.length,
    zeros: firstZero === -1 ? 0 : digits.length - firstZero,
    grouped: /[,G]/i.test(before),
    decimals: after.length,
    fixed: fm ? after.lastIndexOf('0') + 1 : after.length,
    currency: currency ? '$' : '',
    sign: first ? 'S' : last ? 'MI' : 'front',
  }
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
