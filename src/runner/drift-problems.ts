import { typeName } from '../catalog/types/write-type.ts'
import { columnMissing, columnNotExpected, columnRetyped } from '../diagnostics/catalog/ingest.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { type DriftFound, expectedColumns, gatherDrift, hiddenColumns } from '../ingest/drift.ts'
import type { SourceNode } from '../manifest/nodes.ts'
import type { SourceFile } from '../planner/warehouse-state.ts'

/**
 * What the policies of a source table have against some of its files: those that a batch is about to take. A file that was
 * taken in is not judged again. A type that nothing holds together with those of other files is refused in any case.
 */
export function driftProblems(
  source: SourceNode,
  files: ReadonlyMap<string, SourceFile>,
  taken: ReadonlySet<string>,
): readonly Diagnostic[] {
  const { newColumn, changedType, missingColumn } = source.config.drift
  // A file that could not be read has no columns, and its own problem.
  const readable = [...files.values()].filter((file) => file.columns.length > 0)
  const candidates = readable.filter((file) => taken.has(file.key))
  if (candidates.length === 0) return []
  const refused = { new: newColumn === 'fail', changed: changedType === 'fail', missing: missingColumn === 'fail' }
  const judged = Object.values(refused).includes(true)
    ? gatherDrift(source, expectedColumns(source, readable), candidates).filter(({ drift }) => refused[drift.kind])
    : []
  const known = new Set(judged.flatMap(({ drift }) => (drift.kind === 'changed' ? drift.column : [])))
  // An engine cannot read together what no type holds. Extracts are read each by itself.
  const together = source.config.mode === 'full' ? candidates : readable
  const hidden = hiddenColumns(source, readable)
  const apart = gatherDrift(source, expectedColumns({ columns: [] }, together), candidates).filter(
    ({ drift }) =>
      drift.kind === 'changed' && drift.to === null && !known.has(drift.column) && !hidden.has(drift.column),
  )
  return [
    ...judged.map((one) => problemOf(source, one)),
    ...apart.map((one) => problemOf({ ...source, columns: [] }, one)),
  ]
}

function problemOf({ sourceName, name, columns, span }: SourceNode, { drift, files }: DriftFound): Diagnostic {
  const table = `${sourceName}.${name}`
  const { column } = drift
  switch (drift.kind) {
    case 'new':
      return columnNotExpected(table, column, files, columns.length > 0, span)
    case 'missing':
      return columnMissing(table, column, files, span)
    case 'changed': {
      const declared = columns.find((one) => one.name.toLowerCase() === column)?.dataType ?? null
      const [before, seen] = [declared ?? typeName(drift.from, 'spark'), typeName(drift.seen, 'spark')]
      return columnRetyped(
        table,
        column,
        { before, isDeclared: declared !== null, seen, widens: drift.to !== null },
        files,
        span,
      )
    }
  }
}
