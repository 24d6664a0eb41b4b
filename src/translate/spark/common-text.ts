import { cast, simpleType } from '../../sql/build.ts'
import type { Case, Expression } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { sparkCast } from './casts.ts'

/**
 * Text among other types makes all of them text in Spark, where DuckDB would read a literal as the other type. A literal
 * is therefore given its type, and what evidently is no text becomes it.
 */
export function withCommonText(expressions: readonly Expression[], translation: Translation): readonly Expression[] {
  const types = expressions.map((expression) => translation.typeOf(expression))
  const allText = expressions.every(({ kind }, index) => kind === 'null' || types[index] === 'string')
  if (allText || !types.includes('string')) return expressions
  return expressions.map((expression, index) => {
    if (expression.kind === 'string') return cast(expression, 'varchar', expression.span)
    const type = types[index] ?? null
    const convertible = type !== null && !['string', 'array', 'map', 'struct', 'boolean', 'binary'].includes(type)
    return convertible
      ? sparkCast(expression, simpleType('string', expression.span), expression.span, translation)
      : expression
  })
}

/** The results of a `case` take one type. */
export function withCommonResult(node: Case, translation: Translation): Case {
  const results = node.branches.map((branch) => branch.result)
  const [otherwise, ...unified] = withCommonText(
    [node.otherwise ?? { kind: 'null', span: node.span }, ...results],
    translation,
  )
  const branches = node.branches.map((branch, index) => ({ ...branch, result: unified[index] ?? branch.result }))
  return { ...node, branches, otherwise: node.otherwise && (otherwise ?? null) }
}
