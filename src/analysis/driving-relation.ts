import type { Analysis } from './analyse-query.ts'
import { foldAll, sameName } from './names.ts'
import type { FromItem, ResolvedBody, ResolvedQuery, ResolvedSelect } from './resolved.ts'

/**
 * The relation whose rows drive a query, among `candidates`: the first that the outermost `from` reads, through CTEs and
 * subqueries, from left to right; of set operations the first branch that has one. Null when none of them is read so.
 */
export function drivingRelation(
  { query }: Analysis,
  candidates: readonly (readonly string[])[],
): readonly string[] | null {
  const dead = new Set<ResolvedBody>()
  const inBody = (body: ResolvedBody): readonly string[] | null => {
    if (dead.has(body)) return null
    const found = searchBody(body)
    if (!found) dead.add(body)
    return found
  }
  const searchBody = (body: ResolvedBody): readonly string[] | null => {
    if (body.kind === 'select') return firstOf(body.items, inItem)
    if (body.kind === 'set-operation') return firstOf(body.branches, inBody)
    return body.kind === 'query' ? inBody(body.body) : null
  }
  const inItem = (item: FromItem): readonly string[] | null => {
    const { source } = item
    if (source.kind === 'table') {
      const parts = foldAll(source.node.name)
      return candidates.find((candidate) => sameName(candidate, parts)) ?? null
    }
    const inner = queryOf(item)
    return inner && inBody(inner)
  }
  return inBody(query)
}

/** The way from a query to its driving relation: at each select one relation, the first from the left that leads there. */
export interface DrivingPath {
  leads(body: ResolvedBody): boolean
  itemOf(select: ResolvedSelect): FromItem | null
}

export function drivingPath(relation: readonly string[]): DrivingPath {
  const known = new Map<ResolvedBody, boolean>()
  const leads = (body: ResolvedBody): boolean => {
    const before = known.get(body)
    if (before !== undefined) return before
    const answer = search(body)
    known.set(body, answer)
    return answer
  }
  const search = (body: ResolvedBody): boolean => {
    if (body.kind === 'select') return itemOf(body) !== null
    if (body.kind === 'set-operation') return body.branches.some(leads)
    return body.kind === 'query' && leads(body.body)
  }
  const itemOf = ({ items }: ResolvedSelect): FromItem | null =>
    items.find((item) => {
      if (item.source.kind === 'table') return sameName(relation, foldAll(item.source.node.name))
      const inner = queryOf(item)
      return inner !== null && leads(inner)
    }) ?? null
  return { leads, itemOf }
}

/** The query that a relation of a `from` reads; null for tables and functions, and for a recursive query's own rows. */
export function queryOf({ source }: FromItem): ResolvedQuery | null {
  if (source.kind === 'query') return source.query
  return source.kind === 'cte' ? source.cte.query : null
}

function firstOf<T, R>(values: readonly T[], search: (value: T) => R | null): R | null {
  for (const value of values) {
    const found = search(value)
    if (found !== null) return found
  }
  return null
}
