import type { CompiledProject } from '../compiler/compile.ts'
import { unknownBatch } from '../diagnostics/catalog/plan.ts'
import { DiagnosticError } from '../diagnostics/diagnostic.ts'
import type { LedgerBatch, LedgerRows } from '../ingest/ledger.ts'
import { sourcesOf } from '../manifest/manifest.ts'
import { everyConsumer } from '../planner/work.ts'
import { OpenEngines } from './open-engine.ts'
import { readRelations } from './read-relations.ts'
import { readLedgerRows } from './read-state.ts'
import { ledgerOf } from './run.ts'

/** `open`: a reader lacks it. `held`: open, and a check holds it back. `closed`: every reader has it. */
export type BatchStatus = 'open' | 'held' | 'closed'

/** A line of `batch list --json`. Times are ISO, UTC. */
export interface BatchReport {
  readonly batch_id: string
  readonly source: string
  readonly table: string
  readonly status: BatchStatus
  readonly opened_at: string
  readonly closed_at: string | null
  /** The node, or the check of the source, that holds it back. */
  readonly held_by: string | null
  readonly files: number
  readonly bytes: number
  /** Models that have not taken it in. */
  readonly waits_for: readonly string[]
}

/** The document of `batch show --json`. */
export interface BatchDetails extends Omit<BatchReport, 'files'> {
  readonly files: readonly { readonly file_key: string; readonly etag: string; readonly size_bytes: number }[]
  readonly applied: readonly {
    readonly node_id: string
    readonly rows_written: number | null
    readonly applied_at: string
  }[]
}

export interface BatchOptions {
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly waitSeconds: number | null
}

/** All batches of the ledger, the newest first, without those whose files have moved into another. */
export async function listBatches(compiled: CompiledProject, options: BatchOptions): Promise<readonly BatchReport[]> {
  const rows = await readLedgerOf(compiled, options)
  return rows.batches.map((batch) => reportOf(batch, rows, compiled)).reverse()
}

/** One batch with its files and with who has taken it in; a DiagnosticError when there is none of that id. */
export async function showBatch(
  compiled: CompiledProject,
  batchId: string,
  options: BatchOptions,
): Promise<BatchDetails> {
  const rows = await readLedgerOf(compiled, options)
  const batch = rows.batches.find((candidate) => candidate.batchId === batchId)
  if (!batch) throw new DiagnosticError([unknownBatch(batchId, rows.batches.at(-1)?.batchId ?? null)])
  return {
    ...reportOf(batch, rows, compiled),
    files: filesOf(batch, rows).map(({ key, etag, size }) => ({ file_key: key, etag, size_bytes: size })),
    applied: rows.applied
      .filter((row) => row.batchId === batchId)
      .map(({ node, rows: written, appliedAt }) => ({ node_id: node, rows_written: written, applied_at: appliedAt }))
      .sort((a, b) => (a.applied_at < b.applied_at ? -1 : 1)),
  }
}

async function readLedgerOf(compiled: CompiledProject, options: BatchOptions): Promise<LedgerRows> {
  const engines = new OpenEngines(compiled, options)
  try {
    const session = engines.warehouseExists ? await engines.connect('redshift') : null
    return await readLedgerRows(
      session,
      ledgerOf(compiled, engines),
      session ? await readRelations(session) : new Map(),
    )
  } finally {
    await engines.close()
  }
}

function reportOf(batch: LedgerBatch, rows: LedgerRows, { manifest }: CompiledProject): BatchReport {
  const files = filesOf(batch, rows)
  const source = sourcesOf(manifest).find(({ sourceName, name }) => sourceName === batch.source && name === batch.table)
  const has = new Set(rows.applied.filter((row) => row.batchId === batch.batchId).map((row) => row.node))
  const isOpen = batch.closedAt === null
  return {
    batch_id: batch.batchId,
    source: batch.source,
    table: batch.table,
    status: isOpen ? (batch.heldBy === null ? 'open' : 'held') : 'closed',
    opened_at: batch.openedAt,
    closed_at: batch.closedAt,
    held_by: batch.heldBy,
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.size, 0),
    waits_for:
      isOpen && source
        ? everyConsumer(manifest, source)
            .filter((model) => !has.has(model.id))
            .map((model) => model.name)
        : [],
  }
}

function filesOf(batch: LedgerBatch, { files }: LedgerRows) {
  return files.filter((file) => file.batchId === batch.batchId)
}
