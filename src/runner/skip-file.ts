import type { CompiledProject } from '../compiler/compile.ts'
import { fileApplied, sourceTableUnknown, tableFileUnknown } from '../diagnostics/catalog/cdc.ts'
import { DiagnosticError } from '../diagnostics/diagnostic.ts'
import { createLedgerStatements, skipFile, unskipFile } from '../ingest/ledger.ts'
import { sourcesOf } from '../manifest/manifest.ts'
import type { SourceNode } from '../manifest/nodes.ts'
import { executeStatements } from './execute-statements.ts'
import { OpenEngines } from './open-engine.ts'
import { readRelations } from './read-relations.ts'
import { readLedgerRows } from './read-state.ts'
import { ledgerOf } from './run.ts'
import { SourceStores } from './source-stores.ts'

export interface SkipFileRequest {
  /** `shop.orders`. */
  readonly table: string
  /** Relative to the source's location, as `cdc status` and messages have it. */
  readonly file: string
  /** For whoever wonders later. */
  readonly reason: string
  /** Takes the file back in. */
  readonly undo: boolean
}

export interface SkipFileOptions {
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly waitSeconds: number | null
}

/**
 * Sets a file of a source table aside: builds go on as if it were not there, until it has other content. A DiagnosticError
 * where there is no such file, or where its rows are in the tables already. Answers whether anything has changed.
 */
export async function setFileAside(
  compiled: CompiledProject,
  request: SkipFileRequest,
  options: SkipFileOptions,
): Promise<boolean> {
  const source = findSource(compiled, request.table)
  const engines = new OpenEngines(compiled, options)
  const stores = new SourceStores(compiled, options)
  try {
    const ledger = ledgerOf(compiled, engines)
    await engines.lock(ledger.schema)
    const session = await engines.connect('redshift')
    await executeStatements(session, createLedgerStatements(ledger))
    const rows = await readLedgerRows(session, ledger, await readRelations(session))
    const isMine = (row: { readonly source: string; readonly table: string; readonly key: string }) =>
      row.source === source.sourceName && row.table === source.name && row.key === request.file
    const skipped = rows.skipped.filter(isMine)
    if (request.undo) {
      if (skipped.length === 0) return false
      await session.execute(unskipFile(ledger, source.sourceName, source.name, request.file))
      return true
    }
    const listed = await stores.list(source)
    const found = listed.find(({ key }) => key === request.file)
    const keys = listed.map(({ key }) => key)
    if (!found) throw new DiagnosticError([tableFileUnknown(request.table, request.file, keys)])
    if (skipped.some(({ etag, size }) => etag === found.etag && size === found.size)) return false
    const started = new Set([
      ...rows.applied.map(({ batchId }) => batchId),
      ...rows.batches.filter(({ closedAt }) => closedAt !== null).map(({ batchId }) => batchId),
    ])
    const taken = rows.files.find((file) => isMine(file) && file.etag === found.etag && started.has(file.batchId))
    if (taken) throw new DiagnosticError([fileApplied(request.table, request.file, taken.batchId)])
    const { sourceName, name } = source
    const file = {
      source: sourceName,
      table: name,
      ...found,
      reason: request.reason,
      skippedAt: new Date().toISOString(),
    }
    await session.transaction((statements) => executeStatements(statements, skipFile(ledger, file)))
    return true
  } finally {
    await engines.close()
    await stores.close()
  }
}

function findSource(compiled: CompiledProject, table: string): SourceNode {
  const sources = sourcesOf(compiled.manifest)
  const nameOf = ({ sourceName, name }: SourceNode) => `${sourceName}.${name}`
  const found = sources.find((source) => nameOf(source) === table)
  if (found) return found
  throw new DiagnosticError([sourceTableUnknown(table, sources.map(nameOf))])
}
