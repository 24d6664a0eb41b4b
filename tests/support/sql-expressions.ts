import fc from 'fast-check'
import { binary, call, caseWhen, cast, column, isNull, lambda, number, string } from '../../src/sql/build.ts'
import type { DialectSyntax } from '../../src/sql/dialects/syntax.ts'
import type { Expression, UnaryOperator } from '../../src/sql/tree.ts'

const span = { start: 0, end: 0 }

/** Trees of every operator of a dialect in every place, as a translation could make them. */
export function expressionsOf(syntax: DialectSyntax): fc.Arbitrary<Expression> {
  const { features } = syntax
  const operator = fc.constantFrom(...[...syntax.infix.values()].map((infix) => infix.operator))
  const unary = fc.constantFrom<UnaryOperator>('-', '+', 'not', ...syntax.prefixSymbols.values())
  const like = fc.constantFrom(...syntax.likeWords.values())
  return fc.letrec<{ node: Expression }>((tie) => {
    const node = tie('node')
    const forms: fc.Arbitrary<Expression>[] = [
      fc.constantFrom<Expression>(column('a', span), column(['t', 'b'], span), number(1, span), string('x', span)),
      fc.tuple(operator, node, node).map(([symbol, left, right]) => binary(symbol, left, right, span)),
      fc.tuple(unary, node).map(([symbol, operand]) => ({ kind: 'unary', span, operator: symbol, operand })),
      node.map((value) => isNull(value, span)),
      fc.tuple(node, node).map(([left, right]) => ({ kind: 'is-distinct', span, negated: true, left, right })),
      fc
        .tuple(node, node, node, fc.boolean())
        .map(([value, low, high, negated]) => ({ kind: 'between', span, negated, symmetric: false, value, low, high })),
      fc.tuple(node, node).map(([value, item]) => ({ kind: 'in-list', span, negated: false, value, items: [item] })),
      fc.tuple(like, node, node).map(([symbol, value, pattern]) => {
        return { kind: 'like', span, operator: symbol, negated: false, value, pattern, escape: null }
      }),
      node.map((value) => cast(value, 'int', span)),
      fc.tuple(node, node).map(([when, result]) => caseWhen([[when, result]], result, span)),
      fc.tuple(node, node).map(([first, second]) => call('f', [first, second], span)),
      fc.tuple(node, node).map(([value, index]) => ({ kind: 'subscript', span, value, index })),
      fc.tuple(node, node).map(([first, second]) => ({ kind: 'row', span, items: [first, second] })),
      fc.tuple(node, node).map(([needle, haystack]) => ({ kind: 'position', span, needle, haystack })),
    ]
    if (features.castSymbol) forms.push(node.map((value) => ({ ...cast(value, 'int', span), form: '::' })))
    if (features.lambdas) forms.push(node.map((body) => lambda(['x'], body, span)))
    if (features.atTimeZone) {
      forms.push(fc.tuple(node, node).map(([value, zone]) => ({ kind: 'at-time-zone', span, value, zone })))
    }
    return { node: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, ...forms) }
  }).node
}
