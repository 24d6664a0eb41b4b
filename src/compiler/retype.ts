import { analyseQuery } from '../analysis/analyse-query.ts'
import { KnownColumns } from '../analysis/known-columns.ts'
import type { RelationColumn } from '../analysis/relation-columns.ts'
import { inferTypes } from '../analysis/types/infer-types.ts'
import { type SqlType, sameType } from '../catalog/types/sql-type.ts'
import { inOrder, type Manifest } from '../manifest/manifest.ts'
import type { ModelNode, SourceNode } from '../manifest/nodes.ts'
import { sourceSystemColumns } from '../manifest/system-columns.ts'

/**
 * The columns of a project's relations when the files of its sources turn out to have other types than a compile could
 * see: a compile looks into a few files, and into none behind a network. The same object where nothing differs.
 */
export function retyped(
  manifest: Manifest,
  compiled: KnownColumns,
  typeOf: (source: SourceNode, column: string) => SqlType | null,
): KnownColumns {
  const nodes = inOrder(manifest)
  const sources = nodes.filter((node) => node.kind === 'source')
  const differs = sources.some((source) =>
    compiled
      .columnsOf(source.relation)
      ?.some(({ name, type }) => !isSystem(name) && !sameType(type ?? null, typeOf(source, name))),
  )
  if (!differs) return compiled
  const columns = new KnownColumns()
  for (const node of nodes) {
    if (node.kind === 'source') {
      const known = compiled.columnsOf(node.relation)
      const typed = known?.map((column) =>
        isSystem(column.name) ? column : withType(column, typeOf(node, column.name)),
      )
      columns.set(node.relation, typed ?? null, 'spark')
    } else if (node.kind === 'seed') {
      columns.set(node.relation, compiled.columnsOf(node.relation), node.engine)
    } else if (node.kind === 'model') {
      columns.set(node.relation, modelColumns(node, compiled, columns), node.engine)
    }
  }
  return columns
}

function modelColumns(
  node: ModelNode,
  compiled: KnownColumns,
  columns: KnownColumns,
): readonly RelationColumn[] | null {
  const known = compiled.columnsOf(node.relation)
  if (!known || !node.compiled.query) return known
  const analysis = analyseQuery(node.compiled.query, node.engine, columns.catalog(node.engine))
  const { outputs } = inferTypes(analysis)
  const types = new Map(
    analysis.columns === 'unknown' ? [] : analysis.columns.map(({ name }, at) => [name, outputs[at] ?? null] as const),
  )
  return known.map((column) => (types.has(column.name) ? withType(column, types.get(column.name) ?? null) : column))
}

function withType({ name }: RelationColumn, type: SqlType | null): RelationColumn {
  return { name, type }
}

function isSystem(name: string): boolean {
  return sourceSystemColumns.some((column) => column === name)
}
