import type { Binary, Expression, Unary } from '../tree.ts'
import { precedenceOf } from './precedence.ts'
import type { OperatorStyle } from './style.ts'
import type { SqlWriter } from './writer.ts'

/** A chain of operators grows to the left and may be thousands long: it is written in a loop. */
export function writeOperators(writer: SqlWriter, root: Binary): void {
  const chain = [root]
  let first = root.left
  for (let parent = root; first.kind === 'binary'; first = first.left) {
    if (precedenceOf(first, writer.style) < leftMinimum(styleOf(writer, parent))) break
    chain.push(first)
    parent = first
  }
  const bottom = chain.at(-1) ?? root
  writer.expression(first, leftMinimum(styleOf(writer, bottom)))
  for (const link of chain.reverse()) {
    const operator = styleOf(writer, link)
    writer.at(link.operatorSpan, () => writer.text(` ${operator.text} `))
    writer.expression(link.right, operator.precedence + (operator.associativity === 'right' ? 0 : 1))
  }
}

/** An operator that the dialect lacks is written as it is, and binds least: parentheses on both sides. */
function styleOf(writer: SqlWriter, { operator }: Binary): OperatorStyle {
  return writer.style.operators.get(operator) ?? { text: operator, precedence: 0, associativity: 'none' }
}

function leftMinimum({ precedence, associativity }: OperatorStyle): number {
  return precedence + (associativity === 'left' ? 0 : 1)
}

export function writeUnary(writer: SqlWriter, { operator, operand }: Unary): void {
  const { not, sign, prefix } = writer.style.precedences
  if (operator === 'not') {
    writer.text('not ')
    writer.expression(operand, not)
    return
  }
  writer.text(operator)
  // Two signs in a row would begin a comment, two symbols another operator.
  const touches = operand.kind === 'unary' || (operand.kind === 'number' && operand.digits.startsWith('-'))
  if (touches) writer.parentheses(() => writer.expression(operand))
  else {
    if (beginsWithSign(operand)) writer.text(' ')
    writer.expression(operand, operator === '-' || operator === '+' ? sign : prefix + 1)
  }
}

/** Whether the first thing written of an expression may be the symbol of an operator. */
function beginsWithSign(expression: Expression): boolean {
  switch (expression.kind) {
    case 'unary':
      return expression.operator !== 'not'
    case 'number':
      return expression.digits.startsWith('-')
    case 'binary':
    case 'is-distinct':
      return beginsWithSign(expression.left)
    case 'is':
    case 'between':
    case 'in-list':
    case 'like':
    case 'cast':
    case 'at-time-zone':
      return beginsWithSign(expression.value)
    default:
      return false
  }
}
