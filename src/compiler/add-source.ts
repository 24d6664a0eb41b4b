import type { RelationColumn } from '../analysis/relation-columns.ts'
import { systemColumnType } from '../analysis/system-column-type.ts'
import { sourceColumnType } from '../catalog/types/source-column-type.ts'
import type { SqlType } from '../catalog/types/sql-type.ts'
import { watermarkKind } from '../catalog/types/watermark-kind.ts'
import { typeName } from '../catalog/types/write-type.ts'
import { sourcePlace } from '../config/storage-address.ts'
import type { Located } from '../config/value.ts'
import * as problems from '../diagnostics/catalog/compile.ts'
import type { SourceNode } from '../manifest/nodes.ts'
import { sourceSystemColumns } from '../manifest/system-columns.ts'
import { checkDataTypes } from './check-columns.ts'
import type { DeclaredSource } from './declare.ts'
import { describeNode } from './descriptions.ts'
import { columnInfo } from './node-base.ts'
import { originLineage } from './node-lineage.ts'
import type { Workspace } from './workspace.ts'

export interface SeenColumn {
  readonly name: string
  readonly type: SqlType | null
}

/** Makes a source table's node. `inFiles`: the columns of its files, or null when nobody can look without connecting. */
export function addSource(declared: DeclaredSource, inFiles: readonly SeenColumn[] | null, workspace: Workspace): void {
  const { table, source, relation } = declared
  const { context, report } = workspace
  const node: SourceNode = {
    kind: 'source',
    id: declared.id,
    name: table.name.value,
    sourceName: source.name.value,
    fqn: [workspace.loaded.project.name, source.name.value, table.name.value],
    path: table.span.file.path,
    span: table.name.span,
    ...describeNode(table.description, context, report),
    tags: table.tags,
    meta: table.meta,
    dependsOn: [],
    relation,
    config: table.config,
    columns: table.columns.map((column) => columnInfo(column, workspace)),
    unchangedAsNull: table.columns
      .filter((column) => column.unchangedAsNull)
      .map(({ name }) => name.value.toLowerCase()),
    notStored: table.columns
      .filter((column) => column.mask?.value === 'drop')
      .map(({ name }) => name.value.toLowerCase()),
  }
  workspace.nodes.set(node.id, node)
  checkDataTypes(table.columns, report)
  const known = lowerCase([
    ...node.columns.map((column) => column.name),
    ...(inFiles ?? []).map((column) => column.name),
  ])
  if (known.length === 0 && isOnS3(declared, workspace))
    report(problems.sourceColumnsUnknown(`${source.name.value}.${table.name.value}`, table.name.span))
  // With a mistake in its YAML a column may be missing here that is meant to be declared.
  const isKnown = known.length > 0 && !workspace.hasErrorsIn(table.span.file)
  const same = (name: string) => (column: { readonly name: string }) => column.name.toLowerCase() === name
  const typeOf = (name: string) =>
    sourceColumnType({
      declared: node.columns.find(same(name))?.dataType ?? null,
      format: node.config.format,
      seen: (inFiles ?? []).filter(same(name)).map((column) => column.type),
    })
  const columns: readonly RelationColumn[] = [
    ...known.map((name) => ({ name, type: typeOf(name) })),
    ...sourceSystemColumns.map((name) => ({ name, type: systemColumnType(name, 'spark') })),
  ]
  workspace.columns.set(relation, isKnown ? columns : null, 'spark')
  const stored = isKnown ? columns.map((column) => column.name) : null
  workspace.lineage.set(node.id, originLineage(`${source.name.value}.${table.name.value}`, stored))
  checkKey(declared, isKnown ? known : null, typeOf, workspace)
  const lacksSequence = inFiles !== null && !known.includes(table.config.changeSeq.value.toLowerCase())
  if (lacksSequence && table.config.op !== null && table.config.mode === 'cdc')
    report(problems.sourceWithoutSequence(`${source.name.value}.${table.name.value}`, table.name.span))
}

function isOnS3({ table }: DeclaredSource, { settings }: Workspace): boolean {
  const { location } = table.config
  return location !== null && sourcePlace(settings.storage.raw?.value ?? null, location.value)?.kind === 's3'
}

/** A source whose key is wrong is reported here; what reads it cannot follow the key then. */
function checkKey(
  declared: DeclaredSource,
  known: readonly string[] | null,
  typeOf: (name: string) => SqlType | null,
  workspace: Workspace,
): void {
  const { table, source } = declared
  const name = `${source.name.value}.${table.name.value}`
  const key = table.config.primaryKey
  // An extract is all rows there are: nothing has to be told apart.
  if (key.length === 0 && table.config.mode !== 'full') workspace.broken.add(declared.id)
  const { mode, watermark } = table.config
  if (mode === 'incremental' && watermark && known) checkWatermark(declared, watermark, known, typeOf, workspace)
  for (const column of key) {
    if (known === null || known.includes(column.value.toLowerCase())) continue
    workspace.broken.add(declared.id)
    workspace.report(problems.unknownColumnInYaml(column.value, name, known, column.span, true))
  }
}

/** Rows are ordered by it: as a moment, or as a whole number. */
function checkWatermark(
  { id, table, source }: DeclaredSource,
  watermark: Located<string>,
  known: readonly string[],
  typeOf: (name: string) => SqlType | null,
  workspace: Workspace,
): void {
  const name = `${source.name.value}.${table.name.value}`
  if (!known.includes(watermark.value.toLowerCase())) {
    workspace.broken.add(id)
    workspace.report(problems.unknownColumnInYaml(watermark.value, name, known, watermark.span, true))
    return
  }
  const type = typeOf(watermark.value.toLowerCase())
  if (watermarkKind(type) !== null) return
  workspace.broken.add(id)
  workspace.report(
    problems.watermarkType(name, watermark.value, type ? (typeName(type, 'spark') ?? '') : '', watermark.span),
  )
}

function lowerCase(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.toLowerCase()))]
}
