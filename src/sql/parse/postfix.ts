import { maximumDepth, type TokenCursor } from '../cursor.ts'
import type { Expression } from '../tree.ts'

/** What binds closest of all: `x[0]`, `x.field`, `x::type`. */
export function parsePostfix(cursor: TokenCursor, operand: Expression, start: number): Expression {
  const { features } = cursor.syntax
  let value = operand
  for (let length = 0; length < maximumDepth; length++) {
    if (cursor.isSymbol('[')) value = parseSubscript(cursor, value, start)
    else if (cursor.isSymbol('.') && mayHaveFields(value)) {
      cursor.advance()
      const name = cursor.label('a field name')
      value = { kind: 'field', span: cursor.spanFrom(start), value, name }
    } else if (features.castSymbol && cursor.skipSymbol('::')) {
      const type = cursor.type()
      value = { kind: 'cast', span: cursor.spanFrom(start), safe: false, form: '::', value, type }
    } else return value
  }
  return failTooLong(cursor, start)
}

/** A chain of other forms than binary operators is nesting to whoever reads the tree. */
export function failTooLong(cursor: TokenCursor, start: number): never {
  const span = cursor.spanFrom(start)
  cursor.fail('sql/too-deep', span, 'This expression is too long a chain to be read.', {
    help: 'Compute a part of it in a `with` query.',
  })
}

function parseSubscript(cursor: TokenCursor, value: Expression, start: number): Expression {
  const open = cursor.advance()
  const index = cursor.expression()
  if (!cursor.skipSymbol(']')) {
    if (cursor.token.kind === 'end') cursor.failUnclosed(open)
    cursor.failExpecting(
      '`]`',
      cursor.isSymbol(',') ? 'A list of values is written `array(…)`, with parentheses.' : null,
    )
  }
  return { kind: 'subscript', span: cursor.spanFrom(start), value, index }
}

function mayHaveFields(value: Expression): boolean {
  return value.kind !== 'number' && value.kind !== 'string' && value.kind !== 'star'
}
