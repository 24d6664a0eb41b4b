import type { TokenCursor } from '../cursor.ts'
import { clauseWords, wordSet } from '../dialects/words.ts'
import type { Case, CaseBranch, Column, Expression, Identifier } from '../tree.ts'
import { bareCall, parseCall } from './call.ts'
import { atInterval, parseBinaryLiteral, parseInterval, parseNumber, parseString } from './literal.ts'
import { holdsQuery } from './parenthesis.ts'
import { parseSpecialCall } from './special-call.ts'

/** An operand without operators around it. */
export function parsePrimary(cursor: TokenCursor): Expression {
  const { token } = cursor
  switch (token.kind) {
    case 'number':
      return parseNumber(cursor)
    case 'string':
      return parseString(cursor)
    case 'binary':
      return parseBinaryLiteral(cursor)
    case 'quoted':
      return parseNamed(cursor)
    case 'word':
      return parseWord(cursor)
    default:
      if (cursor.isSymbol('(')) return parseParentheses(cursor)
      return failExpectingOperand(cursor)
  }
}

function parseWord(cursor: TokenCursor): Expression {
  const { token, syntax } = cursor
  const next = cursor.ahead(1)
  const called = next.kind === 'symbol' && next.value === '('
  const qualifies = next.kind === 'symbol' && next.value === '.'
  if (!called && !qualifies) {
    const constant = parseConstant(cursor)
    if (constant) return constant
    if (token.value === 'case' && !endsOperand(cursor, 1)) return parseCase(cursor)
    if (atInterval(cursor)) return parseInterval(cursor)
    const typed = parseTypedLiteral(cursor)
    if (typed) return typed
    if (syntax.bareCalls.has(token.value)) return bareCall(cursor, [cursor.anyName()], token.start)
    if (syntax.features.approximate && token.value === 'approximate' && cursor.isSymbolAhead(2, '(')) {
      cursor.advance()
      return { ...parseCall(cursor, [cursor.anyName()], token.start), approximate: true }
    }
  }
  if (called) {
    if (token.value === 'values') failExpectingOperand(cursor)
    const special = parseSpecialCall(cursor)
    if (special) return special
    if (syntax.reservedFunctions.has(token.value)) return parseCall(cursor, [cursor.anyName()], token.start)
  }
  if (!mayBeName(cursor)) failExpectingOperand(cursor)
  return parseNamed(cursor)
}

function mayBeName(cursor: TokenCursor): boolean {
  const { token, syntax } = cursor
  if (syntax.reserved.has(token.value)) return false
  return !syntax.reluctantNames.has(token.value) || endsOperand(cursor, 1)
}

/** Whether the token at `distance` shows that the one before it was a whole operand. */
function endsOperand(cursor: TokenCursor, distance: number): boolean {
  const { kind, value } = cursor.ahead(distance)
  return kind === 'symbol' ? value !== '(' : kind === 'word' && value === 'from'
}

function parseConstant(cursor: TokenCursor): Expression | null {
  const { value, start, end } = cursor.token
  if (value !== 'null' && value !== 'true' && value !== 'false') return null
  if (cursor.isSymbolAhead(1, '->')) return null
  cursor.advance()
  const span = { start, end }
  return value === 'null' ? { kind: 'null', span } : { kind: 'boolean', span, value: value === 'true' }
}

/** `date '2024-01-01'`, `timestamp with time zone '…'`. */
function parseTypedLiteral(cursor: TokenCursor): Expression | null {
  const { token, syntax } = cursor
  if (!syntax.literalTypes.has(token.value)) return null
  const zone = ['with', 'without'].some((word) => cursor.ahead(1).value === word && cursor.ahead(2).value === 'time')
  if (cursor.ahead(zone ? 4 : 1).kind !== 'string') return null
  if (token.value === 'x') {
    cursor.advance()
    return parseBinaryLiteral(cursor)
  }
  const type = cursor.type()
  const value = parseString(cursor)
  return { kind: 'typed-literal', span: cursor.spanFrom(token.start), type, value }
}

function parseCase(cursor: TokenCursor): Case {
  const opening = cursor.advance()
  const operand = cursor.isWord('when') ? null : cursor.expression()
  const branches: CaseBranch[] = []
  while (cursor.isWord('when')) branches.push(parseCaseBranch(cursor))
  if (branches.length === 0) cursor.failExpecting('`when`')
  const otherwise = cursor.skipWords('else') ? cursor.expression() : null
  if (!cursor.isWord('end')) {
    cursor.failExpecting(otherwise ? '`end`' : '`when`, `else` or `end`', 'Each `case` is closed by an `end`.')
  }
  cursor.advance()
  return { kind: 'case', span: cursor.spanFrom(opening.start), operand, branches, otherwise }
}

function parseCaseBranch(cursor: TokenCursor): CaseBranch {
  const { start } = cursor.advance()
  const when = cursor.expression()
  cursor.expectWord('then')
  const result = cursor.expression()
  return { kind: 'case-branch', span: cursor.spanFrom(start), when, result }
}

/** A column, a call or a lambda: what begins with a name. */
function parseNamed(cursor: TokenCursor): Expression {
  const { start } = cursor.token
  if (cursor.syntax.features.lambdas && cursor.isSymbolAhead(1, '->')) {
    return parseLambda(cursor, [cursor.anyName()], start)
  }
  const parts = [cursor.anyName()]
  while (cursor.skipSymbol('.')) parts.push(cursor.label('a column or field name'))
  if (cursor.isSymbol('(')) return parseCall(cursor, parts, start)
  return { kind: 'column', span: cursor.spanFrom(start), parts } satisfies Column
}

function parseLambda(cursor: TokenCursor, parameters: readonly Identifier[], start: number): Expression {
  cursor.expectSymbol('->')
  const body = cursor.expression()
  return { kind: 'lambda', span: cursor.spanFrom(start), parameters, body }
}

/** `(query)`, `(a, b) -> …`, `(a, b)` or an expression in parentheses. */
function parseParentheses(cursor: TokenCursor): Expression {
  if (cursor.syntax.features.lambdas && atLambdaParameters(cursor)) {
    const { start } = cursor.token
    return parseLambda(cursor, cursor.nameList('a parameter name'), start)
  }
  const open = cursor.advance()
  if (holdsQuery(cursor)) {
    const query = cursor.query()
    cursor.closeParenthesis(open)
    return { kind: 'subquery', span: cursor.spanFrom(open.start), query }
  }
  const items = cursor.list(() => cursor.expression())
  cursor.closeParenthesis(open, items.length === 1 ? '`)`' : '`,` or `)`')
  const [only] = items
  if (only && items.length === 1) return only
  return { kind: 'row', span: cursor.spanFrom(open.start), items }
}

function atLambdaParameters(cursor: TokenCursor): boolean {
  for (let distance = 1; ; distance += 2) {
    const { kind } = cursor.ahead(distance)
    if (kind !== 'word' && kind !== 'quoted') return false
    if (cursor.isSymbolAhead(distance + 1, ')')) return cursor.isSymbolAhead(distance + 2, '->')
    if (!cursor.isSymbolAhead(distance + 1, ',')) return false
  }
}

/** Names the likely slip behind a missing operand. */
function failExpectingOperand(cursor: TokenCursor): never {
  cursor.failExpecting('a column or expression', missingOperandHelp(cursor))
}

function missingOperandHelp(cursor: TokenCursor): string | null {
  const { token, previous, syntax } = cursor
  const reserved = token.kind === 'word' && (syntax.reserved.has(token.value) || syntax.reluctantNames.has(token.value))
  // `order,` and `order from` show a name; `order by` shows a clause.
  if (reserved && (endsOperand(cursor, 1) || cursor.ahead(1).kind === 'end' || !clauseStarts.has(token.value))) {
    const quote = syntax.identifierQuote
    return `\`${token.text}\` is a reserved word; a column of that name is written ${quote}${token.text}${quote}.`
  }
  if (previous?.kind !== 'symbol') return null
  if (previous.value === ',') return 'Take away the comma, or write what should follow it.'
  if (previous.value === '&' && token.value === '&') return 'Conditions are joined with `and`.'
  if (previous.value === '=' && token.value === '=') return 'Equality is written with one `=`.'
  return token.value === '*' ? 'A `*` stands alone in a select list or in `count(*)`.' : null
}

const clauseStarts = wordSet(clauseWords)
