import { commonType } from '../catalog/types/common-type.ts'
import { typeName } from '../catalog/types/write-type.ts'
import { columnsOf, type DriftFound, type ExpectedColumns, expectedColumns, gatherDrift } from '../ingest/drift.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { ModelNode, SourceNode } from '../manifest/nodes.ts'
import { walk } from '../sql/walk.ts'
import type { SourceFile } from './warehouse-state.ts'

/**
 * How the files that a batch takes in differ from those before and from what is declared, and what becomes of it, in
 * sentences for people. What a policy refuses is a problem of its own.
 *
 * @param earlier files that other batches have
 * @param stagings the models that read the table
 */
export function driftNotes(
  source: SourceNode,
  taken: readonly SourceFile[],
  {
    earlier,
    stagings,
    manifest,
  }: {
    readonly earlier: readonly SourceFile[]
    readonly stagings: readonly ModelNode[]
    readonly manifest: Manifest
  },
): readonly string[] {
  if (earlier.length === 0 && source.columns.length === 0) return []
  const expected = widest(expectedColumns(source, earlier), columnsOf(earlier))
  const missedBefore = new Set(
    gatherDrift(source, expected, earlier).flatMap(({ drift }) => (drift.kind === 'missing' ? drift.column : [])),
  )
  const { newColumn } = source.config.drift
  return gatherDrift(source, expected, taken)
    .filter(({ drift }) => {
      if (drift.kind === 'missing') return !missedBefore.has(drift.column)
      // The first files are no news.
      return drift.kind === 'changed' || earlier.length > 0 || newColumn === 'ignore'
    })
    .map((found) =>
      noteOf(source, found, (column) => stagings.filter((model) => !selects(model, source, column, manifest))),
    )
}

function noteOf(
  { sourceName, name, config }: SourceNode,
  { drift, files }: DriftFound,
  unmappedIn: (column: string) => readonly ModelNode[],
): string {
  const table = `${sourceName}.${name}`
  const column = `"${drift.column}"`
  const [first, ...others] = files
  const where = others.length === 0 ? first : `${first} and ${others.length} more`
  switch (drift.kind) {
    case 'new': {
      if (config.drift.newColumn === 'ignore')
        return `${table} has a new column ${column} (in ${where}), which is ignored.`
      const unmapped = unmappedIn(drift.column).map((model) => model.name)
      const lacks =
        unmapped.length === 0 ? '' : ` It is unmapped in ${unmapped.join(', ')}, whose select list does not name it.`
      return `${table} has a new column ${column} (in ${where}). Rows from before have NULL there until a reload.${lacks}`
    }
    case 'missing':
      return `${table} declares the column ${column}, which is not in ${where}: it is NULL in those rows.`
    case 'changed': {
      const [before, seen] = [typeName(drift.from, 'spark'), typeName(drift.seen, 'spark')]
      const becomes = drift.to ? `it is widened to ${typeName(drift.to, 'spark')}` : 'no type holds both'
      return `The column ${column} of ${table} was ${before} and is ${seen} in ${where}: ${becomes}.`
    }
  }
}

function widest(...all: readonly ExpectedColumns[]): ExpectedColumns {
  const names = new Set(all.flatMap((columns) => [...columns.keys()]))
  return new Map(
    [...names].map((name) => {
      const types = all.flatMap((columns) => columns.get(name) ?? [])
      return [name, types.length === 0 ? null : commonType(types, 'spark')]
    }),
  )
}

/** Whether a model's query takes a column of a source, as far as that is known. */
function selects(model: ModelNode, source: SourceNode, column: string, { lineage }: Manifest): boolean {
  const { query } = model.compiled
  const found = lineage.get(model.id)
  if (!query || !found || found.unresolved.length > 0) return true
  let hasStar = false
  walk(query, (node) => {
    // `count(*)` takes no column.
    if (node.kind === 'call') return 'skip'
    if (node.kind === 'star') hasStar = true
    return null
  })
  const edges = [...found.columns.values()].flat().concat(found.rows)
  return hasStar || edges.some((edge) => edge.node === source.id && edge.column === column)
}
