import type { TokenCursor } from '../cursor.ts'

/** Whether a query begins at the next token, not counting one in parentheses. */
export function startsQuery(cursor: TokenCursor): boolean {
  return startsQueryAt(cursor, 0)
}

/**
 * Behind a `(`: whether all up to its `)` is a query, which may be in more parentheses: `((select 1) union (select 2))`
 * is one, `((select 1) + 1)` is an expression.
 */
export function holdsQuery(cursor: TokenCursor): boolean {
  let deepest = 0
  while (cursor.isSymbolAhead(deepest, '(')) deepest++
  if (!startsQueryAt(cursor, deepest)) return false
  for (let distance = 0; distance < deepest; distance++) {
    const close = cursor.closingDistance(distance)
    if (close === null) return true
    const next = cursor.ahead(close + 1)
    if (next.kind === 'word') return continuesQuery.has(next.value)
    if (next.kind !== 'symbol' || next.value !== ')') return next.kind === 'end'
  }
  return true
}

/**
 * Whether rows with a name of their own are next, as in `(values (1) as t(x) join u)`: those are a relation, where rows
 * alone are a query.
 */
export function holdsNamedRows(cursor: TokenCursor): boolean {
  if (!cursor.isWord('values')) return false
  for (let at = 1; ; at++) {
    const { kind, value } = cursor.ahead(at)
    if (kind === 'end' || (kind === 'symbol' && value === ')')) return false
    if (kind === 'word' && value === 'as') return true
    if (kind !== 'symbol' || value !== '(') continue
    const close = cursor.closingDistance(at)
    if (close === null) return false
    at = close
    const next = cursor.ahead(at + 1)
    if (next.kind === 'word' && !cursor.syntax.notBareAlias.has(next.value)) return true
  }
}

const continuesQuery = new Set([
  'union',
  'except',
  'minus',
  'intersect',
  'order',
  'limit',
  'offset',
  'fetch',
  'sort',
  'cluster',
  'distribute',
])

/** Whether a query begins `distance` tokens further on. */
export function startsQueryAt(cursor: TokenCursor, distance: number): boolean {
  const { kind, value } = cursor.ahead(distance)
  if (kind !== 'word') return false
  if (value === 'select' || value === 'with') return !cursor.isSymbolAhead(distance + 1, '.')
  const next = cursor.ahead(distance + 1)
  return cursor.syntax.features.values && value === 'values' && (next.kind !== 'symbol' || next.value === '(')
}
