import type { Expression } from '../sql/tree.ts'
import { fold } from './names.ts'

/**
 * The name that both engines give a select item without an alias; null where each makes up its own. A column, or a field
 * of one, passes its last name on, through casts too.
 */
export function outputName(expression: Expression): string | null {
  switch (expression.kind) {
    case 'column': {
      const last = expression.parts.at(-1)
      return last ? fold(last) : null
    }
    case 'field':
      return fold(expression.name)
    case 'cast':
      return outputName(expression.value)
    default:
      return null
  }
}
