import { analyseQuery } from '../analysis/analyse-query.ts'
import { typeAcross } from '../catalog/types/type-across.ts'
import { typeName } from '../catalog/types/write-type.ts'
import { cannotCross, wouldNotCross } from '../diagnostics/catalog/handoff.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { crossings } from '../manifest/crossings.ts'
import type { ModelNode } from '../manifest/nodes.ts'
import { templateSpan } from '../sql/parse-model.ts'
import type { CompiledProject } from './compile.ts'

/**
 * Columns that the other engine reads and has no type for. Errors where the profile has two databases; warnings where it
 * has one, so that a project learns of it before it moves. A type that is not known is left to the build.
 */
export function crossingProblems(compiled: CompiledProject): readonly Diagnostic[] {
  const { manifest, columns, profile } = compiled
  const { spark, redshift } = profile?.engines ?? {}
  const isOneDatabase = !spark || !redshift || (spark.type.value === 'duckdb' && redshift.type.value === 'duckdb')
  const make = isOneDatabase ? wouldNotCross : cannotCross
  const found: Diagnostic[] = []
  for (const { node, to } of crossings(manifest).values()) {
    if (node.kind !== 'model') continue
    const { engine: from, name } = node
    for (const column of columns.columnsOf(node.relation) ?? []) {
      // A table of a bare NULL has text there on every engine that speaks Redshift SQL.
      if (!column.type || (from === 'redshift' && column.type.kind === 'null')) continue
      if (typeAcross(column.type, from, to)) continue
      found.push(make(name, column.name, typeName(column.type, from), from, to, placeOf(node, column.name, compiled)))
    }
  }
  return found
}

/** What in the model gives the column. */
function placeOf(
  { compiled: { query, text }, engine, span }: ModelNode,
  name: string,
  compiled: CompiledProject,
): Span {
  if (!query) return span
  const outputs = analyseQuery(query, engine, compiled.columns.catalog(engine)).columns
  const output = outputs === 'unknown' ? undefined : outputs.find((column) => column.name === name)
  return (output && templateSpan(text, output.span)) ?? span
}
