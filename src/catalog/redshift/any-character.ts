import { binary, string } from '../../sql/build.ts'
import type { Expression } from '../../sql/tree.ts'

/** In a POSIX pattern `.` is any character; DuckDB's is none that ends a line, unless it is told. */
export function withAnyCharacter(pattern: Expression): Expression {
  const flag = '(?s)'
  if (pattern.kind !== 'string') return binary('||', string(flag, pattern.span), pattern, pattern.span)
  return hasDot(pattern.value) ? string(flag + pattern.value, pattern.span) : pattern
}

function hasDot(pattern: string): boolean {
  return pattern.replace(/\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\w+:\]|[^\]])*\]/g, '').includes('.')
}
