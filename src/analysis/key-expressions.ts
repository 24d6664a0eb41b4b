import type { Expression } from '../sql/tree.ts'
import type { Analysis } from './analyse-query.ts'
import { columnFollower, isRefusal } from './follow-column.ts'
import { outputSpan } from './output-span.ts'
import { type Problem, problemAt } from './problem.ts'
import { columnNamed, namesOf } from './shape.ts'

export type KeyExpressions =
  | { readonly ok: true; readonly expressions: ReadonlyMap<string, Expression> }
  | { readonly ok: false; readonly problem: Problem }

/**
 * For each key column of a query's output (in lower case) the expression over the driving relation's columns that gives
 * it; these stand in it without qualifier. So the keys that a change touches are known from the changed row alone.
 */
export function keyExpressions(
  analysis: Analysis,
  driving: readonly string[],
  keyColumns: readonly string[],
): KeyExpressions {
  const follow = columnFollower(analysis, driving)
  const expressions = new Map<string, Expression>()
  for (const key of keyColumns) {
    const name = key.toLowerCase()
    const attribute = columnNamed(analysis.query.shape, name)
    const followed = attribute && follow(attribute)
    if (followed && !isRefusal(followed)) {
      expressions.set(name, followed)
      continue
    }
    const known = namesOf(analysis.query.shape)
    const absent = known.length === 0 ? 'the query does not give it' : `the query gives ${known.join(', ')}`
    const problem = problemAt(followed?.span ?? outputSpan(analysis.query), {
      code: 'cdc/key-not-from-source',
      column: name,
      relation: driving.join('.'),
      reason: followed?.reason ?? absent,
    })
    return { ok: false, problem }
  }
  return { ok: true, expressions }
}
