import { unitOfScale } from '../../catalog/redshift/decimal-quotient.ts'
import { decimalResult, digitsOf } from '../../catalog/types/decimals.ts'
import { isNumeric } from '../../catalog/value-type.ts'
import { macroCall } from '../../catalog/write.ts'
import { binary, call, cast, number } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Binary, Expression } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { textComparison } from '../redshift/blanks.ts'
import { withinDigits } from '../redshift/operators.ts'

const comparisons: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>='])

export function postgresOperator(node: Binary, translation: Translation): Expression {
  const plain = withoutSuper(node, translation)
  if (node.operator === '^') {
    const double = (side: Expression) => cast(side, 'double precision', side.span)
    return { ...plain, left: double(plain.left), right: double(plain.right) }
  }
  if (node.operator === '/') return decimalQuotient(plain, translation) ?? plain
  if (node.operator === '*' || node.operator === '+' || node.operator === '-') {
    return withinDigits(plain, node, translation)
  }
  return comparisons.has(node.operator) ? textComparison(plain, translation) : plain
}

/** Beside a plain value a SUPER one is read as that. */
function withoutSuper(node: Binary, translation: Translation): Binary {
  const [a, b] = [translation.typeOf(node.left), translation.typeOf(node.right)]
  if ((a === 'json') === (b === 'json')) return node
  const plainType = a === 'json' ? b : a
  const read = (side: Expression) => {
    if (translation.typeOf(side) !== 'json') return side
    if (plainType === 'string') return macroCall('redshift_super_string', [side], side.span)
    const text = macroCall('redshift_super_text', [side], side.span)
    if (isNumeric(plainType)) return cast(text, 'numeric', side.span)
    return plainType ? cast(text, plainType, side.span) : text
  }
  return revised(node, { left: read(node.left), right: read(node.right) })
}

/** Of decimals the quotient is cut after the places that the guide gives it; PostgreSQL would give more. */
function decimalQuotient({ left, right, span }: Binary, translation: Translation): Expression | null {
  const types = [translation.exactTypeOf(left), translation.exactTypeOf(right)]
  if (!types.some((type) => type?.kind === 'decimal')) return null
  const [a, b] = types.map((type) => digitsOf(type, 'redshift'))
  const result = a && b ? decimalResult('/', a, b, 'redshift') : null
  if (result?.kind !== 'decimal') return null
  const dividend = binary('*', left, number(10n ** BigInt(result.scale), span), span)
  return binary('*', call('div', [dividend, right], span), number(unitOfScale(result.scale), span), span)
}
