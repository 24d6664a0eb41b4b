import type { TokenCursor } from '../cursor.ts'
import { isDigit } from '../dialects/words.ts'
import type { Expression, IntervalLiteral, IntervalPart, NumberLiteral, StringLiteral } from '../tree.ts'

const suffixes = ['BD', 'L', 'S', 'Y', 'D', 'F'] as const

export function parseNumber(cursor: TokenCursor): NumberLiteral {
  const { text, start, end } = cursor.advance()
  const written = isDigit(text.charCodeAt(text.length - 1)) ? '' : text.toUpperCase()
  const suffix = suffixes.find((candidate) => written.endsWith(candidate)) ?? null
  const digits = suffix ? text.slice(0, -suffix.length) : text
  return { kind: 'number', span: { start, end }, digits, suffix }
}

/** One string, or several that the dialect reads as one. */
export function parseString(cursor: TokenCursor): StringLiteral {
  const { start, value: first } = cursor.advance()
  let value = first
  while (cursor.token.kind === 'string' && joinsPrevious(cursor)) value += cursor.advance().value
  return { kind: 'string', span: cursor.spanFrom(start), value }
}

/** SQL joins strings across a line break; on one line only Spark does. */
function joinsPrevious(cursor: TokenCursor): boolean {
  return cursor.syntax.joinsStringsOnOneLine || cursor.followsLineBreak()
}

export function parseBinaryLiteral(cursor: TokenCursor): Expression {
  const { value, start, end } = cursor.advance()
  if (!/^[0-9a-fA-F]*$/.test(value)) {
    cursor.fail('sql/syntax', { start, end }, 'A binary literal holds hexadecimal digits only.', {
      help: "Write it as X'0AFF'.",
    })
  }
  const hex = value.length % 2 === 0 ? value : `0${value}`
  return { kind: 'binary-literal', span: { start, end }, hex }
}

/** Whether an interval literal begins here, rather than a column called `interval`. */
export function atInterval(cursor: TokenCursor): boolean {
  if (!cursor.isWord('interval')) return false
  const next = cursor.ahead(1)
  if (next.kind === 'string') return true
  if (!cursor.syntax.features.intervalUnits) return next.kind === 'number'
  if (next.kind === 'number') return cursor.ahead(2).kind === 'word'
  const signed = next.kind === 'symbol' && (next.value === '-' || next.value === '+')
  return signed && ['number', 'string'].includes(cursor.ahead(2).kind) && cursor.ahead(3).kind === 'word'
}

/** `interval '1' day`, `interval 3 days 2 hours`, `interval '1-2' year to month`. */
export function parseInterval(cursor: TokenCursor): IntervalLiteral {
  const { start } = cursor.advance()
  const parts = [parseIntervalPart(cursor)]
  while (cursor.syntax.features.intervalUnits && parts.at(-1)?.unit && startsIntervalPart(cursor)) {
    parts.push(parseIntervalPart(cursor))
  }
  return { kind: 'interval', span: cursor.spanFrom(start), parts }
}

function startsIntervalPart(cursor: TokenCursor): boolean {
  const signed = cursor.isSymbol('-') || cursor.isSymbol('+') ? 1 : 0
  const value = cursor.ahead(signed)
  if (value.kind !== 'number' && value.kind !== 'string') return false
  return isUnit(cursor.ahead(signed + 1))
}

function parseIntervalPart(cursor: TokenCursor): IntervalPart {
  const { start } = cursor.token
  const negative = cursor.isSymbol('-')
  if (negative || cursor.isSymbol('+')) cursor.advance()
  if (cursor.token.kind !== 'number' && cursor.token.kind !== 'string') cursor.failExpecting('a number or a string')
  const value = cursor.token.kind === 'number' ? parseNumber(cursor) : parseString(cursor)
  const unit = isUnit(cursor.token) ? cursor.anyName() : null
  if (value.kind === 'number' && !unit) cursor.failExpecting('a unit such as `day`')
  const to = unit && cursor.isWord('to') && isUnit(cursor.ahead(1)) ? readUpperUnit(cursor) : null
  if (unit && cursor.isSymbol('(') && cursor.ahead(1).kind === 'number') skipPrecision(cursor)
  return { kind: 'interval-part', span: cursor.spanFrom(start), negative, value, unit, to }
}

function readUpperUnit(cursor: TokenCursor) {
  cursor.advance()
  return cursor.anyName()
}

/** `second(3)`: rounds to that many digits; both engines compute with microseconds all the same. */
function skipPrecision(cursor: TokenCursor): void {
  cursor.parenthesized(() => cursor.advance())
}

const units = /^(?:year|quarter|month|week|day|hour|minute|second|millisecond|microsecond|nanosecond|decade|century)s?$/

function isUnit(token: { readonly kind: string; readonly value: string }): boolean {
  return token.kind === 'word' && units.test(token.value)
}
