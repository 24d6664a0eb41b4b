import type { Expression, IsDistinct, Node, Quantified, Select } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { checkKeys } from './merged-keys.ts'

/** What Redshift refuses and the target would not. */
export function checkWritten(node: Node, translation: Translation): void {
  if (node.kind === 'is-distinct') checkDistinct(node, translation)
  else if (node.kind === 'quantified') checkQuantified(node, translation)
  else if (node.kind === 'select') checkTests(node, translation)
  else if (node.kind === 'nested-relation') checkKeys(node, translation)
}

/** "Unsupported PostgreSQL functions" of the guide. */
function checkDistinct({ span }: IsDistinct, translation: Translation): void {
  translation.reject(
    span,
    'Redshift has no `is distinct from`.',
    'Write `a <> b or (a is null) <> (b is null)`, or compare values that are never NULL.',
  )
}

/** "Comparison condition": `= any` is `in`, `<> all` is `not in`, and there are no others. */
function checkQuantified({ quantifier, operator, span }: Quantified, translation: Translation): void {
  if (operator === (quantifier === 'any' ? '=' : '<>')) return
  translation.reject(
    span,
    `Redshift has no \`${operator} ${quantifier}\` over a subquery.`,
    'Compare with `(select max(…) …)` or `(select min(…) …)`.',
  )
}

/** "Boolean type": an `is true` in the select list is not implemented. */
function checkTests({ items }: Select, translation: Translation): void {
  for (const { expression } of items) {
    for (const { kind, span } of testsOf(expression)) {
      if (kind === 'is')
        translation.reject(
          span,
          'Redshift has no `is true` in a select list.',
          'Write `coalesce(x, false)` or `x = true`.',
        )
    }
  }
}

/** The tests that an expression consists of; one within a `case` is a condition. */
function testsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'is':
      return expression.test === 'null' ? [] : [expression]
    case 'unary':
      return testsOf(expression.operand)
    case 'binary':
      return expression.operator === 'and' || expression.operator === 'or'
        ? [...testsOf(expression.left), ...testsOf(expression.right)]
        : []
    default:
      return []
  }
}
