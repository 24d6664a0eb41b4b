import type { SqlType } from '../../catalog/types/sql-type.ts'
import { cast, simpleType } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Case, Expression, InList } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { sparkCast } from './casts.ts'

/** A float and a decimal are doubles together, where DuckDB would make the decimal a float. */
export function withDoubles(expressions: readonly Expression[], translation: Translation): readonly Expression[] {
  const types = expressions.map((expression) => translation.exactTypeOf(expression))
  if (!areDoubles(types)) return expressions
  return expressions.map((expression, index) =>
    types[index]?.kind === 'decimal' || types[index]?.kind === 'float'
      ? cast(expression, 'double', expression.span)
      : expression,
  )
}

export function areDoubles(types: readonly (SqlType | null)[]): boolean {
  const isSingle = types.some((type) => type?.kind === 'float' && type.bits === 32)
  return isSingle && types.some((type) => type?.kind === 'decimal')
}

/**
 * Text among other types makes all of them text in Spark, where DuckDB would read a literal as the other type. What may
 * be of another type is therefore written as text.
 */
export function withCommonText(expressions: readonly Expression[], translation: Translation): readonly Expression[] {
  const types = expressions.map((expression) => translation.typeOf(expression))
  if (!types.includes('string')) return withDoubles(expressions, translation)
  return expressions.map((expression, index) => {
    const type = types[index] ?? null
    if (expression.kind === 'null' || type === 'string' || type === 'boolean' || type === 'binary') return expression
    return sparkCast(expression, simpleType('string', expression.span), expression.span, translation)
  })
}

/** `x in (1, 'a')`: the value and the list take one type. */
export function withCommonList(node: InList, translation: Translation): InList {
  const [value = node.value, ...items] = withCommonText([node.value, ...node.items], translation)
  return revised(node, { value, items })
}

/** The results of a `case` take one type. */
export function withCommonResult(node: Case, translation: Translation): Case {
  const results = node.branches.map((branch) => branch.result)
  const [otherwise, ...unified] = withCommonText(
    [node.otherwise ?? { kind: 'null', span: node.span }, ...results],
    translation,
  )
  const branches = node.branches.map((branch, index) => revised(branch, { result: unified[index] ?? branch.result }))
  return revised(node, { branches, otherwise: node.otherwise && (otherwise ?? null) })
}
