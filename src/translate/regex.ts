import { values } from '../catalog/write.ts'
import type { Call, Expression } from '../sql/tree.ts'
import type { Translation } from './context.ts'

/** DuckDB's engine (RE2) neither looks around nor refers back: such a pattern is refused before it fails at run. */
export function checkPattern(
  pattern: Expression,
  construct: string,
  translation: Translation,
  signs = /\(\?(?:[=!>]|<[=!])|\\[1-9]|[*+?}]\+/,
): void {
  if (pattern.kind !== 'string') return
  const sign = signs.exec(withoutBrackets(pattern.value))
  if (!sign) return
  translation.refuse(pattern.span, construct, `DuckDB's regular expressions have no "${sign[0]}".`)
}

/** Within brackets the signs stand for themselves. */
function withoutBrackets(pattern: string): string {
  return pattern.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]/g, (part) => (part.startsWith('\\') ? part : 'x'))
}

const takesPattern = new Set([
  'regexp_count',
  'regexp_extract',
  'regexp_extract_all',
  'regexp_instr',
  'regexp_replace',
  'regexp_substr',
  'rlike',
  'split',
])

export function checkRegexCall(node: Call, entryName: string, translation: Translation): void {
  const [, pattern] = values(node)
  if (pattern && takesPattern.has(entryName)) {
    // Redshift's functions look around by themselves.
    const signs = translation.dialect === 'redshift' ? /\(\?>|\\[1-9]|[*+?}]\+/ : undefined
    checkPattern(pattern, entryName, translation, signs)
  }
}
