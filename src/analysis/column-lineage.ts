import type { Expression, Node } from '../sql/tree.ts'
import { children } from '../sql/walk.ts'
import type { Analysis } from './analyse-query.ts'
import { foldAll } from './names.ts'
import type { Attribute } from './resolved.ts'
import { attributesOf } from './shape.ts'

/** A column of a relation. Names are in lower case. */
export interface ColumnSource {
  readonly relation: readonly string[]
  readonly column: string
}

export interface ColumnLineage {
  /** Null for an expression without an alias. */
  readonly name: string | null
  /** Every column that the value is made from, once, in the order of the query. */
  readonly sources: readonly ColumnSource[]
  /** False when it also uses a column whose relation could not be told. */
  readonly complete: boolean
}

/**
 * What each output column's value is made from, through CTEs, subqueries, joins and set operations. Filters and join
 * conditions do not count. Columns behind a star over unknown columns are left out.
 */
export function columnLineage(analysis: Analysis): ColumnLineage[] {
  const known = new Map<Attribute, Lineage>()
  return attributesOf(analysis.query.shape).map((attribute) => {
    const { sources, complete } = lineageOf(attribute, analysis, known)
    return { name: attribute.name, sources: [...sources.values()], complete }
  })
}

interface Lineage {
  readonly sources: ReadonlyMap<string, ColumnSource>
  readonly complete: boolean
}

const nothing: Lineage = { sources: new Map(), complete: true }
const unknown: Lineage = { sources: new Map(), complete: false }

function lineageOf(attribute: Attribute, analysis: Analysis, known: Map<Attribute, Lineage>): Lineage {
  const before = known.get(attribute)
  if (before) return before
  const lineage = computeLineage(attribute, analysis, known)
  known.set(attribute, lineage)
  return lineage
}

function computeLineage(attribute: Attribute, analysis: Analysis, known: Map<Attribute, Lineage>): Lineage {
  const { origin, item } = attribute
  switch (origin.kind) {
    case 'table': {
      if (item?.source.kind !== 'table') return unknown
      const source = { relation: foldAll(item.source.node.name), column: origin.column }
      return { sources: new Map([[[...source.relation, source.column].join('.'), source]]), complete: true }
    }
    case 'same':
      return lineageOf(origin.of, analysis, known)
    case 'using':
      return merge([origin.left, origin.right].map((side) => lineageOf(side, analysis, known)))
    case 'union':
      return merge(origin.branches.map((branch) => (branch ? lineageOf(branch, analysis, known) : unknown)))
    case 'expression':
      return ofExpressions([origin.expression], analysis, known)
    case 'made':
      return ofExpressions(origin.from, analysis, known)
  }
}

function ofExpressions(roots: readonly Expression[], analysis: Analysis, known: Map<Attribute, Lineage>): Lineage {
  const parts: Lineage[] = []
  const open: Node[] = [...roots].reverse()
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'column') {
      const meaning = analysis.references.get(node)
      // A lambda's parameter has no meaning of its own: its values are those of the call's other arguments.
      if (meaning) parts.push(lineageOf(meaning.attribute, analysis, known))
      else if (!analysis.parameters.has(node)) parts.push(unknown)
    } else if (node.kind === 'query') {
      const query = analysis.subqueries.get(node)
      for (const attribute of attributesOf(query?.shape ?? [])) parts.push(lineageOf(attribute, analysis, known))
    } else if (node.kind !== 'exists') open.push(...[...children(node)].reverse())
  }
  return merge(parts)
}

function merge(parts: readonly Lineage[]): Lineage {
  if (parts.length === 0) return nothing
  return {
    sources: new Map(parts.flatMap((part) => [...part.sources])),
    complete: parts.every((part) => part.complete),
  }
}
