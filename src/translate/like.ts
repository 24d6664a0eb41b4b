import { binary, not, string } from '../sql/build.ts'
import { revised } from '../sql/node-forms.ts'
import type { Expression, Like, LikeQuantified } from '../sql/tree.ts'

/** In both dialects a backslash escapes in a pattern; DuckDB has to be told, but only where there may be one. */
export function escapedLike(node: Like): Like {
  if (node.escape || (node.operator !== 'like' && node.operator !== 'ilike')) return node
  const { pattern } = node
  if (pattern.kind === 'string' && !pattern.value.includes('\\')) return node
  return revised(node, { escape: string('\\', pattern.span) })
}

/** `x like any (a, b)` as `x like a or x like b`. */
export function unrolledLike(node: LikeQuantified): Expression {
  const { span, operator, value, negated, quantifier, patterns } = node
  const tests = patterns.map((pattern): Expression => {
    const test = escapedLike({ kind: 'like', span, operator, negated: false, value, pattern, escape: null })
    return negated ? not(test, span) : test
  })
  return tests.reduce((left, right) => binary(quantifier === 'any' ? 'or' : 'and', left, right, span))
}
