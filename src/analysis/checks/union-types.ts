import { typeName } from '../../catalog/types/write-type.ts'
import type { Analysis } from '../analyse-query.ts'
import { outputSpan } from '../output-span.ts'
import { type Problem, problemAt } from '../problem.ts'
import type { Attribute, ResolvedBody, ResolvedQuery, ResolvedSetOperation, Shape } from '../resolved.ts'
import { attributesOf, isOpen } from '../shape.ts'
import type { QueryTypes } from '../types/infer-types.ts'
import { holdsMap, unites } from './operand-types.ts'

/** Branches of a set operation whose columns have no type in common. */
export function unionTypeProblems(analysis: Analysis, types: QueryTypes): Problem[] {
  const problems: Problem[] = []
  const open: (ResolvedBody | ResolvedQuery)[] = [analysis.query, ...analysis.subqueries.values()]
  for (let body = open.pop(); body; body = open.pop()) {
    if (body.kind === 'query') {
      open.push(body.body, ...body.ctes.flatMap(({ query }) => query ?? []))
    } else if (body.kind === 'select') {
      if (body.node.distinct && analysis.dialect === 'spark') problems.push(...mapsOf(body.shape, 'distinct', types))
      open.push(...body.items.flatMap(({ source }) => (source.kind === 'query' ? [source.query] : [])))
    } else if (body.kind === 'set-operation') {
      open.push(...body.branches)
      if (!body.branches.some(({ shape }) => isOpen(shape))) {
        problems.push(...branchProblems(body.branches, analysis, types), ...comparedMaps(body, analysis, types))
      }
    }
  }
  return problems
}

/** The first column of each branch that does not fit: with two in the wrong order, the second follows from the first. */
function branchProblems(branches: readonly ResolvedBody[], analysis: Analysis, types: QueryTypes): Problem[] {
  const [first, ...rest] = branches
  if (!first) return []
  const wanted = attributesOf(first.shape).map((column) => ({ column, type: decided(column, analysis, types) }))
  return rest.flatMap((branch): Problem[] => {
    for (const [at, other] of attributesOf(branch.shape).entries()) {
      const expected = wanted[at]
      const found = decided(other, analysis, types)
      if (!expected?.type || !found || unites(expected.type, found, analysis.dialect)) continue
      const isWritten = other.origin.kind === 'expression' || other.origin.kind === 'same'
      const details = {
        position: at + 1,
        column: expected.column.name,
        expected: typeName(expected.type, analysis.dialect),
        found: typeName(found, analysis.dialect),
        first: expected.column.span,
      }
      return [problemAt(isWritten ? other.span : outputSpan(branch), { code: 'type/union-differs', ...details })]
    }
    return []
  })
}

/** Spark compares no maps, and all set operations but `union all` compare rows. */
function comparedMaps({ node, shape }: ResolvedSetOperation, analysis: Analysis, types: QueryTypes): Problem[] {
  const comparing = node.rest.find((branch) => branch.operator !== 'union' || !branch.all)
  if (!comparing || analysis.dialect !== 'spark') return []
  return mapsOf(shape, comparing.operator, types)
}

function mapsOf(shape: Shape, operator: string, types: QueryTypes): Problem[] {
  return attributesOf(shape)
    .filter((column) => holdsMap(types.typeOfAttribute(column)))
    .map(({ span, name }) => problemAt(span, { code: 'type/map-compared', column: name, operator }))
}

/** A column's type, unless the engine takes it for what the other branches want: a NULL, or a quoted literal. */
function decided(column: Attribute, { dialect }: Analysis, types: QueryTypes) {
  const { origin } = column
  if (dialect === 'redshift' && origin.kind === 'expression' && origin.expression.kind === 'string') return null
  return types.typeOfAttribute(column)
}
