import { typeName } from '../catalog/types/write-type.ts'
import { columnMissing, columnNotExpected, columnRetyped } from '../diagnostics/catalog/ingest.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { type DriftFound, expectedColumns, gatherDrift } from '../ingest/drift.ts'
import type { SourceNode } from '../manifest/nodes.ts'
import type { SourceFile } from '../planner/warehouse-state.ts'

/**
 * What the policies of a source table have against some of its files: those that a batch is about to take. A file that was
 * taken in is not judged again.
 */
export function driftProblems(
  source: SourceNode,
  files: ReadonlyMap<string, SourceFile>,
  taken: ReadonlySet<string>,
): readonly Diagnostic[] {
  const { newColumn, changedType, missingColumn } = source.config.drift
  if (newColumn !== 'fail' && changedType !== 'fail' && missingColumn !== 'fail') return []
  // A file that could not be read has no columns, and its own problem.
  const readable = [...files.values()].filter((file) => file.columns.length > 0)
  const expected = expectedColumns(source, readable)
  const found = gatherDrift(
    source,
    expected,
    readable.filter((file) => taken.has(file.key)),
  )
  const refused = { new: newColumn === 'fail', changed: changedType === 'fail', missing: missingColumn === 'fail' }
  return found.filter(({ drift }) => refused[drift.kind]).map((one) => problemOf(source, one))
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
      return columnRetyped(table, column, { before, isDeclared: declared !== null, seen }, files, span)
    }
  }
}
