import { findFunction } from '../catalog/functions.ts'
import { re2Pattern } from '../catalog/spark/java-regex.ts'
import { nameOf, values } from '../catalog/write.ts'
import { revised } from '../sql/node-forms.ts'
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
  return pattern.replace(/\\[pP]\{\w+\}|\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]/g, (part) =>
    /^\\[^pP]/.test(part) ? part : 'x',
  )
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

/** A literal pattern of Java's as DuckDB's engine takes it. */
export function javaPattern(pattern: Expression, construct: string, translation: Translation): Expression {
  if (pattern.kind !== 'string') return pattern
  const re2 = re2Pattern(pattern.value)
  if ('pattern' in re2) return re2.pattern === pattern.value ? pattern : revised(pattern, { value: re2.pattern })
  translation.refuse(pattern.span, construct, `DuckDB's regular expressions have no "${re2.unsupported}".`)
  return pattern
}

/** The call with its pattern as DuckDB's engine takes it. */
export function withJavaPattern(node: Call, translation: Translation): Call {
  const [, pattern] = values(node)
  const name = findFunction('spark', nameOf(node))?.name ?? ''
  if (!pattern || !takesPattern.has(name)) return node
  const changed = javaPattern(pattern, name, translation)
  if (changed === pattern) return node
  return revised(node, { args: node.args.map((argument, at) => (at === 1 ? changed : argument)) })
}

export function checkRegexCall(node: Call, entryName: string, translation: Translation): void {
  const [, pattern] = values(node)
  if (pattern && takesPattern.has(entryName)) {
    // Redshift's functions look around by themselves.
    const signs = translation.dialect === 'redshift' ? /\(\?>|\\[1-9]|[*+?}]\+/ : undefined
    checkPattern(pattern, entryName, translation, signs)
  }
}
