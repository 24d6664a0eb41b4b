import type { TextSpan } from '../sql/tree.ts'
import type { ResolvedBody } from './resolved.ts'

/** What of a query shows its columns: its select list, or that of its first branch. */
export function outputSpan(body: ResolvedBody): TextSpan {
  if (body.kind === 'select') {
    const { items, span } = body.node
    return { start: items[0]?.span.start ?? span.start, end: items.at(-1)?.span.end ?? span.end }
  }
  if (body.kind === 'set-operation') return body.branches[0] ? outputSpan(body.branches[0]) : body.node.span
  return body.kind === 'query' ? outputSpan(body.body) : body.node.span
}
