import type { TokenCursor } from '../cursor.ts'
import type { Token } from '../token.ts'
import type { Call, Cast, Expression, Extract, Identifier, Trim } from '../tree.ts'
import { bareCall, parseCall, parseCallFrom } from './call.ts'
import { holdsQuery } from './parenthesis.ts'

type SpecialCall = (cursor: TokenCursor) => Expression | null

/** Calls whose arguments are separated by words, by name. Each returns null, with nothing read, when it is a plain call. */
const specialCalls: ReadonlyMap<string, SpecialCall> = new Map<string, SpecialCall>([
  ['cast', (cursor) => parseCast(cursor, false)],
  ['try_cast', (cursor) => (cursor.syntax.features.tryCast ? parseCast(cursor, true) : null)],
  ['convert', (cursor) => (cursor.syntax.features.convertCast ? parseConvert(cursor) : null)],
  ['exists', parseExists],
  ['extract', parseExtract],
  ['trim', parseTrim],
  ['position', parsePosition],
  ['substring', (cursor) => parseWordSeparated(cursor, [['from', 'for'], ['for']])],
  ['substr', (cursor) => parseWordSeparated(cursor, [['from', 'for'], ['for']])],
  ['overlay', (cursor) => parseWordSeparated(cursor, [['placing', 'from', 'for']])],
])

/** Reads such a call if the cursor is at one; the next token is its name and the one after that a `(`. */
export function parseSpecialCall(cursor: TokenCursor): Expression | null {
  return specialCalls.get(cursor.token.value)?.(cursor) ?? null
}

function parseCast(cursor: TokenCursor, safe: boolean): Cast {
  const { start } = cursor.advance()
  const open = cursor.expectSymbol('(')
  const value = cursor.expression()
  cursor.expectWord('as')
  const type = cursor.type()
  cursor.closeParenthesis(open)
  return { kind: 'cast', span: cursor.spanFrom(start), safe, form: 'cast', value, type }
}

/** Redshift's `convert(type, value)`. */
function parseConvert(cursor: TokenCursor): Cast {
  const { start } = cursor.advance()
  const open = cursor.expectSymbol('(')
  const type = cursor.type()
  cursor.expectSymbol(',')
  const value = cursor.expression()
  cursor.closeParenthesis(open)
  return { kind: 'cast', span: cursor.spanFrom(start), safe: false, form: 'convert', value, type }
}

/** `exists (select …)`; Spark has a function of that name, over arrays. */
function parseExists(cursor: TokenCursor): Expression {
  const { start } = cursor.token
  const name = cursor.anyName()
  const open = cursor.token
  cursor.advance()
  if (!holdsQuery(cursor)) return parseCallFrom(cursor, name, start, open, cursor.expression())
  const query = cursor.query()
  cursor.closeParenthesis(open)
  return { kind: 'exists', span: cursor.spanFrom(start), query }
}

function parseExtract(cursor: TokenCursor): Extract {
  const { start } = cursor.advance()
  const open = cursor.expectSymbol('(')
  const field = parseExtractField(cursor)
  cursor.expectWord('from')
  const source = cursor.expression()
  cursor.closeParenthesis(open)
  return { kind: 'extract', span: cursor.spanFrom(start), field, source }
}

function parseExtractField(cursor: TokenCursor): Identifier {
  if (cursor.token.kind !== 'string') return cursor.label('a field such as `year`')
  const { value, start, end } = cursor.advance()
  return { kind: 'identifier', span: { start, end }, name: value, quoted: false }
}

function parseTrim(cursor: TokenCursor): Expression {
  const { start } = cursor.token
  const name = cursor.anyName()
  const open = cursor.advance()
  const side = parseTrimSide(cursor)
  if (side && cursor.skipWords('from')) return finishTrim(cursor, start, open, side, null)
  const first = cursor.expression()
  if (side || cursor.isWord('from')) {
    if (side && cursor.isSymbol(')')) {
      cursor.advance()
      return { kind: 'trim', span: cursor.spanFrom(start), side, characters: null, value: first }
    }
    cursor.expectWord('from')
    return finishTrim(cursor, start, open, side ?? 'both', first)
  }
  return parseCallFrom(cursor, name, start, open, first)
}

function parseTrimSide(cursor: TokenCursor): Trim['side'] | null {
  if (cursor.isSymbolAhead(1, ')') || cursor.isSymbolAhead(1, ',') || cursor.isSymbolAhead(1, '.')) return null
  for (const side of ['both', 'leading', 'trailing'] as const) if (cursor.skipWords(side)) return side
  return null
}

function finishTrim(
  cursor: TokenCursor,
  start: number,
  open: Token,
  side: Trim['side'],
  characters: Expression | null,
): Trim {
  const value = cursor.expression()
  cursor.closeParenthesis(open)
  return { kind: 'trim', span: cursor.spanFrom(start), side, characters, value }
}

function parsePosition(cursor: TokenCursor): Expression {
  const { start } = cursor.token
  const name = cursor.anyName()
  const open = cursor.advance()
  // Bound closer than `in`, which separates here.
  const needle = cursor.expression(cursor.syntax.precedences.predicate + 1)
  if (!cursor.skipWords('in')) return parseCallFrom(cursor, name, start, open, needle)
  const haystack = cursor.expression()
  cursor.closeParenthesis(open)
  return { kind: 'position', span: cursor.spanFrom(start), needle, haystack }
}

/** Arguments separated by words, in one of the orders given, or by commas; the call is the same. */
function parseWordSeparated(cursor: TokenCursor, orders: readonly (readonly string[])[]): Call {
  const { start } = cursor.token
  const name = cursor.anyName()
  if (cursor.isSymbolAhead(1, ')')) return parseCall(cursor, [name], start)
  const open = cursor.advance()
  const first = cursor.expression()
  const order = orders.find(([word]) => word !== undefined && cursor.isWord(word))
  if (!order) return parseCallFrom(cursor, name, start, open, first)
  const args = [first]
  // `substring(x for 3)` begins with the first character.
  if (order.length === 1) args.push({ kind: 'number', span: first.span, digits: '1', suffix: null })
  for (const word of order) if (cursor.skipWords(word)) args.push(cursor.expression())
  cursor.closeParenthesis(open)
  return { ...bareCall(cursor, [name], start), parentheses: true, args }
}
