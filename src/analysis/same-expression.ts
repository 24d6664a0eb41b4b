import type { Node } from '../sql/tree.ts'

/** Whether two expressions are written the same, wherever they stand and however their names' letters are cased. */
export function sameExpression(a: Node, b: Node): boolean {
  return same(a, b)
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]))
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const isName = 'kind' in a && a.kind === 'identifier'
  const right = new Map(Object.entries(b))
  return Object.entries(a).every(([key, value]) => {
    if (key === 'span' || key === 'operatorSpan' || (isName && key === 'quoted')) return true
    const other = right.get(key)
    if (isName && key === 'name') return String(value).toLowerCase() === String(other).toLowerCase()
    // `x::int` and `cast(x as int)` are the same value.
    return key === 'form' || same(value, other)
  })
}
