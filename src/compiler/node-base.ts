import type { ColumnProperties } from '../config/column.ts'
import type { ColumnInfo } from '../manifest/nodes.ts'
import type { DeclaredModel } from './declare.ts'
import { describeNode } from './descriptions.ts'
import type { Workspace } from './workspace.ts'

/** What a model's and a seed's node have in common. */
export function nodeBase(declared: DeclaredModel, workspace: Workspace) {
  const { config, properties } = declared
  return {
    id: declared.id,
    name: declared.name,
    fqn: [workspace.loaded.project.name, ...declared.from.folders, declared.name],
    path: declared.from.file.path,
    span: declared.span,
    ...describeNode(properties?.description ?? null, workspace.context, workspace.report),
    tags: config.tags,
    meta: config.meta,
    relation: declared.relation,
    config,
    columns: (properties?.columns ?? []).map((column) => columnInfo(column, workspace)),
  }
}

export function columnInfo(column: ColumnProperties, { context, report }: Workspace): ColumnInfo {
  return {
    name: column.name.value.toLowerCase(),
    ...describeNode(column.description, context, report),
    dataType: column.dataType?.value ?? null,
    tags: column.tags,
    meta: column.meta,
  }
}
