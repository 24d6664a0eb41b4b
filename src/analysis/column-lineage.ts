import type { KindSet } from '../manifest/lineage-kinds.ts'
import type { Analysis } from './analyse-query.ts'
import { LineageContext } from './lineage-context.ts'
import { type Origins, type Subject, solve } from './lineage-graph.ts'
import { partsOfRows } from './row-parts.ts'
import { attributesOf } from './shape.ts'
import { originalOf, partsOfAttribute } from './value-parts.ts'

/** A column of a relation outside the query, and how it is used. Names are in lower case. */
export interface ColumnUse {
  readonly relation: readonly string[]
  readonly column: string
  readonly kinds: KindSet
}

/** A name whose column could not be told, and how it is used. */
export interface UnresolvedUse {
  readonly reference: string
  /** The columns that it could be among are not known, or no relation has it. */
  readonly reason: 'unknown-columns' | 'unknown-name'
  readonly kinds: KindSet
}

/** What something comes from: each column once, by its relation's name and its own. */
export interface Lineage {
  readonly uses: readonly ColumnUse[]
  readonly unresolved: readonly UnresolvedUse[]
}

export interface OutputLineage extends Lineage {
  /** Null for an expression without an alias. */
  readonly name: string | null
}

export interface QueryLineage {
  /** In order. Columns behind a star over unknown columns are not among them, but see `open`. */
  readonly columns: readonly OutputLineage[]
  /** What decides which rows there are: it concerns all columns alike. */
  readonly rows: Lineage
  /** The stars whose columns are not known, as a reader would call them: `shop.orders.*`. */
  readonly open: readonly string[]
}

/**
 * What each output column's value is made from and chosen by, and what decides over the rows, through CTEs, subqueries,
 * joins and set operations. Clauses of a subquery within an expression belong to the column that the expression makes.
 * `isBoundary` names CTEs that stand for relations of their own: lineage ends at them as it does at tables.
 */
export function columnLineage(analysis: Analysis, isBoundary: (cte: string) => boolean = () => false): QueryLineage {
  const { query } = analysis
  const context = new LineageContext(analysis, isBoundary)
  const outputs = attributesOf(query.shape).map((output) => ({ name: output.name, value: originalOf(output, context) }))
  const originsOf = solve([...outputs.map(({ value }) => value), query], (subject: Subject) =>
    subject.kind === 'attribute' ? partsOfAttribute(subject, context) : partsOfRows(subject, context),
  )
  const open = query.shape.flatMap((entry) => (entry.kind === 'open' ? [context.openColumns(entry)] : []))
  return {
    columns: outputs.map(({ name, value }) => ({ name, ...lineageOf(originsOf(value)) })),
    rows: lineageOf(originsOf(query)),
    open: open.map((leaf) => leaf.label),
  }
}

function lineageOf(origins: Origins): Lineage {
  const uses: ColumnUse[] = []
  const unresolved: UnresolvedUse[] = []
  const sorted = [...origins]
  if (sorted.length > 1) sorted.sort(([a], [b]) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0))
  for (const [leaf, kinds] of sorted) {
    if (leaf.kind === 'column') uses.push({ relation: leaf.relation, column: leaf.column, kinds })
    else unresolved.push({ reference: leaf.label, reason: leaf.reason, kinds })
  }
  return { uses, unresolved }
}
