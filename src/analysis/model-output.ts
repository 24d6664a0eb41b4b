import type { Analysis } from './analyse-query.ts'
import { type Problem, problemAt } from './problem.ts'
import { attributesOf } from './shape.ts'

/** What keeps a query's output from being a table: a name twice, or a column without a name. */
export function modelOutputProblems({ query, columns }: Analysis): Problem[] {
  const problems: Problem[] = []
  const first = new Map<string, { start: number; end: number }>()
  for (const [index, { name, span }] of attributesOf(query.shape).entries()) {
    if (name === null) {
      // Behind a star over unknown columns nobody knows which column it is, but it has no name all the same.
      const position = columns === 'unknown' ? query.shape.findIndex((entry) => entry.span === span) : index
      problems.push(problemAt(span, { code: 'column/unnamed-output', position: position + 1 }))
      continue
    }
    const before = first.get(name)
    if (before) problems.push(problemAt(span, { code: 'column/duplicate-output', column: name, first: before }))
    else first.set(name, span)
  }
  return problems
}
