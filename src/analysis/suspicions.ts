import type { Binary, Node } from '../sql/tree.ts'
import { walk } from '../sql/walk.ts'
import type { Analysis } from './analyse-query.ts'
import { type Problem, problemAt } from './problem.ts'

const comparisons: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>='])

/** What every engine accepts, and nobody means. */
export function suspicions({ query }: Analysis): Problem[] {
  const problems: Problem[] = []
  walk(query.node, (node) => {
    if (node.kind !== 'binary') return
    if (comparisons.has(node.operator) && [node.left, node.right].some(({ kind }) => kind === 'null')) {
      problems.push(problemAt(node.span, { code: 'sql/compares-null', operator: node.operator }))
    }
    const day = dateOf(node)
    if (day) problems.push(problemAt(node.span, { code: 'sql/date-without-quotes', day }))
  })
  return problems
}

/** `2024-01-31`, which is the number 1992. */
function dateOf({ operator, left, right }: Binary): string | null {
  if (operator !== '-' || left.kind !== 'binary' || left.operator !== '-') return null
  const day = [left.left, left.right, right].map(digitsOf).join('-')
  return /^(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(day) ? day : null
}

function digitsOf(node: Node): string {
  return node.kind === 'number' ? node.digits : ''
}
