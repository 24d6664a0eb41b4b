import { withAnyCharacter } from '../../catalog/redshift/any-character.ts'
import { decimalQuotient } from '../../catalog/redshift/decimal-quotient.ts'
import { lookAroundOfPerl, looksAround } from '../../catalog/redshift/rewrite-look-around.ts'
import { divisor } from '../../catalog/redshift/rewrite-numbers.ts'
import { decimalResult, digitsOf } from '../../catalog/types/decimals.ts'
import { typeName } from '../../catalog/types/write-type.ts'
import { binary, call, cast, not, simpleType, string } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Binary, Expression, InList, Like, Unary } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { checkPattern } from '../regex.ts'
import { textComparison } from './blanks.ts'
import { noTruth, redshiftCast, timeOf } from './casts.ts'
import { withNumberText } from './number-texts.ts'
import { asText } from './padding.ts'
import { plainSuper, superEquality } from './super.ts'

export function redshiftOperator(written: Binary, translation: Translation): Expression {
  const node = withDoubles(withReadLiterals(written, translation), translation)
  const { span, operator, left, right } = node
  switch (operator) {
    case '/':
      return quotient(node, translation)
    case '%':
      return binary('%', left, divisor(right), span)
    case '^':
      return call(
        'power',
        [left, right].map((side) => cast(side, 'double', side.span)),
        span,
      )
    case '#':
      return call('xor', [left, right], span)
    case '~':
    case '~*':
    case '!~':
    case '!~*': {
      if (right.kind === 'string' && looksAround(right.value)) {
        translation.reject(right.span, lookAroundOfPerl, "Use `regexp_count(…, 1, 'p') > 0`.")
        return node
      }
      checkPattern(right, operator, translation)
      const flags = operator.endsWith('*') ? [string('i', span)] : []
      const test = call('regexp_matches', [asText(left, translation), withAnyCharacter(right), ...flags], span)
      return operator.startsWith('!') ? not(test, span) : test
    }
    case 'overlaps':
      translation.refuse(span, 'overlaps', 'Compare the beginnings and ends.')
      return node
    case '||':
      for (const side of [left, right]) noTruth(side, translation.typeOf(side), side.span, translation)
      return { ...node, left: asText(left, translation), right: asText(right, translation) }
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const like = withNumberText(withMoments(withoutSuper(node, translation), translation), translation)
      const plain = textComparison(like, translation)
      return superEquality(plain, node, translation)
    }
    case '+':
    case '-':
    case '*':
      return withinDigits(
        withRoom(withMoments(withoutSuper(node, translation), translation), translation),
        node,
        translation,
      )
    default:
      return withMoments(withoutSuper(node, translation), translation)
  }
}

const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%'])

/** A quoted literal beside a number is read as one of its type, so that `2 * '1.5'` fails as it does on Redshift. */
function withReadLiterals(node: Binary, translation: Translation): Binary {
  if (!arithmetic.has(node.operator)) return node
  const read = (side: Expression, other: Expression): Expression => {
    const type = translation.exactTypeOf(other)
    if (side.kind !== 'string' || (type?.kind !== 'integer' && type?.kind !== 'float')) return side
    const name = typeName(type, 'redshift')
    const number = redshiftCast(side, simpleType(name, side.span), side.span, translation)
    translation.setType(number, type)
    return number
  }
  const [left, right] = [read(node.left, node.right), read(node.right, node.left)]
  return left === node.left && right === node.right ? node : revised(node, { left, right })
}

/** A `real` beside a whole number or a double is computed as a double, where DuckDB stays with 32 bits. */
function withDoubles(node: Binary, translation: Translation): Binary {
  const types = [node, node.left, node.right].map((one) => translation.exactTypeOf(one))
  const [result, left, right] = types.map((type) => (type?.kind === 'float' ? type.bits : null))
  if (result !== 64 || (left !== 32 && right !== 32)) return node
  const wide = (side: Expression, bits: unknown) => (bits === 32 ? cast(side, 'double', side.span) : side)
  return revised(node, { left: wide(node.left, left), right: wide(node.right, right) })
}

const narrowDigits = 18

/** Of decimals with 18 digits at most DuckDB keeps the result within 18 digits, where Redshift gives it up to 38. */
function withRoom(node: Binary, translation: Translation): Binary {
  const [a, b] = [node.left, node.right].map((side) => digitsOf(translation.exactTypeOf(side), 'redshift'))
  const types = [node.left, node.right].map((side) => translation.exactTypeOf(side)?.kind)
  if (!a || !b || !types.includes('decimal')) return node
  const scale = Math.max(a.scale, b.scale)
  const digits =
    node.operator === '*'
      ? a.precision + b.precision
      : Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1
  if (digits <= narrowDigits || Math.max(a.precision, b.precision) > narrowDigits) return node
  const wide = simpleType('decimal', node.left.span, [narrowDigits + 1, a.scale])
  return revised(node, { left: cast(node.left, wide, node.left.span) })
}

/** Where 38 digits are not enough Redshift gives up places behind the point, which the target would keep. */
export function withinDigits(result: Binary, node: Binary, translation: Translation): Expression {
  const [a, b] = [node.left, node.right].map((side) => digitsOf(translation.exactTypeOf(side), 'redshift'))
  const type = a && b ? decimalResult(node.operator, a, b, 'redshift') : null
  if (!a || !b || type?.kind !== 'decimal' || translation.exactTypeOf(node)?.kind !== 'decimal') return result
  const scale = node.operator === '*' ? a.scale + b.scale : Math.max(a.scale, b.scale)
  if (type.scale >= scale) return result
  return cast(result, simpleType('decimal', node.span, [type.precision, type.scale]), node.span)
}

/** DuckDB's `//` cuts whole numbers, as Redshift does, and divides all others as doubles. */
function quotient({ left, right, span }: Binary, translation: Translation): Expression {
  const types = [translation.exactTypeOf(left), translation.exactTypeOf(right)] as const
  const hasDecimal = types.some((type) => type?.kind === 'decimal')
  const exact = hasDecimal ? decimalQuotient(left, right, types, span) : null
  if (exact) return exact
  if (types[0]?.kind === 'interval') return binary('/', left, right, span)
  return binary('//', left, divisor(right), span)
}

/** Beside a plain value a SUPER one is read as that; NULL where it is something else. */
function withoutSuper(node: Binary, translation: Translation): Binary {
  const [a, b] = [translation.typeOf(node.left), translation.typeOf(node.right)]
  if (a === b || (a !== 'json' && b !== 'json') || a === null || b === null) return node
  const plain = a === 'json' ? b : a
  return revised(node, {
    left: plainSuper(node.left, plain, translation),
    right: plainSuper(node.right, plain, translation),
  })
}

/** Text beside a date or a moment is one. */
function withMoments(node: Binary, translation: Translation): Binary {
  const read = (side: Expression, other: Expression) => {
    const wanted = translation.typeOf(other)
    if (side.kind !== 'string' || (wanted !== 'date' && wanted !== 'timestamp')) return side
    return timeOf(side, wanted === 'date' && side.value.includes(':') ? 'timestamp' : wanted, 'string', side.span)
  }
  const [left, right] = [read(node.left, node.right), read(node.right, node.left)]
  return left === node.left && right === node.right ? node : revised(node, { left, right })
}

export function redshiftUnary(node: Unary): Expression {
  const name = { '|/': 'sqrt', '||/': 'cbrt', '@': 'abs' }[node.operator as string]
  return name ? call(name, [node.operand], node.span) : node
}

/** `similar to` has `%` and `_` among the signs of a regular expression, and matches the whole text. */
export function similarTest(node: Like, translation: Translation): Expression {
  const { span, value, pattern, negated } = node
  if (pattern.kind !== 'string') {
    translation.refuse(pattern.span, 'similar to', 'On DuckDB the pattern must be a literal.')
    return node
  }
  const test = call('regexp_full_match', [value, string(regexOf(pattern.value), pattern.span)], span)
  return negated ? not(test, span) : test
}

function regexOf(pattern: string): string {
  let inBrackets = false
  const regex = pattern.replace(/\\.|[[\]%_.^$]/gs, (sign) => {
    if (sign === '[') inBrackets = true
    if (sign === ']') inBrackets = false
    if (inBrackets || sign.length > 1) return sign
    return { '%': '.*', _: '.', '.': '\\.', '^': '\\^', $: '\\$' }[sign] ?? sign
  })
  return `(?s)${regex}`
}

/** `s in ('a', 2)` of a SUPER value: each is compared as its own type. Null for all other values. */
export function superList(
  node: InList,
  translation: Translation,
  equal: (node: Binary, translation: Translation) => Expression = redshiftOperator,
): Expression | null {
  const { span, value, items, negated } = node
  if (translation.typeOf(value) !== 'json') return null
  const tests = items.map((item) => equal(binary('=', value, item, item.span), translation))
  const [first, ...more] = tests
  if (!first) return null
  const found = more.reduce<Expression>((one, other) => binary('or', one, other, span), first)
  return negated ? not(found, span) : found
}
