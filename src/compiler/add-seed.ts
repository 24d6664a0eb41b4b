import { hasErrors } from '../diagnostics/diagnostic.ts'
import type { SeedNode } from '../manifest/nodes.ts'
import { sha256 } from '../util/hash.ts'
import { checkColumnsExist, checkDataType, checkDataTypes } from './check-columns.ts'
import type { DeclaredModel } from './declare.ts'
import { nodeBase } from './node-base.ts'
import { originLineage } from './node-lineage.ts'
import { readSeedHeader } from './seed-header.ts'
import type { Workspace } from './workspace.ts'

export function addSeed(declared: DeclaredModel, workspace: Workspace): void {
  const { name, config, properties } = declared
  const { report } = workspace
  const { columns, diagnostics } = readSeedHeader(name, declared.from.file, config)
  for (const problem of diagnostics) report(problem)
  for (const [column, type] of config.columnTypes) checkDataType(column, type, report)
  checkDataTypes(properties?.columns ?? [], report)
  const node: SeedNode = {
    kind: 'seed',
    ...nodeBase(declared, workspace),
    dependsOn: [],
    engine: 'redshift',
    header: columns,
    delimiter: config.delimiter,
    checksum: sha256(declared.from.file.text),
  }
  workspace.nodes.set(node.id, node)
  const isReadable = !hasErrors(diagnostics)
  const names = columns.map((column) => column.name)
  workspace.columns.set(node.relation, isReadable ? names : null)
  workspace.lineage.set(node.id, originLineage(name, isReadable ? names : null))
  if (isReadable) checkColumnsExist(name, properties?.columns ?? [], names, report)
  else workspace.broken.add(node.id)
}
