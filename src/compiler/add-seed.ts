import { readSqlType } from '../catalog/types/read-type.ts'
import { projectFile } from '../config/project.ts'
import { unknownSeedColumn } from '../diagnostics/catalog/compile.ts'
import { hasErrors } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { SeedNode } from '../manifest/nodes.ts'
import { sha256 } from '../util/hash.ts'
import { checkColumnsExist, checkDataType, checkDataTypes } from './check-columns.ts'
import type { DeclaredModel } from './declare.ts'
import { nodeBase } from './node-base.ts'
import { originLineage } from './node-lineage.ts'
import { readSeedHeader } from './seed-header.ts'
import type { Workspace } from './workspace.ts'

/** A default in project.yml is for the seeds that have the column; where none of them has it, it is a mistake. */
export function checkSeedDefaults(seeds: readonly DeclaredModel[], { nodes, broken, report }: Workspace): void {
  const headers = new Map<DeclaredModel, readonly string[]>()
  for (const seed of seeds) {
    const node = nodes.get(seed.id)
    if (node?.kind === 'seed' && !broken.has(node.id))
      headers.set(
        seed,
        node.header.map(({ name }) => name),
      )
  }
  const missing = new Map<number, { readonly column: string; readonly span: Span; readonly known: Set<string> }>()
  const found = new Set<number>()
  for (const [{ config }, known] of headers) {
    for (const [column, { span }] of config.columnTypes) {
      if (span.file.path !== projectFile) continue
      if (known.includes(column.toLowerCase())) found.add(span.start)
      const entry = missing.get(span.start) ?? { column, span, known: new Set<string>() }
      for (const name of known) entry.known.add(name)
      missing.set(span.start, entry)
    }
  }
  for (const [start, { column, span, known }] of missing)
    if (!found.has(start)) report(unknownSeedColumn(column, null, [...known], span))
}

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
  const typed = columns.map(({ name: column, type }) => ({ name: column, type: readSqlType(type, 'redshift') }))
  workspace.columns.set(node.relation, isReadable ? typed : null, 'redshift')
  workspace.lineage.set(node.id, originLineage(name, isReadable ? names : null))
  if (isReadable) checkColumnsExist(name, properties?.columns ?? [], names, report)
  else workspace.broken.add(node.id)
}
