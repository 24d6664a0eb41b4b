import type { TokenCursor } from '../cursor.ts'
import type { Expression, LikeOperator } from '../tree.ts'
import { holdsQuery } from './parenthesis.ts'

export interface Predicate {
  readonly expression: Expression
  readonly precedence: number
}

/**
 * `is …`, `between`, `in`, `like` and `at time zone` behind an operand, if one is next and binds between the bounds;
 * else null, and nothing is read.
 */
export function parsePredicate(
  cursor: TokenCursor,
  value: Expression,
  start: number,
  minimum: number,
  maximum: number,
): Predicate | null {
  const { kind } = cursor.token
  if (kind !== 'word' && kind !== 'symbol') return null
  const { precedences, features } = cursor.syntax
  const binds = (precedence: number) => precedence >= minimum && precedence <= maximum
  if (kind === 'word') {
    if (cursor.isWord('is', 'isnull', 'notnull')) {
      if (!binds(precedences.is)) return null
      const expression = parseIs(cursor, value, start)
      return expression && { expression, precedence: precedences.is }
    }
    if (features.atTimeZone && cursor.areWords('at', 'time', 'zone')) {
      if (!binds(precedences.atTimeZone)) return null
      cursor.skipWords('at', 'time', 'zone')
      const zone = cursor.expression(precedences.atTimeZone + 1)
      const expression: Expression = { kind: 'at-time-zone', span: cursor.spanFrom(start), value, zone }
      // One above its own, so that another may follow: it associates to the left.
      return { expression, precedence: precedences.atTimeZone + 1 }
    }
  }
  if (!binds(precedences.predicate)) return null
  const expression = parseNegatable(cursor, value, start)
  return expression && { expression, precedence: precedences.predicate }
}

function parseIs(cursor: TokenCursor, value: Expression, start: number): Expression | null {
  if (cursor.isWord('isnull', 'notnull')) {
    if (!cursor.syntax.reserved.has('isnull')) return null
    const negated = cursor.advance().value === 'notnull'
    return { kind: 'is', span: cursor.spanFrom(start), negated, value, test: 'null' }
  }
  cursor.advance()
  const negated = cursor.skipWords('not')
  if (cursor.skipWords('distinct', 'from')) {
    const right = cursor.expression(cursor.syntax.precedences.is + 1)
    return { kind: 'is-distinct', span: cursor.spanFrom(start), negated, left: value, right }
  }
  for (const test of ['null', 'true', 'false', 'unknown'] as const) {
    if (cursor.skipWords(test)) return { kind: 'is', span: cursor.spanFrom(start), negated, value, test }
  }
  return cursor.failExpecting('`null`, `true`, `false`, `unknown` or `distinct from`')
}

/** The predicates that `not` can stand in front of. */
function parseNegatable(cursor: TokenCursor, value: Expression, start: number): Expression | null {
  const { syntax } = cursor
  const symbol = cursor.token.kind === 'symbol' ? syntax.likeSymbols.get(cursor.token.value) : undefined
  if (symbol) {
    cursor.advance()
    return parseLike(cursor, value, start, symbol.operator, symbol.negated)
  }
  const negated = cursor.isWord('not') || (syntax.prefixSymbols.get('!') === 'not' && cursor.isSymbol('!'))
  const word = cursor.ahead(negated ? 1 : 0)
  if (word.kind !== 'word') return null
  if (word.value === 'between' || word.value === 'in') {
    if (negated) cursor.advance()
    cursor.advance()
    return word.value === 'in' ? parseIn(cursor, value, start, negated) : parseBetween(cursor, value, start, negated)
  }
  const operator = syntax.likeWords.get(word.value)
  if (!operator) return null
  if (negated) cursor.advance()
  cursor.advance()
  if (operator === 'similar to') cursor.expectWord('to')
  return parseLike(cursor, value, start, operator, negated)
}

function parseBetween(cursor: TokenCursor, value: Expression, start: number, negated: boolean): Expression {
  const operand = operandPrecedence(cursor)
  const mayBeSymmetric = cursor.syntax.features.symmetricBetween
  const symmetric = mayBeSymmetric && cursor.skipWords('symmetric')
  if (mayBeSymmetric && !symmetric) cursor.skipWords('asymmetric')
  const low = cursor.expression(operand)
  cursor.expectWord('and')
  const high = cursor.expression(operand)
  return { kind: 'between', span: cursor.spanFrom(start), negated, symmetric, value, low, high }
}

function parseIn(cursor: TokenCursor, value: Expression, start: number, negated: boolean): Expression {
  const open = cursor.expectSymbol('(')
  if (holdsQuery(cursor)) {
    const query = cursor.query()
    cursor.closeParenthesis(open)
    return { kind: 'in-subquery', span: cursor.spanFrom(start), negated, value, query }
  }
  const items = cursor.list(() => cursor.expression())
  cursor.closeParenthesis(open, '`,` or `)`')
  return { kind: 'in-list', span: cursor.spanFrom(start), negated, value, items }
}

function parseLike(
  cursor: TokenCursor,
  value: Expression,
  start: number,
  operator: LikeOperator,
  negated: boolean,
): Expression {
  const quantified = cursor.syntax.features.likeQuantifiers && (operator === 'like' || operator === 'ilike')
  if (quantified && cursor.isWord('any', 'some', 'all') && cursor.isSymbolAhead(1, '(')) {
    const quantifier = cursor.advance().value === 'all' ? 'all' : 'any'
    const patterns = cursor.parenthesized(() => cursor.list(() => cursor.expression()))
    return { kind: 'like-quantified', span: cursor.spanFrom(start), operator, quantifier, negated, value, patterns }
  }
  const pattern = cursor.expression(operandPrecedence(cursor))
  const escaped = operator !== 'rlike' && cursor.skipWords('escape')
  const escapeCharacter = escaped ? cursor.expression(operandPrecedence(cursor)) : null
  return {
    kind: 'like',
    span: cursor.spanFrom(start),
    operator,
    negated,
    value,
    pattern,
    escape: escapeCharacter,
  }
}

/** Operands of a predicate hold every operator that binds closer; in Spark that includes comparisons. */
function operandPrecedence(cursor: TokenCursor): number {
  return cursor.syntax.precedences.predicate + 1
}
