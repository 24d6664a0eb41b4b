import { maximumDepth, type TokenCursor } from '../cursor.ts'
import type { BinaryOperator, ComparisonOperator, Expression, UnaryOperator } from '../tree.ts'
import { startsQueryAt } from './parenthesis.ts'
import { failTooLong, parsePostfix } from './postfix.ts'
import { parsePredicate } from './predicate.ts'
import { parsePrimary } from './primary.ts'

/**
 * A Pratt parser: reads an operand, then operators as long as they bind at least as closely as `minimum`.
 * A chain of one operator is read in a loop and grows to the left, so its length is not nesting.
 */
export function parseExpression(cursor: TokenCursor, minimum: number): Expression {
  const { start } = cursor.token
  const { precedences } = cursor.syntax
  let left = parseOperand(cursor, minimum)
  // Operators that do not chain (`a = b = c`, `a in (1) is null`) lower what may follow them.
  let maximum = Number.POSITIVE_INFINITY
  let wraps = 0
  for (;;) {
    const predicate = parsePredicate(cursor, left, start, minimum, maximum)
    if (predicate) {
      if (++wraps > maximumDepth) failTooLong(cursor, start)
      left = predicate.expression
      maximum = predicate.precedence - 1
      continue
    }
    const { token } = cursor
    const infix = token.kind === 'symbol' || token.kind === 'word' ? cursor.syntax.infix.get(token.value) : undefined
    if (!infix || infix.precedence < minimum || infix.precedence > maximum) return left
    cursor.advance()
    const { operator, precedence, associativity } = infix
    const quantified = precedence === precedences.comparison ? parseQuantified(cursor, operator, left, start) : null
    if (quantified) left = quantified
    else {
      const right = cursor.expression(associativity === 'right' ? precedence : precedence + 1)
      const operatorSpan = { start: token.start, end: token.end }
      left = { kind: 'binary', span: cursor.spanFrom(start), operator, operatorSpan, left, right }
    }
    maximum = associativity === 'none' ? precedence - 1 : precedence
  }
}

function parseOperand(cursor: TokenCursor, minimum: number): Expression {
  const { token, syntax } = cursor
  const { precedences } = syntax
  if (token.kind === 'word' && token.value === 'not' && !cursor.isSymbolAhead(1, '.')) {
    if (!syntax.features.notAfterOperator && minimum > precedences.not) cursor.failExpecting('a column or expression')
    return parseUnary(cursor, 'not', precedences.not)
  }
  if (token.kind === 'symbol') {
    if (token.value === '-' || token.value === '+') return parseUnary(cursor, token.value, precedences.sign)
    const operator = syntax.prefixSymbols.get(token.value)
    // Operators of the same precedence associate to the left: `@ a || b` is `(@ a) || b`.
    if (operator) return parseUnary(cursor, operator, operator === 'not' ? precedences.not : precedences.prefix + 1)
  }
  return parsePostfix(cursor, parsePrimary(cursor), token.start)
}

function parseUnary(cursor: TokenCursor, operator: UnaryOperator, precedence: number): Expression {
  const { start } = cursor.advance()
  const operand = cursor.expression(precedence)
  return { kind: 'unary', span: cursor.spanFrom(start), operator, operand }
}

/** `any (select …)` on the right of a comparison; where the word is not reserved, it may be a function instead. */
function parseQuantified(
  cursor: TokenCursor,
  operator: BinaryOperator,
  value: Expression,
  start: number,
): Expression | null {
  if (!cursor.isWord('any', 'some', 'all') || !cursor.isSymbolAhead(1, '(')) return null
  const isQuery = startsQueryAt(cursor, 2)
  if (!isQuery && !cursor.syntax.reserved.has(cursor.token.value)) return null
  if (!isQuery) failExpectingSubquery(cursor)
  const quantifier = cursor.advance().value === 'all' ? 'all' : 'any'
  const query = cursor.parenthesized(() => cursor.query())
  // Only comparisons have the precedence that led here.
  const comparison = operator as ComparisonOperator
  return { kind: 'quantified', span: cursor.spanFrom(start), operator: comparison, quantifier, value, query }
}

function failExpectingSubquery(cursor: TokenCursor): never {
  const message = `\`${cursor.token.text}\` compares with the rows of a sub-query, and this is none.`
  cursor.fail('sql/unsupported', cursor.token, message, { help: 'Write `in (…)` for a list of values.' })
}
