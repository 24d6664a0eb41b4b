import type { Expression } from '../sql/tree.ts'
import type { Analysis } from './analyse-query.ts'
import { columnFollower, isRefusal } from './follow-column.ts'
import { outputSpan } from './output-span.ts'
import { type Problem, problemAt } from './problem.ts'
import type { Attribute } from './resolved.ts'
import { attributesOf, columnNamed, isOpen } from './shape.ts'

export type PrimaryKeyOutputs =
  | { readonly ok: true; readonly outputs: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly problem: Problem }

/**
 * For each column of the driving relation's key (in lower case) the output column that carries it, unchanged or through
 * casts. Of several the one with the column's own name is taken, then the first.
 */
export function primaryKeyOutputs(
  analysis: Analysis,
  driving: readonly string[],
  sourceKeyColumns: readonly string[],
): PrimaryKeyOutputs {
  const { shape } = analysis.query
  const follow = columnFollower(analysis, driving)
  const sourceOf = (attribute: Attribute): string | null => {
    const followed = follow(attribute)
    return isRefusal(followed) ? null : carriedColumn(followed)
  }
  const carried = attributesOf(shape).flatMap((attribute) => {
    const source = attribute.name === null ? null : sourceOf(attribute)
    return source === null || attribute.name === null ? [] : [{ name: attribute.name, source }]
  })
  const outputs = new Map<string, string>()
  for (const column of sourceKeyColumns) {
    const wanted = column.toLowerCase()
    const carriers = carried.filter(({ source }) => source === wanted).map(({ name }) => name)
    const presumed = isOpen(shape) ? columnNamed(shape, wanted) : null
    if (presumed && sourceOf(presumed) === wanted) carriers.push(wanted)
    const output = carriers.includes(wanted) ? wanted : carriers[0]
    if (output === undefined) {
      const details = { code: 'cdc/source-key-not-output', column: wanted, relation: driving.join('.') } as const
      return { ok: false, problem: problemAt(outputSpan(analysis.query), details) }
    }
    outputs.set(wanted, output)
  }
  return { ok: true, outputs }
}

/** The column that an expression is, casts aside. */
function carriedColumn(expression: Expression): string | null {
  if (expression.kind === 'cast') return carriedColumn(expression.value)
  if (expression.kind !== 'column' || expression.parts.length !== 1) return null
  return expression.parts[0]?.name.toLowerCase() ?? null
}
