import type { QueryDialect } from '../sql/dialects/syntax.ts'
import type { Column, Expression } from '../sql/tree.ts'
import { fold } from './names.ts'
import type { Reference } from './resolved.ts'

/**
 * The name that the engine gives a select item without an alias, where that is the name of a column; null where it is
 * made from the expression's text or function. A cast passes its column's name on: in Spark directly, and not a field's.
 */
export function outputName(
  expression: Expression,
  dialect: QueryDialect,
  references: ReadonlyMap<Column, Reference>,
): string | null {
  if (expression.kind === 'column') {
    const last = expression.parts.at(-1)
    return last ? fold(last) : null
  }
  if (expression.kind !== 'cast') return null
  const { value } = expression
  if (dialect === 'redshift') return outputName(value, dialect, references)
  const isField = value.kind === 'column' && (references.get(value)?.fields.length ?? 0) > 0
  return value.kind === 'column' && !isField ? outputName(value, dialect, references) : null
}
